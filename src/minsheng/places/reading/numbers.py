"""A column of text as numbers, and which of its cells are none."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from minsheng.places.points import Floats, Truths

_PLAIN = re.compile(r"[0-9.eE+\-\n]*")
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")


def read_numbers(cells: Sequence[str]) -> tuple[Floats, Truths]:
    """Cells (n) → numbers (n), NaN where blank or none, and which are no number at all (n).

    A number is written with digits, a point and perhaps an exponent: no thousands, no unit, no ``nan``.

    >>> values, bad = read_numbers(["1.5", " ", "12人", "-3", "1,200", "1_0", "nan"])
    >>> values.tolist(), bad.tolist()
    ([1.5, nan, nan, -3.0, nan, nan, nan], [False, False, True, False, True, True, True])
    """
    if _PLAIN.fullmatch("\n".join(cells)):
        try:
            values = np.array([one or "nan" for one in cells], dtype=np.float64)
        except ValueError:
            return _one_by_one(cells)
        return values, np.zeros(len(cells), np.bool_)
    return _one_by_one(cells)


def _one_by_one(cells: Sequence[str]) -> tuple[Floats, Truths]:
    values, bad = np.full(len(cells), np.nan), np.zeros(len(cells), np.bool_)
    for at, cell in enumerate(cells):
        text = cell.strip()
        if _NUMBER.fullmatch(text):
            values[at] = float(text)
        elif text:
            bad[at] = True
    return values, bad
