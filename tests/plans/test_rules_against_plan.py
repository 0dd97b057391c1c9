"""A rule of Hangzhou cites an item the plan has, and every figure in its amount is printed in that item."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from minsheng.plans.model import Item
from minsheng.plans.read import read_plan

ROOT = Path(__file__).resolve().parents[2]
SEEDS = Path(os.environ.get("MINSHENG_SEEDS", ROOT.parent / "shared" / "seeds"))
SOURCE = re.compile(r"hz-2021 专栏(\d+)\.(\d+)")
FIGURE = re.compile(r"\d+(?:\.\d+)?")

FROM_ELSEWHERE: dict[str, set[str]] = {
    # Months of a year, days of a month, 上浮50% as a factor, shares of items 10.1 and 10.11, the numbers of grades.
    "destitute-support": {"12"},
    "orphan-support": {"12"},
    "children-in-need-support": {"12", "80", "70"},
    "severe-disability-care": {"1.5"},
    "severe-disability-minimum-living": {"30"},
    "family-planning-special-support": {"1", "2", "3"},
    "maternity-insurance": {"30"},
}
"""Figures an amount needs that its own item does not print, by rule: each is told in `assumed` or a step's words."""

pytestmark = [
    pytest.mark.seeds,
    pytest.mark.skipif(not SEEDS.is_dir(), reason="the real plans are not at hand (set MINSHENG_SEEDS)"),
]


def _rules() -> Iterator[dict[str, Any]]:
    for file in sorted((ROOT / "packs" / "hangzhou" / "benefits").glob("*.yaml")):
        for rule in yaml.safe_load(file.read_text("utf-8"))["benefits"]:
            if SOURCE.fullmatch(rule["source"]):
                yield rule


RULES = list(_rules())


@pytest.fixture(scope="module")
def items() -> dict[tuple[int, int], Item]:
    reading = read_plan(next(SEEDS.glob("000_*")))
    return {(int(item.box), int(item.number)): item for item in reading.items}


def _item(rule: dict[str, Any], items: dict[tuple[int, int], Item]) -> Item:
    found = SOURCE.fullmatch(rule["source"])
    assert found is not None
    return items[int(found[1]), int(found[2])]


def _figures(amount: object) -> set[str]:
    """The figures of an amount, shares below one as per cent; what stands in quotes (divisions) is left out."""
    if isinstance(amount, dict):
        parts = [step["value"] if isinstance(step, dict) else step for step in amount.values()]
    else:
        parts = [amount]
    found = {one for part in parts for one in FIGURE.findall(re.sub(r"['\"][^'\"]*['\"]", "", str(part)))}
    return {f"{Decimal(one) * 100:f}".rstrip("0").rstrip(".") if one.startswith("0.") else one for one in found}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["id"])
def test_the_item_a_rule_cites_is_in_the_plan(rule: dict[str, Any], items: dict[tuple[int, int], Item]) -> None:
    assert _item(rule, items).text


@pytest.mark.parametrize("rule", [rule for rule in RULES if "amount" in rule], ids=lambda rule: rule["id"])
def test_the_figures_of_an_amount_are_printed_in_its_item(
    rule: dict[str, Any], items: dict[tuple[int, int], Item]
) -> None:
    wanted = _figures(rule["amount"]) - FROM_ELSEWHERE.get(rule["id"], set())

    assert wanted - set(FIGURE.findall(_item(rule, items).text)) == set()


@pytest.mark.parametrize("name", FROM_ELSEWHERE)
def test_a_figure_from_elsewhere_is_still_in_the_rule(name: str, items: dict[tuple[int, int], Item]) -> None:
    rule = next(rule for rule in RULES if rule["id"] == name)
    printed = set(FIGURE.findall(_item(rule, items).text))

    assert FROM_ELSEWHERE[name] <= _figures(rule["amount"])
    assert FROM_ELSEWHERE[name].isdisjoint(printed)
