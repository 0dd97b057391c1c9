"""Theil's index, and how much of it lies between groups of areas and within them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from minsheng.monitor.equity.shares import Array, Shares, divided, shares_of


@dataclass(frozen=True)
class Theil:
    """The index and its two parts: ``total`` = ``between`` + ``within``; NaN where it is not defined.

    ``groups`` are the labels in order, ``of_groups`` (…, groups) the index inside each, NaN where fewer than two of its
    areas are known.
    """

    total: Array
    between: Array
    within: Array
    groups: tuple[str, ...]
    of_groups: Array


def theil(values: npt.ArrayLike, weights: npt.ArrayLike | None = None) -> Array:
    """Theil's T over areas, 0 (even) to ln N (one person holds all).

    T = Σ (nᵢ/N)(yᵢ/ȳ) ln(yᵢ/ȳ), with yᵢ the figure a head of area i, nᵢ its people, N = Σ nᵢ, ȳ = Σ (nᵢ/N) yᵢ; an area
    at 0 adds 0, the limit of x ln x. Theil, H. (1967), Economics and Information Theory, ch. 4.

    Shapes: values (…, areas), result (…). NaN where fewer than two areas are known, where ȳ is not above 0, or where a
    figure is below 0.

    ȳ = 3; terms ⅓ ln ⅓, ⅔ ln ⅔, 0, 4⁄3 ln 4⁄3, 5⁄3 ln 5⁄3 sum to 0.5985, over five areas:

    >>> round(float(theil([1.0, 2, 3, 4, 5])), 4)
    0.1197

    One area of two holds all: ln 2.

    >>> round(float(theil([0.0, 7.0])), 4)
    0.6931
    """
    return _total(shares_of(values, weights))


def _total(one: Shares) -> Array:
    relative = _relative(one.values, one.mean)
    # Rounding alone may take an even spread a hair below 0.
    return one.defined(np.maximum((one.shares * _x_ln_x(relative)).sum(axis=-1), 0.0), positive=True)


def theil_by_group(values: npt.ArrayLike, groups: Sequence[str], weights: npt.ArrayLike | None = None) -> Theil:
    """Theil's T with its parts between and within groups of areas, such as urban districts and counties.

    T = T_b + T_w; T_b = Σ_g s_g ln(ȳ_g/ȳ), T_w = Σ_g s_g T_g, with s_g = (N_g/N)(ȳ_g/ȳ) the group's part of the whole
    and T_g the index inside it. Shorrocks, A. F. (1980), The class of additively decomposable inequality measures,
    Econometrica 48(3). ``groups`` has a label for each area. Raises ``ValueError`` when the number
    of labels is not that of the areas.

    Two groups (1, 3) and (4, 8), ȳ = 4, s = ¼, ¾. T_b = ¼ ln ½ + ¾ ln 1.5 = 0.1308; T_g = 0.1308 and 0.0566, so
    T_w = ¼·0.1308 + ¾·0.0566 = 0.0752:

    >>> found = theil_by_group([1.0, 3.0, 4.0, 8.0], ["城", "城", "乡", "乡"])
    >>> [round(float(part), 4) for part in (found.total, found.between, found.within)]
    [0.206, 0.1308, 0.0752]
    """
    return theil_of(shares_of(values, weights), groups)


def theil_of(one: Shares, groups: Sequence[str]) -> Theil:
    """As `theil_by_group`, of shares already worked out."""
    names, place = np.unique(np.asarray(groups, dtype=np.str_), return_inverse=True)
    if len(place) != one.values.shape[-1]:
        raise ValueError(f"{len(place)} labels for {one.values.shape[-1]} areas")
    member = np.eye(len(names))[place]
    people, held = one.shares @ member, (one.shares * one.values) @ member
    means = divided(held, people, empty=0.0)
    between = (people * _x_ln_x(_relative(means, one.mean))).sum(axis=-1)
    inside = one.values / np.where(means > 0, means, 1.0)[..., place]
    parts = (one.shares * _x_ln_x(np.maximum(inside, 0.0))) @ member
    of_groups = divided(parts, people, empty=0.0)
    part_of_whole = np.where(people > 0, people * _relative(means, one.mean), 0.0)
    within = (part_of_whole * of_groups).sum(axis=-1)
    told = np.where((one.known @ member.astype(np.int64)) >= 2, of_groups, np.nan)
    total = _total(one)
    undefined = np.isnan(total)
    return Theil(
        total,
        np.where(undefined, np.nan, between),
        np.where(undefined, np.nan, within),
        tuple(names.tolist()),
        np.where(undefined[..., None], np.nan, told),
    )


def _relative(values: Array, mean: Array) -> Array:
    safe = np.where(mean > 0, mean, 1.0)
    return np.maximum(values, 0.0) / safe[..., None]


def _x_ln_x(x: Array) -> Array:
    logs = np.log(x, out=np.zeros_like(x), where=x > 0)
    return x * logs
