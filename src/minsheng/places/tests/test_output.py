from __future__ import annotations

from pathlib import Path

import numpy as np

from minsheng.places.balance import balance
from minsheng.places.coverage import coverage
from minsheng.places.joining import place
from minsheng.places.output import write_balance, write_coverage, write_csv
from minsheng.places.points import People
from minsheng.places.tests.examples import facilities_at, people_at, placed, street


def test_minutes_are_empty_where_there_is_no_way(tmp_path: Path) -> None:
    people = People(
        ids=("home", "hill"), lon=np.array([120.03, 120.0]), lat=np.array([30.0, 30.5]), people=np.array([2.0, 3.0])
    )
    write_coverage(coverage(place(street(), people, facilities_at(0)), minutes=15), tmp_path)
    assert (tmp_path / "minutes.csv").read_text("utf-8") == "id,minutes,facility\nhome,15,f0\nhill,,\n"
    assert (tmp_path / "uncovered.csv").read_text("utf-8") == "id,lon,lat,people,minutes,facility\nhill,120,30.5,3,,\n"
    assert (tmp_path / "unsnapped.csv").read_text("utf-8") == "what,id,lon,lat,people\npeople,hill,120,30.5,3\n"


def test_the_uncovered_carry_their_ages_and_labels(tmp_path: Path) -> None:
    people = people_at(9, people=[7], ages={"65+": np.array([2.0])}, labels={"street": ("半山",)})
    write_coverage(coverage(placed(people, facilities_at(0)), minutes=15), tmp_path)
    assert (tmp_path / "uncovered.csv").read_text("utf-8") == (
        "id,lon,lat,people,65+,street,minutes,facility\np0,120.09,30,7,2,半山,45,f0\n"
    )
    assert (tmp_path / "unsnapped.csv").read_text("utf-8") == "what,id,lon,lat,people\n"


def test_supply_is_empty_where_it_is_not_known_and_0_where_there_is_none(tmp_path: Path) -> None:
    people = people_at(0, 4, 8, people=[2, 3, 5])
    write_balance(balance(placed(people, facilities_at(0, 8, capacity=[3, np.nan])), minutes=10), tmp_path)
    assert (tmp_path / "supply.csv").read_text("utf-8") == "id,supply\np0,1.5\np1,0\np2,\n"
    assert (tmp_path / "facilities.csv").read_text("utf-8") == "id,capacity,demand,ratio\nf0,3,2,1.5\nf1,,5,\n"


def test_text_with_a_comma_is_quoted_and_numbers_read_back_to_the_same_float(tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    write_csv(file, {"id": ("a,b", 'c"'), "value": np.array([0.1 + 0.2, 1e-17])})
    assert file.read_text("utf-8") == 'id,value\n"a,b",0.30000000000000004\n"c""",1e-17\n'
