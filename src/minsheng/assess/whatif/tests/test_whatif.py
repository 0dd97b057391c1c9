"""Twelve households whose every figure, before and after, is worked out by hand."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from minsheng.assess.whatif.compared import Line
from minsheng.assess.whatif.deciles import Side, Tenth
from minsheng.assess.whatif.outcome import outcome_of, write_outcome
from minsheng.assess.whatif.run import Compared, Question, do_whatif
from minsheng.assess.whatif.tests.lakeside import lakeside, register
from minsheng.packs.load import Loaded
from minsheng.register.snapshot import Snapshot
from minsheng.rules.overlay import changed_by_text
from minsheng.rules.parameters import Figures, set_values
from minsheng.rules.program import load_program
from minsheng.terms.errors import MinshengError
from minsheng.terms.periods import Month

MONTH = Month(2021, 12)


@pytest.fixture(scope="module")
def packs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Loaded]:
    return lakeside(tmp_path_factory.mktemp("packs"))


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return register(tmp_path_factory.mktemp("register"))


def figures(packs: dict[str, Loaded], **values: object) -> dict[str, Figures]:
    return set_values(load_program("lakeside", packs).parameters, values, file="test", line=1)


def question(packs: dict[str, Loaded], overlay: str | None = None, **wanted: object) -> Question:
    now = load_program("lakeside", packs)
    changed = now if overlay is None else changed_by_text("lakeside", packs, overlay, file="rules.yaml")
    return Question(now, changed, MONTH, wanted=figures(packs, **wanted))


@pytest.fixture(scope="module")
def raised(packs: dict[str, Loaded], snapshot: Snapshot) -> Compared:
    """The line raised from 1000 to 1200, and left at 800 in 330127."""
    return do_whatif(question(packs, line={"330100": "1200", "330127": "800"}), snapshot, threads=2)


def test_only_what_can_differ_is_answered(raised: Compared) -> None:
    assert [pair.benefit.id for pair in raised.pairs] == ["support", "bus"]
    assert raised.parameters == ("line",)


def test_the_benefit_in_each_division_comes_out_as_worked_by_hand(raised: Compared) -> None:
    # 330106 before: H01 1000, H02 2*1000-1400=600; H09 unknown. H10 earns 1100 a head at least: not owed.
    # After, at 1200: H01 1200, H02 1000, H03 200, H04 0.01; H05 earns 1200, not less. H10 may lie below 1200: unknown.
    assert raised.lines["support", "330106"] == Line(
        count_before=2, fen_before=160_000, unknown_before=1, count_after=4, fen_after=240_001, unknown_after=2,
        newly=2, more=2, became_unknown=1,
    )  # fmt: skip
    # H07 gets 300 both times, H08 earns too much.
    assert raised.lines["support", "330127"] == Line(count_before=1, fen_before=30_000, count_after=1, fen_after=30_000)


def test_a_benefit_that_asks_about_the_changed_one_is_answered_anew(raised: Compared) -> None:
    # The persons of the households above: H01 1, H02 2, H07 1; then H03 and H04; both of H09, and then of H10, unknown.
    assert raised.of("bus") == Line(
        count_before=4, unknown_before=2, count_after=6, unknown_after=4, newly=2, became_unknown=2
    )


def test_tenths_of_persons_by_income_a_head_and_who_gains_in_each(raised: Compared) -> None:
    # Twelve living persons of known income: 0, 500, 700, 700, 900, 1000, 1199, 1200, 1300, 1300, 5000, 10000.
    # The last of each tenth is the 2nd, 3rd, 4th, 5th, 6th, 8th, 9th, 10th, 11th and 12th of them.
    nobody, losers = Side(0, 0), Side(0, 0)
    assert raised.incomes.tenths("month") == [
        Tenth(1, 0, 500, 2, 2, Side(1, 20_000), losers, 0),  # H01, H07
        Tenth(2, 700, 700, 2, 1, Side(1, 40_000), losers, 0),  # H02
        Tenth(3, None, None, 0, 0, nobody, losers, 0),
        Tenth(4, 900, 900, 1, 1, nobody, losers, 0),  # H08
        Tenth(5, 1000, 1000, 1, 1, Side(1, 20_000), losers, 0),  # H03
        Tenth(6, 1199, 1200, 2, 2, Side(1, 1), losers, 0),  # H04, H05
        Tenth(7, 1300, 1300, 2, 1, nobody, losers, 0),  # H06
        Tenth(8, None, None, 0, 0, nobody, losers, 0),
        Tenth(9, 5000, 5000, 1, 1, nobody, losers, 0),  # H11
        Tenth(10, 10000, 10000, 1, 1, nobody, losers, 0),  # H12: the dead neither earn nor count
        Tenth(None, None, None, 4, 2, nobody, losers, 2),  # H09, H10
    ]


def test_a_lower_line_takes_away_and_both_ways_mirror_each_other(
    packs: dict[str, Loaded], snapshot: Snapshot, raised: Compared
) -> None:
    back = do_whatif(
        Question(
            load_program("lakeside", packs),
            load_program("lakeside", packs),
            MONTH,
            present=figures(packs, line={"330100": "1200", "330127": "800"}),
            wanted=figures(packs, line={"330100": "1000", "330127": "800"}),
        ),
        snapshot,
    )
    there, here = raised.of("support"), back.of("support")
    assert (here.newly, here.no_longer, here.more, here.less) == (0, there.newly, 0, there.more)
    assert (here.fen, here.became_known) == (-there.fen, there.became_unknown)
    gains = [(one.winners, one.losers) for one in raised.incomes.tenths("month")]
    losses = [(Side(one.losers.households, -one.losers.fen), one.winners) for one in back.incomes.tenths("month")]
    assert losses == gains


def test_nothing_changed_is_all_zeros(packs: dict[str, Loaded], snapshot: Snapshot) -> None:
    outcome = outcome_of(do_whatif(question(packs), snapshot), question(packs), snapshot)
    assert outcome["benefits"] == outcome["totals"] == outcome["divisions"] == outcome["payers"] == []
    assert outcome["yearly"]["budget_fen"] == 0
    month = outcome["incomes"]["tenths"]["month"]
    assert {(one["winners"]["households"], one["losers"]["households"], one["undecided"]) for one in month} == {
        (0, 0, 0)
    }
    assert sum(one["persons"] for one in month) == 16


def test_a_figure_set_to_what_it_is_changes_nothing(packs: dict[str, Loaded], snapshot: Snapshot) -> None:
    same = do_whatif(question(packs, line={"330100": "1000", "330127": "800"}), snapshot)
    line = same.of("support")
    assert (line.fen, line.newly, line.no_longer, line.more, line.less, line.became_unknown) == (0, 0, 0, 0, 0, 0)
    assert line.count_before == line.count_after == 3


def test_a_figure_nobody_gave_makes_answers_known(packs: dict[str, Loaded], snapshot: Snapshot) -> None:
    found = do_whatif(question(packs, school_money="300"), snapshot)
    assert found.of("pupils") == Line(
        unknown_before=2, count_after=2, fen_after=60_000, became_known=2, unknown_to_owed=2
    )  # fmt: skip
    assert [one.undecided for one in found.incomes.tenths("year")] == [0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0]


CARE = """\
benefits:
- id: care
  name: 护理补贴
  area: support
  kind: cash
  each: month
  serves: person
  source: ls-2021 专栏1.3
  since: 2021-01-01
  payer: 市财政
  owed: disability_grade == 1
  amount: "150.05"
