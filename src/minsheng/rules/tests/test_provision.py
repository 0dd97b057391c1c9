from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minsheng.packs.tests.samples import write_good
from minsheng.rules.cases import Runner, read_cases, standard_gaps
from minsheng.rules.finding import Finding, Inspector
from minsheng.rules.folder import check_rules, program_of, provisions_of
from minsheng.rules.provision import Measure, check_must, load_provisions
from minsheng.rules.provision_cases import KEYS
from minsheng.rules.scope import Scope
from minsheng.rules.situation import situation_of
from minsheng.rules.syntax import Wrong
from minsheng.rules.tests.samples import PARAMETERS, benefit
from minsheng.terms.errors import MinshengError
from minsheng.terms.periods import Month

MONTH = Month.parse("2021-12")
HEAD = "area: elder-care\n  source: ls-2021 专栏2.3\n  since: 2021-01-01\n"


def standard(name: str, must: str, unit: str = "册", applies: str = 'kind == "library"', more: str = "") -> str:
    """One provision as YAML, in a list."""
    text = f"- id: {name}\n  name: 标准{name}\n  {HEAD}  applies_to: {json.dumps(applies)}\n"
    return text + f'  must: >-\n    {must}\n  unit: "{unit}"\n{more}'


def write(root: Path, *standards: str, **files: str) -> Path:
    return write_good(root, parameters=PARAMETERS, provisions="provisions:\n" + "".join(standards), **files)


def find(root: Path, *standards: str, **values: Any) -> list[Finding]:
    write(root, *standards)
    given_values = {"institution_id": "i1", "kind": "library", "division": "330106"} | values
    situation = situation_of({"institution": given_values}, MONTH.last_day, institution=True)
    return Inspector(provisions_of("lakeside", root), MONTH).findings(situation)


def told(found: Finding) -> tuple[Any, ...]:
    one = found.as_json()
    return tuple(one[key] for key in ("outcome", "actual", "required", "short_by", "missing"))


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"open_hours_week": 60}, ("met", 60, 60, None, [])),
        ({"open_hours_week": "59.5"}, ("short", 59.5, 60, 0.5, [])),
        ({}, ("unknown", None, 60, None, ["open_hours_week"])),
    ],
)
def test_hours_are_met_at_the_figure_and_short_by_what_lacks(tmp_path: Path, values: Any, expected: Any) -> None:
    (found,) = find(tmp_path, standard("hours", "open_hours_week >= 60", "小时"), **values)
    assert told(found) == expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        # 1.2 × 1001 = 1201.2: there is no fifth of a book, so 1202
        ({"books": 1201, "population": 1001}, ("short", 1201, 1202, 1, [])),
        ({"books": 1202, "population": 1001}, ("met", 1202, 1202, None, [])),
        ({"books": 5000, "population": 10_000}, ("met", 5000, 5000, None, [])),
        # both ways are missed: the nearer one is told
        ({"books": 4000, "population": 10_000}, ("short", 4000, 5000, 1000, [])),
        ({"books": 4000, "population": 4000}, ("short", 4000, 4800, 800, [])),
        # who has the total needs no population
        ({"books": 5000}, ("met", 5000, 5000, None, [])),
        ({"books": 4999}, ("unknown", 4999, 5000, None, ["population"])),
        ({"population": 100}, ("unknown", None, 120, None, ["books"])),
    ],
)
def test_one_of_two_ways_is_enough(tmp_path: Path, values: Any, expected: Any) -> None:
    (found,) = find(tmp_path, standard("books", "books >= population * 1.2 or books >= 5000"), **values)
    assert told(found) == expected


def test_a_ceiling_is_short_by_what_is_too_much(tmp_path: Path) -> None:
    (found,) = find(tmp_path, standard("class", "largest_class <= 45", "人"), largest_class=48)
    assert told(found) == ("short", 48, 45, 3, [])
    assert found.floor is False


def test_yes_or_no_has_no_figure_to_be_short_of(tmp_path: Path) -> None:
    free = standard("free", "free_entry", "")
    assert told(find(tmp_path, free, free_entry=False)[0]) == ("short", False, True, None, [])
    assert told(find(tmp_path, free, free_entry=True)[0]) == ("met", True, True, None, [])
    assert told(find(tmp_path, free)[0]) == ("unknown", None, True, None, ["free_entry"])


