"""What is worked out over the members of each household: sums, counts, whether any or all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np

from minsheng.rules.many.masks import Array, Mask, Miss, kept, without
from minsheng.rules.many.number import MOST, Number
from minsheng.rules.many.rows import Rows
from minsheng.rules.many.truth import Truth


def summed(rows: Rows, values: Number) -> Number:
    """The sum over the members alive; what does not exist adds nothing."""
    values = values.full(rows.size)
    skip = _skipped(rows, values.gone)
    if isinstance(values.den, int):
        return _sum(rows, values, values.num, skip, values.den)
    found = _sum(rows, values, _fractions(values.num, values.den), skip, 1)
    nums, dens = _own([one.numerator for one in found.num]), _own([one.denominator for one in found.num])
    bounds = min(0, *nums) if len(nums) else 0, max(0, *nums) if len(nums) else 0
    return replace(found, num=nums, low=bounds[0], high=bounds[1], den=dens, most=max(1, *dens) if len(dens) else 1)


def _sum(rows: Rows, values: Number, num: Array, skip: Mask, den: int) -> Number:
    homes = rows.homes
    most = int(homes.counts.max()) if len(homes.counts) else 0
    low, high = min(0, values.low * most), max(0, values.high * most)
    if skip is not None:
        num = np.where(skip, 0, num)
    if max(-low, high) > MOST and num.dtype != object:
        num = num.astype(object)
    # Sums of 64 bits wrap around, and their differences wrap back: each household's own sum fits.
    running = np.cumsum(num, dtype=object if num.dtype == object else np.int64)
    total = _between(running, homes.ends, homes.counts)
    unk = without(values.unk, skip)
    if unk is None:
        return Number(total, low, high, den, den)
    lost = unk & ~np.asarray(values.floor)
    doubt = _any(rows, unk)
    return Number(total, low, high, den, den, doubt, ~_any(rows, lost), miss=_missing(rows, kept(values.miss, unk)))


def counted(rows: Rows, where: Truth | None) -> Number:
    """How many members are alive, or for how many of them the condition holds."""
    homes = rows.homes
    most = int(homes.counts.max()) if len(homes.counts) else 0
    if where is None:
        alive = homes.alive
        num = homes.counts if alive is None else _count(rows, alive)
        return Number(num, 0, most)
    yes, may = _among_living(rows, where)
    if where.known:
        return Number(_count(rows, yes), 0, most)
    unk = may & ~yes
    return Number(
        _count(rows, yes), 0, most, unk=_any(rows, unk), floor=True, miss=_missing(rows, kept(where.miss, unk))
    )


def exists(rows: Rows, where: Truth) -> Truth:
    """Whether the condition holds for any member alive."""
    yes, may = _among_living(rows, where)
    sure = _any(rows, yes)
    if where.known:
        return Truth.sure(sure)
    return Truth(sure, _any(rows, may), _settling(rows, where, may & ~yes, ~sure))


def for_all(rows: Rows, where: Truth) -> Truth:
    """Whether the condition holds for every member alive."""
    where = where.full(rows.size)
    alive = rows.homes.alive
    no, doubtful = ~where.may, ~where.yes
    if alive is not None:
        no, doubtful = no & alive, doubtful & alive
    may = ~_any(rows, no)
    if where.known:
        return Truth.sure(may)
    return Truth(~_any(rows, doubtful), may, _settling(rows, where, doubtful & ~no, may))


def _settling(rows: Rows, where: Truth, unk: Array, open_: Array) -> Miss:
    miss = _missing(rows, kept(where.miss, unk))
    return None if miss is None else kept(miss, open_)


def _among_living(rows: Rows, where: Truth) -> tuple[Array, Array]:
    where = where.full(rows.size)
    alive = rows.homes.alive
    if alive is None:
        return where.yes, where.may
    yes = where.yes & alive
    return yes, yes if where.known else where.may & alive


def _skipped(rows: Rows, gone: Mask) -> Mask:
    alive = rows.homes.alive
    if alive is None:
        return gone
    return ~alive if gone is None else gone | ~alive


def _fractions(num: Array, den: Any) -> Array:
    each = np.broadcast_to(den, num.shape)
    return _own([Fraction(int(one), int(other)) for one, other in zip(num, each, strict=True)])


def _own(values: Sequence[Any]) -> Array:
    found = np.empty(len(values), object)
    found[:] = values
    return found


def _between(running: Array, ends: Array, counts: Array) -> Array:
    """The sum of each household from the running sum over all persons."""
    before = np.concatenate([np.zeros(1, running.dtype), running])
    return np.asarray(before[ends] - before[ends - counts])


def _count(rows: Rows, mask: Array) -> Array:
    return np.bincount(rows.homes.place[mask], minlength=len(rows.homes.counts))


def _any(rows: Rows, mask: Array) -> Array:
    found = np.zeros(len(rows.homes.counts), bool)
    found[rows.homes.place[mask]] = True
    return found


def _missing(rows: Rows, miss: Miss) -> Miss:
    if miss is None:
        return None
    found = np.zeros((len(miss), len(rows.homes.counts)), np.uint64)
    wanting = np.flatnonzero(miss.any(axis=0))
    for word in range(len(miss)):
        np.bitwise_or.at(found[word], rows.homes.place[wanting], miss[word, wanting])
    return found
