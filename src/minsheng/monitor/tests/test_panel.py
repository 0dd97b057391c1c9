from __future__ import annotations

from decimal import Decimal

import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from minsheng.monitor.observation import TABLE, observations_table
from minsheng.monitor.panel import doubles, panel_of
from minsheng.monitor.series import series_of
from minsheng.monitor.tests.sheets import CITY, EAST, indicator, pack_of, seen
from minsheng.packs.model import Match
from minsheng.terms.periods import Period

MOST = Decimal(10) ** 15


@settings(deadline=None)
@given(st.lists(st.decimals(-MOST, MOST, places=6) | st.integers(-(10**15), 10**15).map(Decimal), max_size=8))
def test_every_decimal_becomes_the_double_nearest_to_it(values: list[Decimal]) -> None:
    array = pa.array(values, TABLE.field("value").type)
    assert doubles(pa.chunked_array([array])).tolist() == [float(each) for each in values]
    assert doubles(pa.chunked_array([array[1:], array[:1]])).tolist() == [
        float(each) for each in values[1:] + values[:1]
    ]


def test_a_panel_has_every_figure_in_its_place_and_nothing_elsewhere() -> None:
    told = [seen("2023", 5), seen("2022Q2", 4), seen("2023", 7, division=EAST, row=2)]
    panel = panel_of(observations_table(told))
    assert (panel.keys, panel.divisions) == (("p-2021.t1.1", "p-2021.t1.2"), (CITY, EAST))
    assert [str(period) for period in panel.periods] == ["2022Q2", "2023"]
    np.testing.assert_array_equal(panel.values, [[[4, 5], [np.nan] * 2], [[np.nan] * 2, [np.nan, 7]]])
    assert panel.value("p-2021.t1.2", EAST, Period(2023)) == 7
    assert np.isnan(panel.value("p-2021.t1.2", "330108", Period(2023)))


def test_divisions_and_periods_asked_for_are_those_and_in_that_order() -> None:
    told = [seen("2023", 5), seen("2024", 6, division=EAST)]
    panel = panel_of(observations_table(told), divisions=[EAST, "330108", CITY], periods=[Period(2024), Period(2020)])
    np.testing.assert_array_equal(panel.values, [[[6, np.nan], [np.nan] * 2, [np.nan] * 2]])


def test_one_series_has_the_figures_of_all_its_names_in_its_unit_the_first_name_first() -> None:
    rows = (indicator(unit="‰"), indicator(row=2, unit="%"), indicator(row=3, unit="万人"))
    same = Match("x", "同", tuple(one.id for one in rows), "confirmed", "同一个")
    series = series_of([pack_of(*rows, matches=[same])])
    told = [seen("2023", "0.5", row=2), seen("2023", 6), seen("2024", "0.7", row=2), seen("2024", 9, row=3)]
    panel = panel_of(observations_table(told), series=series)
    assert panel.keys == ("p-2021.t1.1",)
    # What is in persons is no rate: it stays out.
    np.testing.assert_array_equal(panel.values, [[[6, 7]]])


def test_other_groups_stay_out() -> None:
    told = observations_table([seen("2023", 5, group="urban"), seen("2023", 4)])
    assert panel_of(told).values.tolist() == [[[4]]]
    assert panel_of(told, group="urban").values.tolist() == [[[5]]]
    assert panel_of(told, group="migrant").values.shape == (1, 0, 0)


def test_no_observations_make_an_empty_panel() -> None:
    assert panel_of(TABLE.empty_table()).values.shape == (0, 0, 0)
    assert panel_of(TABLE.empty_table(), divisions=[CITY], periods=[Period(2023)]).values.shape == (0, 1, 1)
