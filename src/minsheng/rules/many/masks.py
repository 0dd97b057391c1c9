"""Marks for rows: yes or no for each, or None where no row is marked, so that what is not there costs nothing.

What is missing for an answer is kept as bits, a column of words for each row: ``miss[word, row]``.
"""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Array: TypeAlias = npt.NDArray[Any]
Mask: TypeAlias = Array | None
Miss: TypeAlias = Array | None


def either(*masks: Mask) -> Mask:
    """The rows any of these mark."""
    found: Mask = None
    for mask in masks:
        if mask is not None:
            found = mask if found is None else found | mask
    return found


def both(one: Mask, other: Mask) -> Mask:
    """The rows both mark."""
    return None if one is None or other is None else one & other


def without(one: Mask, other: Mask) -> Mask:
    """The rows the first marks and the second does not."""
    return one if one is None or other is None else one & ~other


def marked(mask: Mask) -> Mask:
    """The mask, or None when it marks nothing."""
    return mask if mask is not None and mask.any() else None


def merged(*parts: Miss) -> Miss:
    """All that is missing in any of these."""
    return either(*parts)


def kept(miss: Miss, mask: Mask) -> Miss:
    """What is missing where the mask marks, nothing elsewhere."""
    if miss is None or mask is None:
        return None
    kept_: Array = np.where(mask, miss, np.uint64(0))
    return kept_


def taken(part: Any, rows: Array) -> Any:
    """The rows of an array (the last axis); what is one for all rows, and None, stay."""
    return part[..., rows] if isinstance(part, np.ndarray) and part.ndim else part


def spread(part: Any, counts: Array) -> Any:
    """Each row as often as is said; what is one for all rows, and None, stay."""
    return np.repeat(part, counts, axis=-1) if isinstance(part, np.ndarray) and part.ndim else part
