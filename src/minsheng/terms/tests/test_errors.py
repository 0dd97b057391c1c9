from minsheng.terms.errors import Fault, MinshengError


def test_a_fault_with_everything_says_where_what_was_read_and_what_was_expected() -> None:
    fault = Fault("pack.date", "起止日期颠倒", file="items.yaml", line=7, read="2026", expected="不晚于 2025")
    assert str(fault) == "items.yaml:7: 起止日期颠倒（读到：2026；应为：不晚于 2025） [pack.date]"


def test_a_fault_without_a_place_says_only_what_is_wrong() -> None:
    assert str(Fault("plan.empty", "文件是空的")) == "文件是空的 [plan.empty]"


def test_an_error_carries_every_fault_on_a_line_of_its_own() -> None:
    error = MinshengError.of([Fault("a", "甲"), Fault("b", "乙")])
    assert str(error).splitlines() == ["甲 [a]", "乙 [b]"]
    assert [fault.code for fault in error.faults] == ["a", "b"]
