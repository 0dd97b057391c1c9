"""What a projection assumes, each figure with its ground, in three variants."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal, get_args

from minsheng.terms.errors import Fault, MinshengError

Variant = Literal["low", "mid", "high"]
VARIANTS: tuple[Variant, ...] = get_args(Variant)


@dataclass(frozen=True)
class Assumed:
    """One assumption: its figure in the variant asked for, its unit, and why."""

    name: str
    label: str
    value: float
    unit: str
    because: str


def assumptions_of(variant: Variant) -> dict[str, Assumed]:
    """The assumptions of a variant by name, from ``data/demand.csv``; raises `MinshengError` for another variant."""
    if variant not in VARIANTS:
        raise MinshengError(Fault("demand.variant", "没有这个方案", read=variant, expected="、".join(VARIANTS)))
    return {
        row["name"]: Assumed(row["name"], row["label"], float(row[variant]), row["unit"], row["because"])
        for row in _rows()
    }


@cache
def _rows() -> tuple[dict[str, str], ...]:
    text = files("minsheng.places").joinpath("data/demand.csv").read_text("utf-8")
    return tuple(csv.DictReader(text.splitlines()))
