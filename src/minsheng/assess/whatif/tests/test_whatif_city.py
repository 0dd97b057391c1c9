"""Hangzhou's rules on a made-up city: a what-if says what two assessments, before and after, say of every benefit."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from minsheng.assess.local import do_assess
from minsheng.assess.tally import Tally
from minsheng.assess.whatif.run import Question, do_whatif
from minsheng.packs.load import Loaded, load_all
from minsheng.register.snapshot import Snapshot, open_snapshot
from minsheng.register.synthetic.city import synthesise
from minsheng.rules.many.answer import CityAssessor
from minsheng.rules.overlay import changed_by_text
from minsheng.rules.parameters import Figures, set_values
from minsheng.rules.program import Program, load_program
from minsheng.terms.periods import Month

PACKS = Path(__file__).resolve().parents[5] / "packs"
MONTH = Month(2021, 12)
CARE = """\
benefits:
- id: severe-disability-care
  name: 重度残疾人护理补贴
  area: support
  kind: cash
  each: month
  serves: person
  source: hz-2021 专栏10.14
  since: 2021-01-01
  owed: disability_grade in (1, 2, 3) and not owed("minimum-living")
  amount: amount_of("disabled-living-allowance") + low_income_standard * 0.1
"""
CHANGES: tuple[tuple[str, dict[str, object]], ...] = (
    ("", {"low_income_standard": {"330100": "1300", "330127": "900"}}),
    ("", {"urban_consumption": "50000", "unemployment_benefit": "1900"}),
    (CARE, {}),
    (CARE, {"low_income_standard": "1000.50"}),
)


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    register = tmp_path_factory.mktemp("city")
    synthesise("330100", people=6000, day=date(2021, 12, 31), register=register, seed=11)
    return open_snapshot(register)


@pytest.fixture(scope="module")
def packs() -> dict[str, Loaded]:
    return load_all(PACKS)


def assessed(program: Program, figures: dict[str, Figures], city: Snapshot, out: Path) -> Tally:
    return do_assess(CityAssessor(program, MONTH, figures), city, out, threads=2)


@pytest.mark.parametrize(("rules", "values"), CHANGES)
def test_every_line_is_that_of_the_two_assessments(
    city: Snapshot, packs: dict[str, Loaded], rules: str, values: dict[str, object], tmp_path: Path
) -> None:
    now = load_program("hangzhou", packs)
    changed = changed_by_text("hangzhou", packs, rules, file="rules.yaml") if rules else now
    wanted = set_values(now.parameters, values, file="test", line=1)
    asked = Question(now, changed, MONTH, wanted=wanted)
    before = assessed(now, asked.before(), city, tmp_path / "before")
    after = assessed(changed, asked.after(), city, tmp_path / "after")
    found = do_whatif(asked, city, threads=2)
    answered = {pair.benefit.id for pair in found.pairs}
    moved = 0
    for key in {**before.lines, **after.lines}:
        was, is_ = before.lines.get(key), after.lines.get(key)
        if key[0] not in answered:
            assert was == is_, key
            continue
        line = found.lines[key]
        moved += was != is_
        for told, count, fen, unknown in (
            (was, line.count_before, line.fen_before, line.unknown_before),
            (is_, line.count_after, line.fen_after, line.unknown_after),
        ):
            assert (count, fen, unknown) == ((told.count, told.fen, told.unknown) if told else (0, 0, 0)), key
    assert moved > 5
    assert set(found.lines) <= {**before.lines, **after.lines}.keys()
