"""Which records are linked: by identity number, by the model where it is sure, by a person where it is not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

import pyarrow as pa

from minsheng.register.matching.model import LEVELS, Candidate, candidates
from minsheng.register.matching.records import Records
from minsheng.terms.errors import Fault, MinshengError

How = Literal["identity", "model", "person"]
_SAME_IDENTITY = "身份证号相同"


@dataclass(frozen=True)
class Link:
    """Two records taken for one person, how likely, and what decided."""

    left: str
    right: str
    probability: float
    how: How
    by: str | None = None


@dataclass(frozen=True)
class Decision:
    """What a person said of a pair."""

    same: bool
    by: str


@dataclass(frozen=True)
class Matches:
    """The links, the pairs a person must look at, and how many records have neither."""

    links: tuple[Link, ...]
    doubtful: tuple[Candidate, ...]
    left_alone: int
    right_alone: int


def match_records(
    left: Records,
    right: Records,
    *,
    sure: float = 0.99,
    doubtful: float = 0.5,
    decisions: Mapping[tuple[str, str], Decision] | None = None,
) -> Matches:
    """Link the records of two departments; no record is linked twice and none is changed.

    A pair is linked when both have the same identity number and nothing else speaks against it, when the model gives at
    least ``sure`` and no other pair of either record reaches ``doubtful``, or when a person said so. What lies between,
    and whatever contradicts itself, is doubtful.
    """
    said = decisions or {}
    links = [Link(*pair, 1.0, "person", one.by) for pair, one in sorted(said.items()) if one.same]
    _refuse_twice(links)
    taken = _ids(links)
    by_number, odd = _by_identity(left.table, right.table, said, taken)
    links += by_number
    taken = _ids(links)
    held = {(one.left, one.right) for one in odd}
    found = candidates(_rest(left.table, taken[0]), _rest(right.table, taken[1]), above=doubtful)
    found = [one for one in found if (one.left, one.right) not in said and (one.left, one.right) not in held]
    rivals = Counter([("left", one.left) for one in [*found, *odd]] + [("right", one.right) for one in [*found, *odd]])
    open_: list[Candidate] = [*odd]
    for one in found:
        alone = rivals["left", one.left] == 1 and rivals["right", one.right] == 1
        if one.probability >= sure and alone:
            links.append(Link(one.left, one.right, one.probability, "model"))
        else:
            open_.append(one)
    ends = _ids(links)
    seen_left, seen_right = {one.left for one in open_} | ends[0], {one.right for one in open_} | ends[1]
    return Matches(
        tuple(sorted(links, key=lambda one: (one.left, one.right))),
        tuple(open_),
        left.table.num_rows - len(seen_left),
        right.table.num_rows - len(seen_right),
    )


def _by_identity(
    left: pa.Table, right: pa.Table, said: Mapping[tuple[str, str], Decision], taken: tuple[set[str], set[str]]
) -> tuple[list[Link], list[Candidate]]:
    """The pairs with one identity number: linked, or doubtful where name and birth differ or it is not alone."""
    sides = [_numbered(left, taken[0]), _numbered(right, taken[1])]
    links, odd = [], []
    for number in sides[0].keys() & sides[1].keys():
        for one in sides[0][number]:
            for other in sides[1][number]:
                pair = one["record_id"], other["record_id"]
                if pair in said:
                    continue
                alone = len(sides[0][number]) == len(sides[1][number]) == 1
                apart = [name for name in ("name", "birth_date") if _apart(one[name], other[name])]
                if alone and len(apart) < 2:
                    links.append(Link(*pair, 1.0, "identity"))
                else:
                    agreement = {name: "不同" if _apart(one[name], other[name]) else "" for name in LEVELS}
                    odd.append(Candidate(*pair, 1.0, {**agreement, "identity": _SAME_IDENTITY}))
    return sorted(links, key=lambda one: one.left), sorted(odd, key=lambda one: (one.left, one.right))


def _apart(one: str | None, other: str | None) -> bool:
    return one is not None and other is not None and one != other


def _numbered(table: pa.Table, taken: set[str]) -> dict[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = {}
    for row in table.to_pylist():
        if row["identity"] is not None and row["record_id"] not in taken:
            found.setdefault(row["identity"], []).append(row)
    return found


def _rest(table: pa.Table, taken: set[str]) -> pa.Table:
    names = table.column("record_id").to_pylist()
    return table.filter(pa.array([name not in taken for name in names], pa.bool_()))


def _ids(links: Iterable[Link]) -> tuple[set[str], set[str]]:
    found = [*links]
    return {one.left for one in found}, {one.right for one in found}


def _refuse_twice(links: Iterable[Link]) -> None:
    counts = Counter([("左", one.left) for one in links] + [("右", one.right) for one in links])
    twice = [f"{side} {name}" for (side, name), count in counts.items() if count > 1]
    if twice:
        said = "同一条记录被定为与两条相同"
        raise MinshengError(Fault("matching.linked-twice", said, read="、".join(twice[:3])))
