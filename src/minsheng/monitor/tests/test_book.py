from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from minsheng.monitor.book import book_of, open_book
from minsheng.monitor.observation import TABLE, observations_table
from minsheng.monitor.store import Store
from minsheng.monitor.tests.sheets import CITY, EAST, WEST, actual, book, indicator, pack_of, seen, target
from minsheng.packs.model import Match
from minsheng.terms.errors import MinshengError
from minsheng.terms.periods import Period


def test_a_book_without_a_store_has_what_the_plans_print() -> None:
    pack = pack_of(indicator(actual("50"), target("60")))
    held = open_book(pack.id, {pack.id: pack})
    assert [(str(one.period), str(one.value), one.source) for one in held.observations("p-2021.t1.1")] == [
        ("2020", "50", "p-2021 表1.1")
    ]
    assert (held.version, held.divisions) == (0, (CITY,))


def test_a_store_stands_over_the_plan_and_is_numbered(tmp_path: Path) -> None:
    pack = pack_of(indicator(actual("50"), target("60")))
    store = Store(tmp_path / "city")
    store.add([seen("2020", "50.5"), seen("2021", "52", division=EAST)], by="某人")
    held = open_book(pack.id, {pack.id: pack}, tmp_path / "city")
    assert [str(one.value) for one in held.observations("p-2021.t1.1", CITY)] == ["50.5"]
    assert [str(one.value) for one in held.overridden("p-2021.t1.1")] == ["50"]
    assert (held.version, held.divisions) == (1, (CITY, EAST))
    store.add([seen("2022", "53")], by="某人")
    assert open_book(pack.id, {pack.id: pack}, tmp_path / "city").version == 2


def test_what_says_the_same_as_the_plan_overrides_nothing() -> None:
    assert book(indicator(actual("50.0")), told=[seen("2020", "50")]).overridden("p-2021.t1.1") == []


def test_an_unknown_pack_is_a_fault() -> None:
    with pytest.raises(MinshengError) as error:
        open_book("nowhere", {})
    assert error.value.faults[0].code == "pack.unknown"


def test_observations_come_by_division_group_and_time() -> None:
    told = [seen("2022", 3), seen("2021Q4", 2), seen("2022", 9, group="urban"), seen("2021", 5, division=EAST)]
    held = book(indicator(target("60")), told=told)
    everyone = [(one.division, str(one.period)) for one in held.observations("p-2021.t1.1")]
    assert everyone == [(CITY, "2021Q4"), (CITY, "2022"), (EAST, "2021")]
    assert [one.value for one in held.observations("p-2021.t1.1", CITY, group="urban")] == [Decimal(9)]
    assert len(held.observations("p-2021.t1.1", group=None)) == 4
    assert held.observations("p-2021.t9.9") == []


def test_what_is_told_under_other_names_comes_after_the_indicator_s_own_and_in_its_unit() -> None:
    rows = indicator(target("60"), unit="‰"), indicator(row=2, unit="%"), indicator(row=3, unit="万人")
    same = Match("x", "同", tuple(one.id for one in rows), "confirmed", "同一个")
    told = [seen("2022", "0.5", row=2), seen("2022", 6), seen("2022", 7, row=3)]
    held = book(*rows, told=told, matches=[same])
    assert [(one.observation.indicator[-1], str(one.value)) for one in held.told("p-2021.t1.1", CITY)] == [
        ("1", "6"),
        ("2", "5"),
    ]
    assert [str(one.value) for one in held.told("p-2021.t1.2", CITY)] == ["0.5", "0.6"]


@pytest.mark.parametrize(
    ("home", "below"),
    [("330100", (EAST, WEST)), ("330000", ("330100", EAST, WEST, "330800")), ("330110", ("330110001000",))],
)
def test_divisions_are_the_pack_s_own_and_those_below_it(home: str, below: tuple[str, ...]) -> None:
    pack = pack_of(indicator(target("60")))
    pack = replace(pack, about=replace(pack.about, division=home))
    codes = ("110000", "330100", EAST, WEST, "330800", "330110001000", "320000")
    known = [seen("2022", 5, division=code) for code in codes if code != "330110001000" or home == "330110"]
    held = book_of(pack, {pack.id: pack}, observations_table(known))
    assert held.divisions == (home, *(code for code in below if code != home))


def test_a_panel_of_the_book_is_joined_or_as_reported() -> None:
    rows = indicator(target("60")), indicator(row=2)
    same = Match("x", "同", tuple(one.id for one in rows), "confirmed", "同一个")
    held = book(*rows, told=[seen("2022", 5, row=2)], matches=[same])
    assert held.panel().value("p-2021.t1.1", CITY, Period(2022)) == 5
    assert held.panel(joined=False).keys == ("p-2021.t1.2",)


def test_no_observations_at_all_are_no_fault() -> None:
    pack = pack_of(indicator(target("60")))
    held = book_of(pack, {pack.id: pack}, TABLE.empty_table())
    assert held.told("p-2021.t1.1", CITY) == []
    assert held.divisions == (CITY,)
