"""The measures of spread against figures other people published, and against PySAL's `inequality`."""

from __future__ import annotations

import csv
from importlib import resources

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st
from inequality.gini import Gini
from inequality.theil import Theil, TheilD

from minsheng.monitor.equity.convergence import beta_convergence
from minsheng.monitor.equity.gini import gini
from minsheng.monitor.equity.shares import Array
from minsheng.monitor.equity.theil import theil, theil_by_group

FIGURES = st.floats(0.01, 1e6)
PEOPLE = st.integers(1, 30)
AREAS = st.lists(st.tuples(FIGURES, PEOPLE, st.sampled_from("城乡山")), min_size=2, max_size=20)


@pytest.fixture(scope="module")
def mexico() -> tuple[Array, list[str]]:
    """Product a head of Mexico's 32 states, 1940 to 2000, and the regions of Hanson (1998)."""
    file = resources.files("libpysal") / "examples" / "mexico" / "mexico.csv"
    rows = list(csv.DictReader(file.read_text(encoding="utf-8").splitlines()))
    years = range(1940, 2010, 10)
    return np.array([[float(row[f"pcgdp{year}"]) for row in rows] for year in years]), [row["hanson98"] for row in rows]


def test_theil_of_mexicos_states_is_as_published(mexico: tuple[Array, list[str]]) -> None:
    # Rey, S. J., PySAL inequality, documentation of Theil and TheilD.
    values, regions = mexico
    published = [0.20894344, 0.15222451, 0.10472941, 0.10194725, 0.09560113, 0.10511256, 0.10660832]
    between = [0.0345889, 0.02816853, 0.05260921, 0.05931219, 0.03205257, 0.02963731, 0.03635872]
    within = [0.17435454, 0.12405598, 0.0521202, 0.04263506, 0.06354856, 0.07547525, 0.0702496]
    found = theil_by_group(values, regions)
    assert found.total == pytest.approx(published, abs=1e-8)
    assert found.between == pytest.approx(between, abs=1e-8)
    assert found.within == pytest.approx(within, abs=1e-8)


def test_gini_of_mexicos_states_in_1940_is_as_published(mexico: tuple[Array, list[str]]) -> None:
    # The same documentation, Gini_Spatial: g of 1940.
    assert float(gini(mexico[0][0])) == pytest.approx(0.35372371173452849)


def test_beta_is_the_slope_that_statsmodels_finds(mexico: tuple[Array, list[str]]) -> None:
    start, end = mexico[0][0], mexico[0][-1]
    fitted = sm.OLS(np.log(end / start) / 60, sm.add_constant(np.log(start))).fit()
    found = beta_convergence(start, end, 60)
    assert (found.slope, found.error, found.fit) == pytest.approx((fitted.params[1], fitted.bse[1], fitted.rsquared))
    assert found.areas == 32


@given(AREAS)
def test_a_weighted_measure_is_the_oracles_over_every_single_person(areas: list[tuple[float, int, str]]) -> None:
    values, people, groups = (list(part) for part in zip(*areas, strict=True))
    each = np.repeat(values, people)
    member = np.repeat(groups, people)
    oracle = TheilD(each, member)
    found = theil_by_group(values, groups, people)
    assert float(theil(values, people)) == pytest.approx(float(np.ravel(Theil(each).T)[0]), rel=1e-7, abs=1e-9)
    assert float(found.between) == pytest.approx(float(np.ravel(oracle.bg)[0]), rel=1e-7, abs=1e-9)
    assert float(found.within) == pytest.approx(float(np.ravel(oracle.wg)[0]), rel=1e-7, abs=1e-9)
    assert float(gini(values, people)) == pytest.approx(Gini(each).g, rel=1e-7, abs=1e-9)
