"""The part of a city that a file of facilities speaks of: elsewhere nobody knows whether there is a service."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from minsheng.places.boundaries.bundled import boundaries_of
from minsheng.places.boundaries.read import read_boundaries
from minsheng.places.boundaries.shapes import Boundaries
from minsheng.places.coordinates.evidence import boundaries_near
from minsheng.places.points import Facilities, People, Truths
from minsheng.terms.divisions import division_name
from minsheng.terms.errors import Fault, MinshengError

PRESENT = "present"
"""The extent of a file that speaks of those districts in which it has a facility."""
SPARSE = 0.2
"""Of the median of facilities a head: a district with less is told, for the file may hold only a part of it."""
_DIVISION = "division"
_MOST_NAMED = 8


@dataclass(frozen=True, eq=False)
class Extent:
    """Of which of the people's points (n) the file of facilities speaks, and what to tell with the figures."""

    told: Truths
    notes: tuple[str, ...] = ()


def extent_of(wanted: str, people: People, facilities: Facilities, *, file: str = "设施文件") -> Extent:
    """The extent that ``wanted`` names: ``present``, division codes with commas between, or a file of boundaries.

    ``file`` is what to call the file of facilities. With ``present`` a district without any facility in the file is not
    known, one with few is told by name. Raises MinshengError when a code is none of the people's, or nobody lives in
    the extent.
    """
    homes, bounds = _homes(people)
    if wanted == PRESENT:
        counts = Counter(bounds.codes_at(facilities.lon, facilities.lat))
        told = np.array([bool(counts[code]) for code in homes])
        notes = _present(people, homes, counts, file)
    elif codes := _codes(wanted):
        told = np.array([code.startswith(codes) for code in homes])
        _check_codes(codes, homes)
        notes = (f"{file} 只算收录了{_named(codes)}的设施",)
    else:
        drawn = read_boundaries(Path(wanted))
        told, notes = drawn.holds(people.lon, people.lat), (f"{file} 只算收录了 {Path(wanted).name} 所画范围里的设施",)
    if not people.people[told].any():
        expected = "有人住的范围：present、区划代码或边界文件"
        raise MinshengError(Fault("places.extent", "设施文件收录的范围里没有人", read=wanted, expected=expected))
    return Extent(told, (*notes, *_beyond(people, homes, told, file)))


def silent_districts(people: People, facilities: Facilities) -> tuple[str, ...]:
    """A note of the districts with people in which the file has no facility, for they count as having none."""
    if not any(people.labels.get(_DIVISION, ())):
        return ()
    homes, bounds = _homes(people)
    there = set(bounds.codes_at(facilities.lon, facilities.lat))
    bare = [code for code in _most_people(people, homes, np.ones(len(people), bool)) if code not in there]
    if not bare or bare == [""]:
        return ()
    return (f"{_named(bare)}一处设施也没有，算作没有服务；如果是文件没有收录那里的设施，请加 --extent present",)


def _homes(people: People) -> tuple[tuple[str, ...], Boundaries]:
    """The district of each of the people's points ("" not known), and the shapes to look others up in."""
    labels = people.labels.get(_DIVISION, ())
    cities = {one[:4] for one in labels if len(one) >= 6}
    if labels and cities and all(division_name(f"{city}00") for city in cities):
        found = [boundaries_of(f"{city}00") for city in sorted(cities)]
        bounds = Boundaries(tuple(one for each in found for one in each.all), found[0].source)
        return tuple(one[:6] for one in labels), bounds
    bounds = boundaries_near(people.lon, people.lat)
    return bounds.codes_at(people.lon, people.lat), bounds


def _codes(wanted: str) -> tuple[str, ...]:
    """Division codes as prefixes: a city's is that of all its districts; none when it is the name of a file."""
    parts = [one.strip() for one in wanted.replace("，", ",").split(",")]
    if not all(one.isdigit() for one in parts):
        return ()
    return tuple(one[:4] if one.endswith("00") and len(one) == 6 else one[:6] for one in parts)


def _check_codes(codes: tuple[str, ...], homes: tuple[str, ...]) -> None:
    there = sorted(set(homes) - {""})
    faults = [
        Fault("places.extent", "这个区划里没有人口点", read=code, expected="、".join(there[:_MOST_NAMED]) or "区划代码")
        for code in codes
        if not any(one.startswith(code) for one in there)
    ]
    if faults:
        raise MinshengError.of(faults)


def _present(people: People, homes: tuple[str, ...], counts: Counter[str], file: str) -> tuple[str, ...]:
    heads = _heads(people, homes)
    here = sorted((code for code in heads if code and counts[code]), key=lambda code: -counts[code])
    told = "、".join(f"{_name(code)} {counts[code]:,} 处" for code in here)
    rate = {code: counts[code] / heads[code] for code in here if heads[code]}
    middle = float(np.median([*rate.values()])) if rate else 0.0
    few = [code for code in here if rate.get(code, middle) < SPARSE * middle]
    note = f"按人口，{_named(few)}的设施不到各区县中位数的五分之一，{file} 可能只收录了那里的一部分"
    return (f"{file} 里有设施的区县：{told}", *((note,) if few else ()))


def _beyond(people: People, homes: tuple[str, ...], told: Truths, file: str) -> tuple[str, ...]:
    """How many people live where the file says nothing."""
    heads = float(people.people[~told].sum())
    if not heads:
        return ()
    where = _named(_most_people(people, homes, ~told))
    return (f"{heads:,.0f} 人住在 {file} 没有收录的地方，说不准，不算进覆盖率：{where}",)


def _heads(people: People, homes: tuple[str, ...]) -> dict[str, float]:
    heads: Counter[str] = Counter()
    for code, count in zip(homes, people.people.tolist(), strict=True):
        heads[code] += count
    return dict(heads)


def _most_people(people: People, homes: tuple[str, ...], which: Truths) -> list[str]:
    rows = np.flatnonzero(which & (people.people > 0))
    heads = _heads(people.take(rows), tuple(homes[row] for row in rows.tolist()))
    return sorted(heads, key=lambda code: (-heads[code], code))


def _named(codes: list[str] | tuple[str, ...]) -> str:
    more = f"等 {len(codes)} 个区县" if len(codes) > _MOST_NAMED else ""
    return "、".join(map(_name, codes[:_MOST_NAMED])) + more


def _name(code: str) -> str:
    return division_name(code) or division_name(f"{code:0<6}") or code or "区划不明处"
