"""What the bundled packs say of indicators is what the plans print, read again from the plans themselves.

Past results in running text stand in the packs where a person put them; the reader rightly takes none.
"""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from minsheng.packs.load import load_packs
from minsheng.packs.model import Indicator
from minsheng.plans import convert
from minsheng.plans.read import read_plan

ROOT = Path(__file__).resolve().parents[2]
SEEDS = Path(os.environ.get("MINSHENG_SEEDS", ROOT.parent / "shared" / "seeds"))
PLANS = {
    "hz-2021": ("000_*", convert.Period(2021, 2025)),
    "hzs-2021": ("001_*", convert.Period(2021, 2025)),
    "hz-2013": ("002_*", convert.Period(2013, 2015)),
    "zj-2021": ("003_*", convert.Period(2021, 2025)),
    "qz-2021": ("004_*", convert.Period(2021, 2025)),
}  # fmt: skip

pytestmark = [
    pytest.mark.seeds,
    pytest.mark.skipif(not SEEDS.is_dir(), reason="the real plans are not at hand (set MINSHENG_SEEDS)"),
]


def _in_packs(document: str) -> list[Indicator]:
    packs = load_packs(ROOT / "packs").values()
    return [one for pack in packs for one in pack.indicators if one.source.document == document]


@pytest.mark.parametrize("document", PLANS)
def test_every_row_of_the_pack_has_the_figures_its_clause_prints(document: str) -> None:
    pattern, period = PLANS[document]
    reading = read_plan(next(SEEDS.glob(pattern)))
    tables = convert.table_numbers([row.table for row in reading.indicators])
    rows = [
        convert.to_indicator(row, document, number=number, table=tables[row.table], period=period)
        for number, row in enumerate(reading.indicators, 1)
    ]
    for number, row in enumerate(reading.commitments, 1):
        made = convert.to_indicator(row, document, number=number)
        rows.append(replace(made, source=convert.in_its_item(made.source, row, reading.items)))

    def figures(indicators: list[Indicator]) -> Counter[tuple[object, ...]]:
        return Counter(
            (str(one.source), value.kind, value.year, value.op, value.value, value.low, value.high)
            for one in indicators
            for value in one.values
            # A target in words outside a table is no figure the clause prints: 无欠薪.
            if one.source.table is not None or (value.kind == "target" and value.op != "text")
        )

    printed, kept = figures(rows), figures(_in_packs(document))
    assert kept - printed == Counter()
    assert printed - kept == Counter()
