"""The made-up city and the rules of Hangzhou: what its register knows decides nearly everything."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pyarrow.parquet as pq
import pytest

from minsheng.register.find import Finder
from minsheng.register.snapshot import open_snapshot
from minsheng.register.synthetic.city import synthesise
from minsheng.rules.answer import Assessor
from minsheng.rules.folder import program_of
from minsheng.rules.situation import situation_of
from minsheng.rules.tests.test_bundled import PACKS
from minsheng.terms.fields import field_of
from minsheng.terms.periods import Month

DAY = date(2021, 12, 31)
MOST_UNKNOWN = 0.03


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> Counter[tuple[str, str]]:
    """How often each benefit of the city's people is owed, not owed, or unknown for want of a field."""
    snapshot = open_snapshot(synthesise("330100", people=4000, register=tmp_path_factory.mktemp("city"), day=DAY))
    assessor = Assessor(program_of("hangzhou", PACKS), Month.parse("2021-12"))
    found: Counter[tuple[str, str]] = Counter()
    with Finder(snapshot) as finder:
        for number in pq.read_table(snapshot.file("household"), columns=["household_id"]).column(0).to_pylist():
            home = finder.home(number)
            assert home is not None
            for answer in assessor.answers(situation_of(home.as_json(), DAY)):
                wanted = [name for name in answer.missing if field_of("person", name) or field_of("household", name)]
                # A figure nobody has published yet is no gap of the register.
                outcome = answer.outcome if wanted or answer.outcome != "unknown" else "for want of a figure"
                found[answer.rule.benefit.id, outcome] += 1
    return found


def test_hardly_anything_is_unknown_for_want_of_a_field(outcomes: Counter[tuple[str, str]]) -> None:
    for benefit in {name for name, _ in outcomes}:
        asked = sum(count for (name, _), count in outcomes.items() if name == benefit)
        assert outcomes[benefit, "unknown"] / asked < MOST_UNKNOWN, benefit


def test_a_few_gaps_are_left_as_in_real_registers(outcomes: Counter[tuple[str, str]]) -> None:
    assert sum(count for (_, outcome), count in outcomes.items() if outcome == "unknown") > 100


@pytest.mark.parametrize(
    "benefit",
    [
        "maternal-health",
        "maternity-insurance",
        "health-records",
        "resident-pension",
        "minimum-living",
        "assistive-devices",
    ],
)
def test_what_someone_in_every_city_is_owed_someone_here_is(benefit: str, outcomes: Counter[tuple[str, str]]) -> None:
    assert outcomes[benefit, "owed"] > 0
    assert outcomes[benefit, "not_owed"] > 0