"""


def test_a_changed_rule_stands_in_the_place_of_the_packs_own(packs: dict[str, Loaded], snapshot: Snapshot) -> None:
    asked = question(packs, CARE)
    found = do_whatif(asked, snapshot)
    # H01 has grade 1, H05 grade 2; the dead of H12 is owed nothing.
    assert {name for name, _ in found.lines} == {"care"}
    assert found.of("care") == Line(
        count_before=2, fen_before=20_000, count_after=1, fen_after=15_005, no_longer=1, more=1
    )
    outcome = outcome_of(found, asked, snapshot)
    assert outcome["changed"]["rules"] == ["care"]
    payers = {one["payer"]: (one["before"]["amount"], one["after"]["amount"]) for one in outcome["payers"]}
    assert payers == {"福利基金": ("200.00", "0.00"), "市财政": ("0.00", "150.05")}
    # What a fund no longer pays is no saving of the budget: 12 times 150.05.
    assert outcome["yearly"]["budget"] == "1800.60"
    assert outcome["yearly"]["month_times_twelve"] == "-599.40"


def test_a_new_benefit_and_one_taken_away(packs: dict[str, Loaded], snapshot: Snapshot) -> None:
    new = CARE.replace("id: care", "id: extra").replace("grade == 1", "grade in (1, 2)")
    found = do_whatif(question(packs, new), snapshot)
    assert found.of("extra") == Line(count_after=2, fen_after=30_010, newly=2)
    gone = do_whatif(question(packs, CARE.replace("disability_grade == 1", '"false"')), snapshot)
    assert gone.of("care") == Line(count_before=2, fen_before=20_000, no_longer=2)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("each: month", "each: year", "each 从 month 改成 year"),
        ("disability_grade == 1", "disabled == 1", "rules.yaml:11: care：没有 disabled 这个名字"),
        ("- id: care", "- id care", "rules.yaml:"),
        ("benefits:", "items:", "rules.yaml:"),
    ],
)  # fmt: skip
def test_a_copy_that_cannot_be_used_is_told_in_words(
    packs: dict[str, Loaded], snapshot: Snapshot, old: str, new: str, said: str
) -> None:
    with pytest.raises(MinshengError, match=said):
        do_whatif(question(packs, CARE.replace(old, new)), snapshot)


def test_the_two_thirds_rule_is_shown_with_its_clause(
    packs: dict[str, Loaded], snapshot: Snapshot, raised: Compared
) -> None:
    asked = question(packs, line={"330100": "1200", "330127": "800"})
    outcome = outcome_of(raised, asked, snapshot, (100_000_00, 130_000_00))
    rule = outcome["two_thirds"]
    # 12 * 800.01 yuan of 30,000 new ones.
    assert (rule["cost"], rule["new"], rule["two_thirds"]) == ("9600.12", "30000.00", "20000.00")
    assert (rule["share"], rule["share_of_two_thirds"], rule["rest"]) == ("32.00", "48.00", "10399.88")
    assert (rule["standing"], rule["source"][0]) == ("fits", "hz-2021 十二(三)1")


def test_the_tables_open_in_a_spreadsheet_and_add_up(
    packs: dict[str, Loaded], snapshot: Snapshot, raised: Compared, tmp_path: Path
) -> None:
    asked = question(packs, line={"330100": "1200", "330127": "800"})
    write_outcome(tmp_path, outcome_of(raised, asked, snapshot))
    with (tmp_path / "divisions.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["待遇"] == "support"]
    assert [(row["区划"], row["金额（元）差"]) for row in rows] == [("西湖区", "800.01"), ("淳安县", "0.00")]
    assert {path.name for path in tmp_path.iterdir()} == {
        "whatif.json", "benefits.csv", "divisions.csv", "payers.csv", "incomes.csv",
    }  # fmt: skip


def test_one_thread_and_three_say_the_same(packs: dict[str, Loaded], snapshot: Snapshot, raised: Compared) -> None:
    asked = question(packs, line={"330100": "1200", "330127": "800"})
    told = [outcome_of(do_whatif(asked, snapshot, threads=threads), asked, snapshot) for threads in (1, 3)]
    assert told[0] == told[1] == outcome_of(raised, asked, snapshot)
