"""Cases of warnings: read with every fault, and run."""

from __future__ import annotations

from pathlib import Path

import pytest

from minsheng.monitor.equity.tests.lakeside import JOBLESS, pack
from minsheng.monitor.warnings.cases import Runner, gaps, read_cases
from minsheng.monitor.warnings.tests.samples import RULE
from minsheng.terms.errors import MinshengError

GOOD = """\
warning_cases:
- name: 两个季度都高
  warning: jobless
  at: 2023Q2
  figures: {2023Q1: 4.6, 2023Q2: 4.7}
  outcome: opens
- name: 缺一个季度
  warning: jobless
  at: 2023Q2
  division: "330100"
  figures: {2023Q2: 4.7}
  others: {"330102": {2023Q2: 4.7}}
  outcome: unknown
  missing: [2023Q1]
"""


def folder(root: Path, text: str) -> Path:
    (root / "cases").mkdir()
    (root / "cases" / "warnings.yaml").write_text(text, "utf-8")
    (root / "cases" / "rules.yaml").write_text("cases: []\n", "utf-8")
    return root


def runner() -> Runner:
    made = pack(JOBLESS, warnings=[RULE])
    return Runner(made, {made.id: made})


def test_cases_that_come_out_say_nothing_and_what_is_wanting_is_told(tmp_path: Path) -> None:
    cases = read_cases(folder(tmp_path, GOOD))
    assert [runner().run(case) for case in cases] == [None, None]
    assert gaps([RULE], cases) == {"jobless": ("quiet",)}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("outcome: opens", "outcome: quiet", "jobless 应为不预警，得到应预警"),
        ("missing: [2023Q1]", "missing: []", "jobless 应缺 （无），实缺 2023Q1"),
        ("warning: jobless\n  at: 2023Q2\n  figures", "warning: joy\n  at: 2023Q2\n  figures", "没有名为 joy 的预警"),
        ('division: "330100"', 'division: "330106"', "jobless 这时不适用，或不看 330106"),
    ],
)
def test_a_case_that_does_not_come_out_says_what_did(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in GOOD
    cases = read_cases(folder(tmp_path, GOOD.replace(old, new, 1)))
    assert said in [runner().run(case) for case in cases]


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("at: 2023Q2", "at: 2023Q5", 4),
        ("2023Q1: 4.6", "2023Q9: 4.6", 5),
        ("2023Q1: 4.6", "2023Q1: 四", 5),
        ("outcome: opens", "outcome: 'on'", 6),
        ("  outcome: opens\n", "", 2),
        ("figures: {2023Q1: 4.6, 2023Q2: 4.7}", "figures: 4.7", 5),
        ('"330102"', '"3301"', 12),
        ("name: 两个", "nam: 两个", 2),
    ],
)
def test_a_fault_of_a_case_is_told_with_its_line(tmp_path: Path, old: str, new: str, line: int) -> None:
    assert old in GOOD
    with pytest.raises(MinshengError) as caught:
        read_cases(folder(tmp_path, GOOD.replace(old, new, 1)))
    assert [(fault.code, fault.line) for fault in caught.value.faults] == [("case.form", line)]
