"""Weights by entropy: an alternative view, in which an indicator counts by how far it tells areas apart.

The weights follow the sample, not what the plan holds important. Scores made by min–max move whenever the best or the
worst area changes, enters or leaves; `moves` says how far, and `MOVES` is the sentence to show beside any such score.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from minsheng.monitor.equity.shares import Array, divided

MOVES = "极差标准化的得分会随参评地区变动：增减一个地区，其他地区的得分和权重都会变，不同批次之间不能直接比较。"


def min_max(values: npt.ArrayLike, lower_is_better: Sequence[bool] | None = None) -> Array:
    """Scores 0 (worst of the sample) to 1 (best), for each indicator (极差标准化).

    zᵢⱼ = (xᵢⱼ − min xⱼ)/(max xⱼ − min xⱼ); for a figure that is better when lower, (max xⱼ − xᵢⱼ)/(max xⱼ − min xⱼ).
    UNDP (2010), Human Development Report, technical note 1 (there with fixed goalposts, here the sample's own).

    ``values`` (areas, indicators); NaN where unknown, and for a whole indicator where all known areas are alike.

    >>> min_max([[10.0, 5], [20.0, 3], [40.0, 1]], [False, True]).round(3).tolist()
    [[0.0, 0.0], [0.333, 0.5], [1.0, 1.0]]
    """
    x = np.asarray(values, dtype=np.float64)
    known = ~np.isnan(x)
    low = np.where(known, x, np.inf).min(axis=0, initial=np.inf)
    high = np.where(known, x, -np.inf).max(axis=0, initial=-np.inf)
    apart = np.subtract(high, low, out=np.zeros_like(high), where=np.isfinite(high) & np.isfinite(low))
    turned = np.zeros(x.shape[-1], bool) if lower_is_better is None else np.asarray(lower_is_better, bool)
    above = np.where(turned, high - x, x - low)
    return divided(above, np.broadcast_to(apart, x.shape), known)


def moves(values: npt.ArrayLike, lower_is_better: Sequence[bool] | None = None) -> Array:
    """How far each min–max score can move when one other area leaves the sample: the largest |z − z′|.

    Shapes as in `min_max`; 0 where no other area's leaving changes the score, NaN where there is no score, or where one
    leaving takes it away altogether.

    Without the best, 40, the area at 20 jumps from ⅓ to 1:

    >>> moves([[10.0], [20.0], [40.0]]).round(3).ravel().tolist()
    [0.0, 0.667, 0.0]
    """
    x = np.asarray(values, dtype=np.float64)
    first = min_max(x, lower_is_better)
    furthest = np.zeros_like(first)
    for gone in range(len(x)):
        left = x.copy()
        left[gone] = np.nan
        change = np.abs(first - min_max(left, lower_is_better))
        change[gone] = 0.0
        furthest = np.maximum(furthest, change)
    return np.where(np.isnan(first), np.nan, furthest)


def entropy_weights(scores: npt.ArrayLike) -> Array:
    """The weight of each indicator by the entropy of its scores over areas (熵权法); they sum to 1.

    pᵢⱼ = zᵢⱼ/Σᵢ zᵢⱼ, eⱼ = −Σᵢ pᵢⱼ ln pᵢⱼ / ln n, wⱼ = (1 − eⱼ)/Σⱼ(1 − eⱼ), with zᵢⱼ ≥ 0 the score of area i on
    indicator j, n the areas known on it, and 0 ln 0 = 0. Shannon, C. E. (1948), A mathematical theory of communication,
    §6; Zeleny, M. (1982), Multiple Criteria Decision Making.

    ``scores`` (areas, indicators). NaN for an indicator with fewer than two areas known or all at 0: it gets no weight,
    and one must say so. All NaN where no indicator tells the areas apart. Raises ``ValueError`` on a score below 0.

    Scores (1, 1) tell nothing, e = 1; (0, 1) tell most, e = 0; (1, 3): e = −(¼ ln ¼ + ¾ ln ¾)/ln 2 = 0.8113:

    >>> entropy_weights([[1.0, 0, 1], [1.0, 1, 3]]).round(4).tolist()
    [0.0, 0.8412, 0.1588]
    """
    z = np.asarray(scores, dtype=np.float64)
    known = ~np.isnan(z)
    if np.any(z < 0):
        raise ValueError("a score is below 0")
    filled = np.where(known, z, 0.0)
    total, count = filled.sum(axis=0), known.sum(axis=0)
    good = (total > 0) & (count >= 2)
    p = divided(filled, np.broadcast_to(total, z.shape), np.broadcast_to(good, z.shape), empty=0.0)
    logs = np.log(p, out=np.zeros_like(p), where=p > 0)
    entropy = -(p * logs).sum(axis=0) / np.log(np.maximum(count, 2))
    # Rounding alone may take even scores a hair above 1.
    told = np.where(good, np.clip(1.0 - entropy, 0.0, None), 0.0)
    told = np.where(told < _EVEN, 0.0, told)
    return np.where(good & (told.sum() > 0), told / (told.sum() or 1.0), np.nan)


_EVEN = 1e-12
"""Entropies this close to 1 are even: what is left is rounding."""
