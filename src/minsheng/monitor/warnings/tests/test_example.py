"""The made-up figures that a demonstration's warnings look at."""

from __future__ import annotations

from pathlib import Path

from minsheng.monitor.book import book_of
from minsheng.monitor.example import is_synthetic
from minsheng.monitor.observation import observations_table
from minsheng.monitor.warnings.example import watched_observations
from minsheng.monitor.warnings.signals import signals
from minsheng.packs.load import load_packs
from minsheng.terms.periods import Period

PACKS = Path(__file__).resolve().parents[5] / "packs"


def test_in_the_demonstration_unemployment_is_high_and_every_figure_says_it_is_made_up() -> None:
    packs = load_packs(PACKS)
    rows = watched_observations(packs["hangzhou"], [], 1)
    assert all(map(is_synthetic, rows))
    assert len({row.cell for row in rows}) == len(rows)
    assert max(row.period.last_day for row in rows) == Period.parse("2023Q4").last_day
    book = book_of(packs["hangzhou"], packs, observations_table(rows))
    found = {one.rule.id: one.outcome for one in signals(book, Period.parse("2023Q4")) if one.rule.of == "whole"}
    assert found["unemployment-high"] == "opens"
    assert "unknown" not in found.values()


def test_a_cell_that_is_filled_already_is_left_alone() -> None:
    pack = load_packs(PACKS)["hangzhou"]
    rows = watched_observations(pack, [], 1)
    assert watched_observations(pack, rows, 1) == []
    assert watched_observations(pack, [], 1) == rows
