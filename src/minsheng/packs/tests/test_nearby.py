"""Circles and quotas of a pack: what a fault says, and what is read."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from minsheng.packs.check import check_folder
from minsheng.packs.load import load_pack
from minsheng.packs.tests.samples import write_good

CIRCLE = """\
circles:
- id: meals-nearby
  name: 步行15分钟助餐圈
  area: elder-care
  source: ls-2021 表1.4
  since: 2021-01-01
  kinds: [canteen]
  minutes: 15
  people: 65+
"""
QUOTA = """\
quotas:
- id: meal-points
  name: 每千名老人的助餐点
  area: elder-care
  source: ls-2021 表1.4
  since: 2021-01-01
  kinds: [canteen]
  counts: facilities
  unit: 个
  value: 2.5
  per: 1000
"""


def faults(folder: Path, rows: str) -> list[tuple[str, str | None]]:
    write_good(folder, places=rows)
    return [(fault.code, fault.read) for fault in check_folder(folder / "lakeside")]


def test_a_circle_and_a_quota_are_read_with_their_figures(tmp_path: Path) -> None:
    assert faults(tmp_path, CIRCLE + QUOTA) == []
    pack = load_pack(tmp_path / "lakeside")
    assert (pack.circles[0].minutes, pack.circles[0].people, pack.circles[0].kinds) == (15, "65+", ("canteen",))
    assert (pack.quotas[0].value, pack.quotas[0].per, pack.quotas[0].each) == (Decimal("2.5"), 1000, "whole")


@pytest.mark.parametrize(
    ("rows", "wrong"),
    [
        (CIRCLE.replace("minutes: 15", "minutes: 15\n  metres: 500"), ("pack.circle-size", None)),
        (CIRCLE.replace("  minutes: 15\n", ""), ("pack.circle-size", None)),
        (CIRCLE.replace("minutes: 15", "minutes: 0"), ("pack.circle-figure", "0")),
        (CIRCLE + "  share: 101\n", ("pack.circle-figure", "101")),
        (CIRCLE.replace("[canteen]", "[]"), ("pack.no-kinds", None)),
        (CIRCLE.replace("elder-care", "meals"), ("pack.unknown-area", "meals")),
        (QUOTA.replace("  value: 2.5\n", ""), ("pack.quota-figure", None)),
        (QUOTA.replace("per: 1000", "per: 0"), ("pack.quota-figure", None)),
        (QUOTA.replace("value: 2.5", "indicator: nowhere\n  year: 2025"), ("pack.unknown-member", "nowhere")),
        (QUOTA.replace("value: 2.5", "indicator: ls-2021.t1.4\n  year: 1999"), ("pack.quota-year", "1999")),
    ],
)
def test_what_is_wrong_with_a_circle_or_a_quota_is_told(
    tmp_path: Path, rows: str, wrong: tuple[str, str | None]
) -> None:
    assert wrong in faults(tmp_path, rows)
