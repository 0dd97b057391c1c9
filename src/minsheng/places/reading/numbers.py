"""A column of text as numbers, and which of its cells are none."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from minsheng.places.points import Floats, Truths
from minsheng.places.reading.plain import Cells

_PLAIN = re.compile(r"[0-9.eE+\-\n]*")
_ARROW = r"^(?:-?[0-9]{1,17}(?:\.[0-9]{1,17})?)?$"
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")


def read_numbers(cells: Sequence[str]) -> tuple[Floats, Truths]:
    """Cells (n) → numbers (n), NaN where blank or none, and which are no number at all (n).

    A number is written with digits, a point and perhaps an exponent: no thousands, no unit, no ``nan``.

    >>> values, bad = read_numbers(["1.5", " ", "12人", "-3", "1,200", "1_0", "nan"])
    >>> values.tolist(), bad.tolist()
    ([1.5, nan, nan, -3.0, nan, nan, nan], [False, False, True, False, True, True, True])
    """
    if isinstance(cells, Cells):
        found = _of_arrow(cells)
        if found is not None:
            return found, np.zeros(len(cells), np.bool_)
        cells = list(cells)
    if _PLAIN.fullmatch("\n".join(cells)):
        try:
            values = np.array([one or "nan" for one in cells], dtype=np.float64)
        except ValueError:
            return _one_by_one(cells)
        return values, np.zeros(len(cells), np.bool_)
    return _one_by_one(cells)


def _of_arrow(cells: Cells) -> Floats | None:
    """The numbers of a column that has nothing else; None when it has."""
    text = pc.utf8_trim_whitespace(cells.array)
    if not pc.all(pc.match_substring_regex(text, _ARROW)).as_py():
        return None
    values: Floats = pc.if_else(pc.equal(text, ""), None, text).cast(pa.float64()).to_numpy(zero_copy_only=False)
    return values


def _one_by_one(cells: Sequence[str]) -> tuple[Floats, Truths]:
    values, bad = np.full(len(cells), np.nan), np.zeros(len(cells), np.bool_)
    for at, cell in enumerate(cells):
        text = cell.strip()
        if _NUMBER.fullmatch(text):
            values[at] = float(text)
        elif text:
            bad[at] = True
    return values, bad
