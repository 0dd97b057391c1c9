"""Observations as one block of numbers: indicators × divisions × periods, with NaN where nobody said anything."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from minsheng.monitor.observation import EVERYONE, MOST_DECIMALS, MOST_DIGITS
from minsheng.monitor.series import Series
from minsheng.terms.periods import Period

Array = npt.NDArray[np.float64]
Places = npt.NDArray[np.intp]
Word = TypeVar("Word", str, Period)


@dataclass(frozen=True, eq=False)
class Panel:
    """``values`` has shape (keys, divisions, periods); periods are in their order, NaN is not known.

    A value is the double nearest to its decimal; with at most 15 significant digits no two decimals meet in one.
    """

    keys: tuple[str, ...]
    divisions: tuple[str, ...]
    periods: tuple[Period, ...]
    values: Array

    @cached_property
    def key_places(self) -> Mapping[str, int]:
        """The place of each key."""
        return {key: place for place, key in enumerate(self.keys)}

    @cached_property
    def division_places(self) -> Mapping[str, int]:
        """The place of each division."""
        return {code: place for place, code in enumerate(self.divisions)}

    @cached_property
    def period_places(self) -> Mapping[Period, int]:
        """The place of each period."""
        return {period: place for place, period in enumerate(self.periods)}

    def value(self, key: str, division: str, period: Period) -> float:
        """One figure, NaN when it is not there."""
        places = (
            self.key_places.get(key, -1),
            self.division_places.get(division, -1),
            self.period_places.get(period, -1),
        )
        return float(self.values[places]) if min(places) >= 0 else float("nan")


def panel_of(
    table: pa.Table,
    *,
    series: Mapping[str, Series] | None = None,
    divisions: Sequence[str] | None = None,
    periods: Sequence[Period] | None = None,
    group: str = EVERYONE,
) -> Panel:
    """The observations of one group as a panel; a million rows take well under a second.

    ``table`` has the schema `minsheng.monitor.observation.TABLE`. With ``series`` the keys are those of the series, the
    figures in its unit, and where two members fill the same cell the earlier member's stands; without, the keys are the
    indicators as they are. ``divisions`` and ``periods`` choose and order; left out, those that occur.
    """
    table = table.unify_dictionaries().combine_chunks()
    rows = np.flatnonzero(_codes(table, "group") == _place(_words(table, "group"), group))
    values = doubles(table.column("value"))[rows]
    indicator = _codes(table, "indicator")[rows]
    keys, key_of, rank, factor = _keys(_words(table, "indicator"), series)
    read = [Period.parse(word) for word in _words(table, "period")]
    division_words, division_of = _chosen(_words(table, "division"), _codes(table, "division")[rows], divisions)
    period_words, period_of = _chosen(read, _codes(table, "period")[rows], periods)
    key, division = key_of[indicator], division_of[_codes(table, "division")[rows]]
    period = period_of[_codes(table, "period")[rows]]
    scale = factor[indicator]
    turned = np.flatnonzero(scale != 1)
    if len(turned):
        values = values.copy()
        values[turned] = significant(values[turned] * scale[turned])
    kept = (key >= 0) & (division >= 0) & (period >= 0) & ~np.isnan(values)
    order = np.flatnonzero(kept)
    if rank.any():
        # Written last is what stands, so the first member goes last.
        order = order[np.argsort(-rank[indicator[order]], kind="stable")]
    block = np.full((len(keys), len(division_words), len(period_words)), np.nan)
    block[key[order], division[order], period[order]] = values[order]
    return Panel(tuple(keys), division_words, period_words, block)


def doubles(column: pa.ChunkedArray) -> Array:
    """A column of decimals as the doubles nearest to them; Arrow's own cast is off by one in the last place of many.

    A decimal is held as a whole number of millionths. Below 2⁵³ of them one division is exact rounding; the few beyond
    are read from their digits.

    >>> from decimal import Decimal
    >>> column = pa.chunked_array([pa.array([Decimal("0.45"), Decimal("12345678901.25")], pa.decimal128(24, 6))])
    >>> doubles(column).tolist()
    [0.45, 12345678901.25]
    """
    if not len(column):
        return np.zeros(0)
    array = column.combine_chunks()
    array = array.chunk(0) if isinstance(array, pa.ChunkedArray) else array
    words = np.frombuffer(array.buffers()[1], np.int64).reshape(-1, 2)[array.offset : array.offset + len(array)]
    low, high = words[:, 0], words[:, 1]
    values = low / 10.0**MOST_DECIMALS
    large = np.flatnonzero((high != low >> 63) | (low >= 2**53) | (low <= -(2**53)))
    values[large] = [float(each) for each in array.take(pa.array(large)).to_pylist()]
    return values


def significant(values: Array) -> Array:
    """The values rounded to 15 significant digits: of a product of decimals, the double nearest to it.

    >>> 0.3 == 0.1 * 3, 0.3 == float(significant(np.array([0.1 * 3]))[0])
    (False, True)
    """
    found, inverse = np.unique(values, return_inverse=True)
    rounded = np.array([float(f"{value:.{MOST_DIGITS}g}") for value in found.tolist()])
    return rounded[inverse].reshape(values.shape)


def _codes(table: pa.Table, name: str) -> Places:
    column = table.column(name)
    if not len(column):
        return np.zeros(0, np.intp)
    return np.asarray(column.chunk(0).indices.to_numpy(zero_copy_only=False), np.intp)


def _words(table: pa.Table, name: str) -> list[str]:
    column = table.column(name)
    words: list[str] = column.chunk(0).dictionary.to_pylist() if len(column) else []
    return words


def _place(words: Sequence[str], word: str) -> int:
    return words.index(word) if word in words else -1


def _chosen(words: Sequence[Word], codes: Places, asked: Sequence[Word] | None) -> tuple[tuple[Word, ...], Places]:
    """The words of an axis, those asked for or all that occur in order, and the place on it of each word's code."""
    if asked is None:
        asked = sorted(words[code] for code in np.flatnonzero(np.bincount(codes, minlength=len(words))).tolist())
    place = {word: number for number, word in enumerate(asked)}
    return tuple(asked), np.array([place.get(word, -1) for word in words], np.intp)


def _keys(indicators: Sequence[str], series: Mapping[str, Series] | None) -> tuple[list[str], Places, Places, Array]:
    """The keys, and for each indicator its key's place (-1 for none), its rank in the series, and its factor."""
    if series is None:
        count = len(indicators)
        return list(indicators), np.arange(count), np.zeros(count, np.intp), np.ones(count)
    keys: dict[str, int] = {}
    key_of, rank, factor = [], [], []
    for indicator_id in indicators:
        found = series.get(indicator_id)
        scale = None if found is None else found.factor(indicator_id)
        if found is None or scale is None:
            key_of.append(-1)
            rank.append(0)
            factor.append(1.0)
            continue
        key_of.append(keys.setdefault(found.key, len(keys)))
        rank.append([one.id for one in found.members].index(indicator_id))
        factor.append(float(scale))
    return list(keys), np.array(key_of, np.intp), np.array(rank, np.intp), np.array(factor)
