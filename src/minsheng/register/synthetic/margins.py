"""The published margins of a city and the stated assumptions, from ``register/data``."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from minsheng.terms.errors import Fault, MinshengError

Ints = NDArray[np.int64]
MALE, FEMALE = 0, 1


@dataclass(frozen=True)
class Area:
    """One or more districts of today that the census counts together.

    ``people`` and the counts of ``figures`` are as published; ``cells`` counts people by age group (row) and sex
    (column), the groups from ``ages_from`` to ``ages_to``; ``districts`` are today's with their published totals.
    """

    name: str
    districts: tuple[tuple[str, str, int], ...]
    people: int
    figures: Mapping[str, float]
    ages_from: Ints
    ages_to: Ints
    cells: Ints


@dataclass(frozen=True)
class Margins:
    """A city's published margins, area by area."""

    division: str
    areas: tuple[Area, ...]

    @property
    def people(self) -> int:
        """The whole city."""
        return sum(area.people for area in self.areas)

    def scaled(self, people: int) -> list[Ints]:
        """Every area's cells for a city of this many people: in proportion, the largest remainders rounded up."""
        cells = np.concatenate([area.cells.ravel() for area in self.areas])
        counts = largest_remainders(cells, people)
        ends = np.cumsum([area.cells.size for area in self.areas])[:-1]
        return [part.reshape(-1, 2) for part in np.split(counts, ends)]


def largest_remainders(weights: Ints, total: int) -> Ints:
    """Whole numbers in proportion to the weights that add up to the total (Hamilton's method).

    >>> largest_remainders(np.array([1, 1, 1]), 10).tolist()
    [4, 3, 3]
    """
    exact = [int(weight) * total for weight in weights]
    whole = sum(int(weight) for weight in weights)
    counts = np.array([part // whole for part in exact], np.int64)
    remainders = np.array([part % whole for part in exact])
    missing = total - int(counts.sum())
    counts[np.argsort(-remainders, kind="stable")[:missing]] += 1
    return counts


def margins_of(division: str) -> Margins:
    """The margins of a city; MinshengError when none are at hand."""
    folder = _folder()
    if not (folder / f"{division}-areas.csv").is_file():
        have = "、".join(sorted(path.name[:6] for path in folder.glob("*-areas.csv")))
        raise MinshengError(Fault("register.no-margins", "没有这个城市的普查数据", read=division, expected=have))
    ages, districts = _rows(division, "ages"), _rows(division, "districts")
    return Margins(division, tuple(_area(row, ages, districts) for row in _rows(division, "areas")))


def _area(row: dict[str, str], ages: list[dict[str, str]], districts: list[dict[str, str]]) -> Area:
    own = [age for age in ages if age["divisions"] == row["divisions"]]
    today = [one for one in districts if one["divisions"] == row["divisions"]]
    return Area(
        row["name"],
        tuple((one["division"], one["name"], int(one["people"])) for one in today),
        int(row["people"]),
        {name: float(text) for name, text in row.items() if text.replace(".", "").isdigit()},
        np.array([int(age["age_from"]) for age in own]),
        np.array([int(age["age_to"]) for age in own]),
        np.array([[int(age["male"]), int(age["female"])] for age in own]),
    )


@cache
def assumptions() -> Mapping[str, float]:
    """The assumed and published shares by name; ``data/assumptions.csv`` says of each where it comes from."""
    with (_folder() / "assumptions.csv").open(encoding="utf-8", newline="") as file:
        return {row["name"]: float(row["value"]) for row in csv.DictReader(file)}


def _rows(division: str, name: str) -> list[dict[str, str]]:
    with (_folder() / f"{division}-{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _folder() -> Path:
    return Path(str(files("minsheng.register").joinpath("data")))
