from __future__ import annotations

from decimal import Decimal

from minsheng.monitor.series import converted, series_of
from minsheng.monitor.tests.sheets import indicator, pack_of
from minsheng.packs.model import Match, MatchState


def match(*rows: int, state: MatchState = "confirmed", key: str = "x") -> Match:
    return Match(key, "同", tuple(f"p-2021.t1.{row}" for row in rows), state, "同一个")


def test_an_indicator_alone_is_a_series_of_its_own() -> None:
    found = series_of([pack_of(indicator(), indicator(row=2))])
    assert [one.key for one in found.values()] == ["p-2021.t1.1", "p-2021.t1.2"]


def test_only_what_a_person_confirmed_is_joined() -> None:
    rows = [indicator(row=row) for row in (1, 2, 3, 4)]
    matches = [match(1, 2), match(2, 3, state="proposed", key="y"), match(3, 4, state="refused", key="z")]
    found = series_of([pack_of(*rows, matches=matches)])
    assert [[one.id[-1] for one in found[row.id].members] for row in rows] == [["1", "2"], ["1", "2"], ["3"], ["4"]]


def test_matches_that_share_a_member_join_all_of_theirs() -> None:
    rows = [indicator(row=row) for row in (1, 2, 3)]
    found = series_of([pack_of(*rows, matches=[match(2, 3), match(1, 3, key="y")])])
    assert {one.key for one in found.values()} == {"p-2021.t1.1"}
    assert len(found["p-2021.t1.3"].members) == 3


def test_members_are_converted_into_the_unit_of_the_first_and_into_one_another_s() -> None:
    rows = [indicator(unit="‰"), indicator(row=2, unit="%"), indicator(row=3, unit="万分之")]
    one = series_of([pack_of(*rows, matches=[match(1, 2, 3)])])["p-2021.t1.2"]
    assert (one.unit, one.factors) == ("‰", (Decimal(1), Decimal(10), Decimal("0.1")))
    assert one.factor("p-2021.t1.3", into="p-2021.t1.2") == Decimal("0.01")
    assert one.factor("p-2021.t1.2", into="p-2021.t1.2") == 1


def test_units_that_are_of_another_kind_have_no_factor() -> None:
    rows = [indicator(unit="%"), indicator(row=2, unit="万人")]
    one = series_of([pack_of(*rows, matches=[match(1, 2)])])["p-2021.t1.1"]
    assert one.factors == (Decimal(1), None)
    assert one.factor("p-2021.t1.2", into="p-2021.t1.1") is None


def test_the_first_direction_and_area_that_are_written_stand_for_all() -> None:
    rows = [indicator(direction=None, area=None), indicator(row=2, direction="lower", area="work")]
    one = series_of([pack_of(*rows, matches=[match(1, 2)])])["p-2021.t1.1"]
    assert (one.direction, one.area) == ("lower", "work")


def test_a_conversion_keeps_what_a_double_tells_apart() -> None:
    assert converted(Decimal("2.78"), Decimal(10)) == Decimal("27.8")
    assert converted(Decimal("1"), Decimal(1) / 3) == Decimal("0.333333333333333")