def test_what_is_not_asked_of_it_is_left_out_and_what_may_be_is_unknown(tmp_path: Path) -> None:
    rural = standard("rural", "books >= 1500", applies='kind == "library" and rural')
    assert find(tmp_path, rural, rural=False, books=1) == []
    (found,) = find(tmp_path, rural, books=1)
    assert (found.outcome, found.missing) == ("unknown", ("rural",))


def test_the_reasons_say_clause_words_and_value(tmp_path: Path) -> None:
    (found,) = find(tmp_path, standard("books", "books >= population * 1.2"), books=12, population=10)
    assert found.as_json()["because"] == [
        {"clause": "ls-2021 专栏2.3", "text": "机构类别是library", "value": True},
        {"clause": "ls-2021 专栏2.3", "text": "藏书量不低于（服务人口×1.2）", "value": True},
    ]
    assert found.as_json()["inputs"] == {"kind": "library", "books": 12, "population": 10}


def test_a_parameter_without_a_figure_is_named(tmp_path: Path) -> None:
    (found,) = find(tmp_path, standard("costs", "population * 1 >= books * share"), books=10, population=3)
    assert told(found) == ("met", 3, 3, None, [])
    write(tmp_path, standard("seats", "capacity >= places"), more="parameters: [{id: places, name: 座位, unit: 个}]")
    situation = situation_of(
        {"institution_id": "i", "kind": "library", "capacity": 5}, MONTH.last_day, institution=True
    )
    (found,) = Inspector(provisions_of("lakeside", tmp_path), MONTH).findings(situation)
    assert (found.outcome, found.missing) == ("unknown", ("places",))


def test_it_holds_from_its_first_to_its_last_day(tmp_path: Path) -> None:
    write(tmp_path, standard("a", "books >= 1", more="  until: 2022-06-30\n"))
    ready = provisions_of("lakeside", tmp_path)
    held = [len(ready.on(Month.parse(text).last_day)) for text in ("2020-12", "2021-01", "2022-06", "2022-07")]
    assert held == [0, 1, 1, 0]


@pytest.mark.parametrize(
    "must",
    [
        "books > 10",
        "books == 10",
        "10 <= books",
        "books >= 1 and staff >= 1",
        "1 <= books <= 10",
        "free_entry or books >= 1",
        "built_on >= date('2021-01-01')",
        "not free_entry",
        "books + 1",
        "owed('aid')",
        "monthly_income >= 3",
    ],
)
def test_what_compares_nothing_with_what_must_be_is_refused(must: str) -> None:
    with pytest.raises(Wrong):
        check_must(must, Scope("institution"), [])


def test_a_mistake_is_told_with_file_and_line(tmp_path: Path) -> None:
    folder = write(tmp_path, standard("a", "books >= 1"), standard("b", "boks >= 1"))
    (fault,) = check_rules(folder)
    assert (fault.file, fault.line, fault.read, fault.expected) == ("lakeside/provisions.yaml", 17, "boks", "books")


def test_a_pack_below_replaces_a_standard_by_its_id(tmp_path: Path) -> None:
    write(tmp_path, standard("a", "books >= 1"))
    country = f"provisions:\n{standard('a', 'books >= 9')}{standard('b', 'staff >= 2', '人')}"
    (tmp_path / "cn" / "provisions.yaml").write_text(country.replace("  source: ls-2021", "  source: cn-2021"), "utf-8")
    (tmp_path / "cn" / "documents.yaml").write_text(
        "documents:\n- {id: cn-2021, title: 国标, since: 2021-01-01, until: 2025-12-31}\n", "utf-8"
    )
    found = {one.provision.id: one.provision.must for one in provisions_of("lakeside", tmp_path).standards}
    assert found == {"a": "books >= 1", "b": "staff >= 2"}


CASES = """\
cases:
- name: 差一册
  month: 2021-12
  institution: {institution_id: a, kind: library, books: 9}
  expect:
  - {provision: books, outcome: short, actual: 9, required: 10, short_by: 1}
  - {provision: halls, outcome: not_applicable}
- name: 写错的
  month: 2021-12
  institution: {institution_id: a, kind: library, books: 9}
  expect:
  - {provision: books, outcome: short, short_by: 2}
  - {provision: books, outcome: met}
  - {provision: boks, outcome: met}
"""


