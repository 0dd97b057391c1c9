from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from minsheng.register import store
from minsheng.register.find import Finder
from minsheng.register.importing import import_files
from minsheng.register.quality import judge, judge_sources, quality_json, quality_table
from minsheng.register.snapshot import open_snapshot
from minsheng.terms.errors import MinshengError

DAY = date(2021, 12, 31)


def _import(folder: Path, households: str, persons: str, day: date = DAY) -> Path:
    files = [folder / "household.csv", folder / "person.csv"]
    for file, text in zip(files, (households, persons), strict=True):
        file.write_text(text, "utf-8")
    import_files(files, day=day, register=folder / "register")
    return folder / "register"


def test_every_person_is_found_with_all_of_the_household_and_no_one_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "GROUP_ROWS", 10)
    homes = {f"H{at:03d}": at % 4 + 1 for at in range(60)}
    households = "household_id,area\n" + "".join(f"{home},urban\n" for home in homes)
    persons = "person_id,household_id\n" + "".join(
        f"P{home}-{member},{home}\n" for home, size in reversed(homes.items()) for member in range(size)
    )
    register = _import(tmp_path, households, persons)
    assert pq.read_metadata(register / "2021-12-31" / "person.parquet").num_row_groups > 10
    with Finder(open_snapshot(register)) as finder:
        for home, size in homes.items():
            found = finder.home_of(f"P{home}-{size - 1}")
            assert found is not None
            assert found.household == {"household_id": home, "area": "urban"}
            assert [person["person_id"] for person in found.persons] == [f"P{home}-{at}" for at in range(size)]
        assert [finder.home_of(name) for name in ("", "PH000", "PH030-9", "ZZ")] == [None] * 4


def test_row_groups_part_no_household_and_hold_the_same_ones_in_both_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "GROUP_ROWS", 10)
    sizes = [1, 25, 3, 9, 1, 1, 12, 2, 30, 1, 4]
    households = "household_id\n" + "".join(f"H{at:02d}\n" for at in range(len(sizes)))
    persons = "person_id,household_id\n" + "".join(
        f"P{at}.{member},H{at:02d}\n" for at, size in enumerate(sizes) for member in range(size)
    )
    folder = _import(tmp_path, households, persons) / "2021-12-31"
    with pq.ParquetFile(folder / "person.parquet") as people, pq.ParquetFile(folder / "household.parquet") as homes:
        assert people.num_row_groups == homes.num_row_groups > 3
        for number in range(people.num_row_groups):
            inside = people.read_row_group(number).column("household_id").unique().to_pylist()
            assert homes.read_row_group(number).column("household_id").to_pylist() == inside


def test_a_home_found_is_the_one_household_json_that_imports_again(tmp_path: Path) -> None:
    persons = "person_id,household_id,monthly_income,chronic,boarding,disability_grade\nP1,H1,0.05,none,false,2\n"
    register = _import(tmp_path, "household_id,floor_area_m2\nH1,60.5\n", persons)
    with Finder(open_snapshot(register)) as finder:
        home = finder.home_of("P1")
    assert home is not None
    assert home.as_json() == {
        "household": {"household_id": "H1", "floor_area_m2": "60.50"},
        "persons": [
            {
                "person_id": "P1",
                "household_id": "H1",
                "monthly_income": "0.05",
                "disability_grade": 2,
                "boarding": False,
                "chronic": [],
            }
        ],
    }
    (tmp_path / "home.json").write_text(json.dumps(home.as_json()), "utf-8")
    again = import_files([tmp_path / "home.json"], day=DAY, register=tmp_path / "again", strict=True)
    name = "person.parquet"
    assert pq.read_table(again.folder / name).equals(pq.read_table(register / "2021-12-31" / name))


