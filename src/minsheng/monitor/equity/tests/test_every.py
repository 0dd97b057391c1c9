"""All measures at once are each of them alone."""

from __future__ import annotations

import numpy as np
import pytest

from minsheng.monitor.equity.every import spreads
from minsheng.monitor.equity.gini import gini
from minsheng.monitor.equity.spread import best_to_worst, coefficient_of_variation
from minsheng.monitor.equity.theil import theil_by_group

RNG = np.random.default_rng(11)
VALUES = np.where(RNG.random((4, 9, 6)) < 0.1, np.nan, RNG.uniform(1, 50, (4, 9, 6)))
PEOPLE = RNG.uniform(1, 9, (9, 6))
GROUPS = ["城", "城", "城", "城", "城", "乡", "乡", "乡", "乡"]


def test_a_whole_panel_comes_out_as_its_single_cells_do() -> None:
    turned = [False, True, False, True]
    found = spreads(VALUES, PEOPLE, groups=GROUPS, lower_is_better=turned)
    for k in range(4):
        for p in range(6):
            one, people = VALUES[k, :, p], PEOPLE[:, p]
            parts, ends = theil_by_group(one, GROUPS, people), best_to_worst(one, lower_is_better=turned[k])
            assert found.variation[k, p] == pytest.approx(coefficient_of_variation(one, people))
            assert found.gini[k, p] == pytest.approx(gini(one, people))
            assert (found.between[k, p], found.within[k, p]) == pytest.approx(
                (float(parts.between), float(parts.within))
            )
            assert (found.ratio[k, p], found.gap[k, p]) == pytest.approx((float(ends.ratio), float(ends.gap)))
            assert (int(found.best[k, p]), int(found.worst[k, p])) == (int(ends.best), int(ends.worst))


def test_without_people_and_groups_every_division_counts_once_and_all_lies_within() -> None:
    found = spreads(VALUES)
    assert found.mean == pytest.approx(np.nanmean(VALUES, axis=1))
    assert found.between == pytest.approx(0)
    assert found.within == pytest.approx(found.theil)