def test_cases_say_what_did_not_come_out(tmp_path: Path) -> None:
    halls = standard("halls", "cultural_halls >= 1", "个", 'kind == "village"')
    folder = write(tmp_path, standard("books", "books >= 10"), halls, benefits="benefits:\n" + benefit("aid", "true"))
    (folder / "cases").mkdir()
    (folder / "cases" / "a.yaml").write_text(CASES, "utf-8")
    provisions = provisions_of("lakeside", tmp_path)
    runner = Runner(program_of("lakeside", tmp_path), provisions)
    cases = read_cases(folder)
    said = [str(failure) for case in cases for failure in runner.run(case)]
    assert said == [
        "lakeside/cases/a.yaml:12: 写错的：books 相差应为 2，得到 1",
        "lakeside/cases/a.yaml:13: 写错的：books 应为达到，得到不足",
        "lakeside/cases/a.yaml:14: 写错的：没有名为 boks 的配置标准，或当月不适用",
    ]
    assert standard_gaps(provisions, cases) == {"books": ("unknown",), "halls": ("met", "short", "unknown")}


WORDS = st.sampled_from(
    ["a", "met", "short", "12", "-1", "1e99999999", "NaN", "１２", "~", "[a, b]", "{a: b}", "''", "true"]
)


@given(st.dictionaries(st.sampled_from([*KEYS, "benefit", "sum"]), WORDS))
def test_any_expectation_is_read_or_told_as_a_fault(tmp_path_factory: pytest.TempPathFactory, told: Any) -> None:
    folder = tmp_path_factory.mktemp("pack")
    (folder / "cases").mkdir()
    written = ", ".join(f"{key}: {word}" for key, word in told.items())
    text = f"cases:\n- name: n\n  month: 2021-12\n  institution: {{kind: k}}\n  expect:\n  - {{{written}}}\n"
    (folder / "cases" / "a.yaml").write_text(text, "utf-8")
    lines: set[int | None] = {6}
    try:
        (case,) = read_cases(folder)
        read = len(case.expected) + len(case.standards)
    except MinshengError as error:
        read, lines = 0, {fault.line for fault in error.faults}
    assert lines == {6}
    assert read in (0, 1)


NUMBERS = st.integers(0, 10**6) | st.none()


@given(NUMBERS, NUMBERS, st.fractions(0, 10, max_denominator=100), st.integers(0, 10**6), st.sampled_from([">=", "<="]))
def test_met_short_and_unknown_are_what_arithmetic_says(
    loaded: Any, books: int | None, people: int | None, rate: Fraction, total: int, op: str
) -> None:
    text = f"books {op} population * {rate.numerator} / {rate.denominator} or books {op} {total}"
    measures: list[Measure] = []
    node = check_must(text, Scope("institution"), measures)
    one = loaded(node, tuple(measures))
    values: dict[str, Any] = {"institution_id": "i", "kind": "library"}
    values |= {name: value for name, value in (("books", books), ("population", people)) if value is not None}
    (found,) = one.findings(situation_of(values, MONTH.last_day, institution=True))
    ways = [None if people is None else people * rate, Fraction(total)]
    holds = [None if books is None or way is None else (books >= way if op == ">=" else books <= way) for way in ways]
    expected = "met" if True in holds else "unknown" if None in holds else "short"
    assert found.outcome == expected
    if expected == "short" and books is not None:
        gaps = [abs(way - books) for way in ways if way is not None]
        # whole books: the nearest way, made up to the next book
        assert found.short_by == min(-(-gap.numerator // gap.denominator) for gap in gaps)


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Any:
    from dataclasses import replace

    from minsheng.packs.load import load_all
    from minsheng.rules.provision import Provisions

    root = tmp_path_factory.mktemp("packs")
    write(root, standard("books", "books >= 1"))
    whole = load_provisions("lakeside", load_all(root))

    def inspector(node: Any, measures: Any) -> Inspector:
        (one,) = whole.standards
        changed = replace(one, must=replace(one.must, node=node), measures=measures)
        return Inspector(Provisions("lakeside", (changed,), whole.parameters), MONTH)

    return inspector
