"""Facilities of the demonstration city, by kind: spread evenly over those they serve, thin where it should show."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

import numpy as np

from minsheng.places.demo.residents import Residents
from minsheng.places.demo.settlements import Ground, stays
from minsheng.places.points import Floats, Whole

_NEAR = 60.0


@dataclass(frozen=True)
class Stock:
    """One kind: a facility for ``each`` of a group, its capacity and hours, and the part of it some districts have."""

    kind: str
    name: str
    each: int
    of: str
    capacity: tuple[int, int] | None
    opening: str
    short: Mapping[str, float]


@dataclass(frozen=True, eq=False)
class Facility:
    """Facilities of one kind: ``xy`` (n, 2) metres, the resident point of each, capacity and what is free (n)."""

    stock: Stock
    xy: Floats
    point: Whole
    capacity: Whole | None
    free: Whole | None


@cache
def stocks() -> tuple[Stock, ...]:
    """The kinds, from ``data/demo-facilities.csv``."""
    text = files("minsheng.places").joinpath("data/demo-facilities.csv").read_text("utf-8")
    return tuple(_stock(row) for row in csv.DictReader(text.splitlines()))


def _stock(row: Mapping[str, str]) -> Stock:
    capacity = (int(row["capacity_from"]), int(row["capacity_to"])) if row["capacity_from"] else None
    short = {code: float(share) for code, share in (one.split(":") for one in row["short"].split("|") if one)}
    return Stock(row["kind"], row["name"], int(row["each"]), row["of"], capacity, row["opening"], short)


def facilities_of(ground: Ground, residents: Residents, stream: np.random.Generator) -> tuple[Facility, ...]:
    """All kinds."""
    district = np.array([one.district for one in ground.settlements])[residents.settlement]
    codes = [one.code for one in ground.boundaries.all]
    order = _curve(residents.xy)
    found = [_kind(one, residents, district, codes, order, stream) for one in stocks()]
    return tuple(_moved(ground, district, one, stream) for one in found)


def _moved(ground: Ground, district: Whole, one: Facility, stream: np.random.Generator) -> Facility:
    """Each a little way from its residents, but in their district and on land."""
    moved = one.xy + stream.uniform(-_NEAR, _NEAR, one.xy.shape)
    return replace(one, xy=np.where(stays(ground, district[one.point], moved)[:, None], moved, one.xy))


def _kind(
    stock: Stock, residents: Residents, district: Whole, codes: list[str], order: Whole, stream: np.random.Generator
) -> Facility:
    served = residents.people if stock.of == "people" else residents.ages[stock.of]
    chosen = []
    for at, code in enumerate(codes):
        points = order[district[order] == at]
        heads = served[points]
        share = stock.short.get(code, 1.0)
        if len(points) and share:
            many = max(1, round(int(heads.sum()) / stock.each * share))
            chosen.append(points[_evenly(heads, many, stream)])
    point = np.concatenate(chosen)
    xy = residents.xy[point]
    if stock.capacity is None:
        return Facility(stock, xy, point, None, None)
    capacity = stream.integers(stock.capacity[0] // 5, stock.capacity[1] // 5 + 1, len(point)) * 5
    free = np.floor(capacity * stream.beta(1, 4, len(point))).astype(np.int64)
    return Facility(stock, xy, point, capacity, free)


def _evenly(weights: Whole, many: int, stream: np.random.Generator) -> Whole:
    """So many rows, one for each equal share of the weights, in their order (systematic sampling); each once."""
    ends = np.cumsum(weights)
    marks = (np.arange(many) + stream.random()) * ends[-1] / many
    return np.unique(np.minimum(np.searchsorted(ends, marks, "right"), len(weights) - 1))


def _curve(xy: Floats) -> Whole:
    """The points (n, 2) in the order of a Morton curve: what is near in it is near on the ground."""
    low, high = xy.min(axis=0), xy.max(axis=0)
    cells = ((xy - low) / (high - low) * 65535).astype(np.uint64)
    code = np.zeros(len(xy), np.uint64)
    for bit in range(16):
        for axis in (0, 1):
            code |= ((cells[:, axis] >> np.uint64(bit)) & np.uint64(1)) << np.uint64(2 * bit + axis)
    return np.argsort(code, kind="stable")
