from __future__ import annotations

import numpy as np
import pytest

from minsheng.places.points import Facilities, People, Points
from minsheng.terms.errors import MinshengError

LON, LAT = np.array([120.1, 120.2, 120.3]), np.array([30.1, 30.2, 30.3])
IDS = ("a", "b", "c")


def test_columns_are_kept_as_numbers_that_nobody_can_change() -> None:
    given = LON.copy()
    points = Points(ids=IDS, lon=given, lat=LAT)
    given[0] = 0
    assert points.lon.tolist() == [120.1, 120.2, 120.3]
    with pytest.raises(ValueError, match="read-only"):
        points.lon[0] = 0


def test_a_column_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match=r"ages\[65\+\] has 2 rows, there are 3 ids"):
        People(ids=IDS, lon=LON, lat=LAT, people=np.ones(3), ages={"65+": np.ones(2)})


def test_positions_off_the_earth_are_counted_with_an_example() -> None:
    with pytest.raises(MinshengError, match="有 2 处坐标不是地球上的位置，如 b") as raised:
        Points(ids=IDS, lon=np.array([120, 200, np.nan]), lat=LAT)
    assert [fault.code for fault in raised.value.faults] == ["places.position"]


def test_an_id_that_comes_twice_is_named() -> None:
    with pytest.raises(MinshengError, match="有 1 处编号重复，如 a"):
        Points(ids=("a", "b", "a"), lon=LON, lat=LAT)


def test_negative_people_and_ages_are_both_told() -> None:
    with pytest.raises(MinshengError) as raised:
        People(ids=IDS, lon=LON, lat=LAT, people=np.array([1, -2, 3]), ages={"65+": np.array([0, np.nan, -1])})
    assert [fault.read for fault in raised.value.faults] == ["-2.0", "-1.0"]


def test_a_negative_capacity_is_named() -> None:
    with pytest.raises(MinshengError, match="有 1 处设施的容量是负数，如 b"):
        Facilities(ids=IDS, lon=LON, lat=LAT, capacity=np.array([np.nan, -5, 3]))


def test_what_a_facility_does_not_tell_is_not_known() -> None:
    one = Facilities(ids=IDS, lon=LON, lat=LAT)
    assert np.isnan(one.capacity).all()
    assert (one.kind, one.name, one.opening) == (("", "", ""),) * 3


def test_rows_are_taken_by_mask_or_by_number_with_all_their_columns() -> None:
    people = People(
        ids=IDS, lon=LON, lat=LAT, people=np.arange(3.0), ages={"65+": np.arange(3.0)}, labels={"district": IDS}
    )
    taken = people.take(np.array([True, False, True]))
    assert (taken.ids, taken.people.tolist(), taken.labels["district"]) == (("a", "c"), [0, 2], ("a", "c"))
    assert people.take(np.array([2, 0])).ages["65+"].tolist() == [2, 0]