def test_quality_counts_known_valid_and_fresh_cells_by_hand(tmp_path: Path) -> None:
    homes = "household_id,area\nH1,urban\nH2,\n"
    before = "person_id,household_id,sex,birth_date,chronic\nP1,H1,male,,\nP2,H2,,,\n"
    _import(tmp_path, homes, before, date(2021, 6, 30))
    now = "person_id,household_id,birth_date,chronic\nP1,H1,1990-01-01,none\nP2,H2,1990-13-01,\nP3,H2,,\nP4,H2,,\n"
    register = _import(tmp_path, homes, now)
    snapshot, fields = judge(register, at=date(2022, 1, 31))
    found = {(field.entity, field.name): field for field in fields}
    birth = found["person", "birth_date"]
    assert (birth.rows, birth.known, birth.faults) == (3, 1, 1)
    assert (birth.complete, birth.valid, birth.as_of, birth.age_days) == (1 / 3, 1 / 2, "2021-12-31", 31)
    sex = found["person", "sex"]
    assert (sex.complete, sex.valid, sex.as_of, sex.age_days) == (0, None, "2021-06-30", 215)
    assert (found["person", "chronic"].known, found["person", "pension"].as_of) == (1, None)
    assert found["household", "area"].complete == 1 / 2
    assert quality_json(fields, snapshot)["incomplete_households"] == 1
    assert " 33.3%   50.0%  2021-12-31     31  出生日期 birth_date" in quality_table(fields, snapshot)


def test_each_source_is_judged_by_the_cells_it_told(tmp_path: Path) -> None:
    (tmp_path / "civil.csv").write_text(
        "person_id,household_id,birth_date,disability_kind\nP1,H1,1990-01-01,none\nP2,H1,1990-13-01,\nP3,H1,,hearing\n"
        "P1,H1,,\n",
        "utf-8",
    )
    (tmp_path / "county.csv").write_text("person_id,household_id,death_date\nP9,H1,\n", "utf-8")
    (tmp_path / "home.csv").write_text("household_id\nH1\n", "utf-8")
    files = [tmp_path / name for name in ("civil.csv", "county.csv", "home.csv")]
    snapshot = open_snapshot(import_files(files, day=DAY, register=tmp_path / "register").folder)
    civil, county, home = judge_sources(snapshot)
    assert (civil.source, civil.entity, civil.read, civil.rejected) == ("civil.csv", "person", 4, 2)
    found = {one.name: (one.complete, one.valid) for one in civil.fields}
    assert found["birth_date"] == (2 / 4, 1 / 2)
    assert found["person_id"] == (1, 3 / 4)
    assert found["disability_kind"] == (2 / 4, 1)
    # No disability was told of one person, so the register knows that there is no grade.
    assert found["disability_grade"] == (1 / 4, 1)
    assert {one.name: (one.complete, one.valid) for one in county.fields} == {
        "person_id": (1, 1),
        "household_id": (1, 1),
        "death_date": (1, None),
    }
    assert (home.read, home.rejected) == (1, 0)
    _, fields = judge(tmp_path / "register", at=DAY)
    assert "来源 civil.csv（人员，4 行，拒收 2 行）" in quality_table(fields, snapshot)
    assert [one["source"] for one in quality_json(fields, snapshot)["sources"]] == [
        "civil.csv",
        "county.csv",
        "home.csv",
    ]


def test_nobody_said_to_have_died_is_no_gap(tmp_path: Path) -> None:
    register = _import(tmp_path, "household_id\nH1\n", "person_id,household_id\nP1,H1\n")
    death = next(field for field in judge(register, at=DAY)[1] if field.name == "death_date")
    assert (death.complete, death.as_of) == (1, "2021-12-31")


def test_quality_as_of_an_earlier_day_judges_the_snapshot_of_that_day(tmp_path: Path) -> None:
    _import(tmp_path, "household_id\nH1\n", "person_id,household_id\nP1,H1\n", date(2021, 6, 30))
    register = _import(tmp_path, "household_id\nH1\n", "person_id,household_id\nP1,H1\n")
    assert judge(register, at=date(2021, 7, 1))[0].day == date(2021, 6, 30)
    assert judge(register / "2021-12-31", at=date(2022, 7, 1))[0].day == DAY


@pytest.mark.parametrize("inside", [None, "{", "[]", '{"date": "2021"}'])
def test_a_folder_that_is_no_register_is_told(tmp_path: Path, inside: str | None) -> None:
    if inside is not None:
        (tmp_path / "2021-12-31").mkdir()
        (tmp_path / "2021-12-31" / "manifest.json").write_text(inside, "utf-8")
    with pytest.raises(MinshengError):
        open_snapshot(tmp_path)
    with pytest.raises(MinshengError):
        judge(tmp_path, at=DAY)
