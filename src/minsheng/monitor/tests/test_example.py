from __future__ import annotations

from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from minsheng.monitor.choice import asked
from minsheng.monitor.example import SYNTHETIC, example_observations, is_synthetic
from minsheng.monitor.limits import limits_of
from minsheng.monitor.observation import MOST_DECIMALS, Observation
from minsheng.monitor.series import series_of
from minsheng.monitor.store import Store
from minsheng.packs.family import lineage
from minsheng.packs.load import load_packs
from minsheng.packs.model import Pack
from minsheng.terms.periods import Period

PACKS = Path(__file__).resolve().parents[4] / "packs"


@pytest.fixture(scope="module")
def packs() -> tuple[Pack, ...]:
    loaded = load_packs(PACKS)
    return lineage(loaded["hangzhou"], loaded)


@pytest.fixture(scope="module")
def rows(packs: tuple[Pack, ...]) -> list[Observation]:
    return example_observations(packs[0], packs, 1)


def test_every_figure_says_that_it_is_made_up(rows: list[Observation]) -> None:
    assert len(rows) > 10_000
    assert all(SYNTHETIC in row.source and is_synthetic(row) for row in rows)


def test_the_same_seed_makes_the_same_history_and_another_makes_another(
    packs: tuple[Pack, ...], rows: list[Observation]
) -> None:
    assert example_observations(packs[0], packs, 1) == rows
    assert example_observations(packs[0], packs, 2) != rows


def test_no_figure_breaks_the_bounds_of_its_indicator(packs: tuple[Pack, ...], rows: list[Observation]) -> None:
    series = series_of(packs)
    indicators = {one.id: one for one in packs[0].indicators}
    limits = {one: limits_of(indicators[one], series[one].members) for one in {row.indicator for row in rows}}
    assert [row for row in rows if limits[row.indicator].breaks(row.value)] == []
    assert all(-int(row.value.as_tuple().exponent) <= MOST_DECIMALS for row in rows)


def test_no_cell_is_filled_twice_so_the_store_takes_it_whole(rows: list[Observation], tmp_path: Path) -> None:
    assert Store(tmp_path).add(rows, by="演示").new == len(rows)


def test_all_thirteen_districts_and_the_city_have_figures_for_quarters_and_years(rows: list[Observation]) -> None:
    assert len({row.division for row in rows}) == 14
    kinds = Counter(row.period.kind for row in rows)
    assert kinds["quarter"] > 1000
    assert kinds["year"] > 1000
    assert max(row.period.last_day for row in rows) == Period.parse("2023Q4").last_day


def test_some_cells_are_empty_and_some_indicators_have_no_figure_at_all(
    packs: tuple[Pack, ...], rows: list[Observation]
) -> None:
    wanted = {one.id for one, _ in asked(packs[0], packs, Period.parse("2023Q4"))}
    seen = {row.indicator for row in rows}
    assert seen < wanted
    last = [row for row in rows if row.period == Period.parse("2023Q4") and not row.group]
    districts = Counter(row.indicator for row in last if row.division != "330100")
    assert 0 < sum(count < 13 for count in districts.values()) < len(districts)


def test_the_history_ends_where_it_is_told_to(packs: tuple[Pack, ...]) -> None:
    until = Period.parse("2022Q2")
    assert max(row.period.last_day for row in example_observations(packs[0], packs, 1, until=until)) == until.last_day


def test_a_target_already_reached_is_held_and_a_total_is_spread_over_the_years(rows: list[Observation]) -> None:
    forest = [row.value for row in rows if row.indicator == "hz-2021.t2.28" and row.division == "330100"]
    assert min(forest) > Decimal("66.5")  # 66.9 in 2020, of which the plan asks 66 in 2025
    homes = [row for row in rows if row.indicator == "hz-2021.c52" and row.division == "330100"]
    assert {str(row.period) for row in homes} == {"2021", "2022", "2023"}
    assert all(Decimal("0.7") < row.value < Decimal("1.3") for row in homes)  # 5 in five years
