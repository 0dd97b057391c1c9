from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from importlib.resources import files
from pathlib import Path

import duckdb
import numpy as np
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minsheng.register.importing import import_files
from minsheng.register.schema import SYNTHETIC_MARK
from minsheng.register.snapshot import Snapshot, open_snapshot
from minsheng.register.synthetic.city import synthesise
from minsheng.register.synthetic.compare import compare
from minsheng.register.synthetic.homes import CHILD, MAN, WOMAN, Kinds, settle
from minsheng.register.synthetic.margins import assumptions, largest_remainders, margins_of
from minsheng.terms.divisions import division_name
from minsheng.terms.errors import MinshengError

DAY = date(2021, 12, 31)
PEOPLE = 30_000


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return open_snapshot(synthesise("330100", people=PEOPLE, register=tmp_path_factory.mktemp("city"), day=DAY, seed=1))


def test_the_transcribed_census_adds_up_to_the_published_totals() -> None:
    margins = margins_of("330100")
    assert margins.people == 11_936_010
    assert sum(int(area.cells[:, 0].sum()) for area in margins.areas) == 6_215_953
    assert sum(area.figures["rural"] for area in margins.areas) == 1_993_929
    assert sum(area.figures["family_households"] for area in margins.areas) == 4_435_927
    assert sum(area.figures["one_person"] for area in margins.areas) == 1_466_354
    for area in margins.areas:
        assert area.cells.sum() == area.people == sum(people for *_, people in area.districts)
        kinds = ("one_generation", "two_generations", "three_generations", "four_generations")
        assert sum(area.figures[kind] for kind in kinds) == area.figures["family_households"]
        assert all(division_name(code) == name for code, name, _ in area.districts)


def test_every_assumption_says_where_it_comes_from() -> None:
    text = files("minsheng.register").joinpath("data/assumptions.csv").read_text("utf-8")
    for row in csv.DictReader(text.splitlines()):
        assert row["basis"] in ("published", "assumed"), row
        assert bool(row["source"]) == (row["basis"] == "published"), row
        assert row["note"], row


def test_totals_and_ages_by_sex_are_the_published_ones_to_the_person(city: Snapshot) -> None:
    margins = margins_of("330100")
    scaled = margins.scaled(PEOPLE)
    people = pq.read_table(city.file("person"), columns=["residence_division", "sex", "birth_date"])
    area_of = {code: at for at, area in enumerate(margins.areas) for code, *_ in area.districts}
    group_of = np.searchsorted(margins.areas[0].ages_from, np.arange(105), "right") - 1
    found: Counter[tuple[int, int, int]] = Counter()
    for row in people.to_pylist():
        born = row["birth_date"]
        age = DAY.year - born.year - ((DAY.month, DAY.day) < (born.month, born.day))
        found[area_of[row["residence_division"]], int(group_of[age]), int(row["sex"] == "female")] += 1
    for number, cells in enumerate(scaled):
        for (group, sex), count in np.ndenumerate(cells):
            assert found[number, group, sex] == count, (margins.areas[number].name, group, sex)


def test_the_other_margins_come_out_within_a_twentieth(city: Snapshot) -> None:
    margins = compare(city)
    assert len(margins) > 100
    for margin in margins:
        allowed = max(abs(margin.published) * 0.05, 45)
        if margin.what.startswith("人均住房"):
            allowed = margin.published * 0.1
        if margin.what == "户均人数":
            allowed = 0.02
        if margin.what.startswith("人均年收入"):
            allowed = margin.published * 0.05
        assert abs(margin.made - margin.published) <= allowed, margin


def test_the_same_seed_makes_the_same_city_and_another_seed_another(tmp_path: Path, city: Snapshot) -> None:
    again = synthesise("330100", people=PEOPLE, register=tmp_path / "a", day=DAY, seed=1)
    other = synthesise("330100", people=PEOPLE, register=tmp_path / "b", day=DAY, seed=2)
    assert open_snapshot(again).manifest["files"] == city.manifest["files"]
    assert open_snapshot(other).manifest["files"]["person.parquet"] != city.manifest["files"]["person.parquet"]


def test_every_file_says_that_it_is_synthetic(city: Snapshot) -> None:
    assert city.synthetic
    for path in city.folder.glob("*.parquet"):
        assert pq.read_metadata(path).metadata[SYNTHETIC_MARK] == b"true", path
    assert len(list(city.folder.glob("*.parquet"))) == 5


def test_a_city_is_a_register_without_fault_and_imports_to_the_same_rows(tmp_path: Path) -> None:
    made = synthesise("330100", people=1500, register=tmp_path / "made", day=DAY)
    files = [made / f"{entity}.parquet" for entity in ("household", "person", "institution")]
    done = import_files(files, day=DAY, register=tmp_path / "read", strict=True, synthetic=True)
    for file in files:
        assert pq.read_table(done.folder / file.name).to_pylist() == pq.read_table(file).to_pylist()


def test_families_are_plausible(city: Snapshot) -> None:
    database = duckdb.connect()

    def count(where: str) -> int:
        query = f"SELECT count(*) FROM read_parquet('{city.file('person')}') WHERE {where}"
        return int(database.sql(query).fetchall()[0][0])

    heads = count("relation = 'head'")
    assert heads == pq.read_metadata(city.file("household")).num_rows
    assert count("relation IN ('head', 'spouse') AND birth_date > DATE '2007-12-31'") == 0
    assert count("employment = 'employed' AND birth_date > DATE '2005-12-31'") == 0
    assert count("education_stage = 'primary' AND date_sub('year', birth_date, DATE '2021-12-31') BETWEEN 6 AND 11") > 0
    assert count("education_stage = 'primary' AND date_sub('year', birth_date, DATE '2021-12-31') > 11") == 0
    assert count("disability_grade IS NULL AND disability_kind IS NOT NULL") == 0
    assert count("pregnancy_due > DATE '1900-01-01' AND sex = 'male'") == 0
    assert count("residence_since < birth_date OR residence_since IS NULL") == 0
    assert count("(disability_kind = 'none') <> (disability_grade = -1)") == 0
    assert count("education_stage = 'none' AND (grade <> -1 OR school_division <> 'none')") == 0
    assert count("school_division IS NULL") == count("education_stage IS NULL") > 0
    assert count("unemployed_since > DATE '1850-01-01' AND employment <> 'unemployed'") == 0
    assert count("len(chronic) > 0 AND birth_date > DATE '2004-01-01'") == 0


@pytest.mark.parametrize("people", [1, 2, 7, 300])
def test_a_city_of_a_few_people_stands(tmp_path: Path, people: int) -> None:
    snapshot = open_snapshot(synthesise("330100", people=people, register=tmp_path, day=date(2020, 2, 29)))
    assert pq.read_metadata(snapshot.file("person")).num_rows == people


@pytest.mark.parametrize(("division", "people", "seed"), [("330200", 10, 0), ("330100", 0, 0), ("330100", 10, -1)])
def test_what_cannot_be_made_is_told(tmp_path: Path, division: str, people: int, seed: int) -> None:
    with pytest.raises(MinshengError):
        synthesise(division, people=people, register=tmp_path, day=DAY, seed=seed)
    assert list(tmp_path.iterdir()) == []


def test_only_a_made_up_city_is_compared(tmp_path: Path) -> None:
    (tmp_path / "home.json").write_text('{"household": {"household_id": "H1"}, "persons": [{"person_id": "P1"}]}')
    done = import_files([tmp_path / "home.json"], day=DAY, register=tmp_path / "register")
    with pytest.raises(MinshengError, match="不是合成的城市"):
        compare(open_snapshot(done.folder))


@given(st.lists(st.integers(0, 10**7), min_size=1, max_size=40).filter(any), st.integers(0, 10**6))
def test_scaled_counts_add_up_and_are_each_within_one_of_their_share(weights: list[int], total: int) -> None:
    counts = largest_remainders(np.array(weights), total)
    assert counts.sum() == total
    for weight, count in zip(weights, counts.tolist(), strict=True):
        assert abs(count - weight * total / sum(weights)) < 1 + 1e-6


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.integers(0, 30), min_size=210, max_size=210),
    st.tuples(st.integers(0, 60), st.integers(0, 60), st.integers(0, 60), st.integers(0, 60)),
    st.integers(0, 100),
    st.integers(0, 2**32),
)
def test_every_person_is_housed_once_whatever_the_pool(
    counts: list[int], kinds: tuple[int, int, int, int], part: int, seed: int
) -> None:
    pool = np.array(counts).reshape(105, 2)
    total = int(pool.sum())
    inside = total * part // 100
    homes = settle(pool, Kinds(*kinds, inside, total - inside), assumptions(), np.random.default_rng(seed))
    assert np.array_equal(np.bincount(homes.age * 2 + homes.sex, minlength=210).reshape(105, 2), pool)
    assert np.all(np.diff(homes.home) >= 0)
    assert np.array_equal(np.unique(homes.home), np.arange(len(homes.kind)))


def test_children_are_younger_than_their_parents_by_a_generation() -> None:
    area = margins_of("330100").areas[0]
    pool = np.zeros((105, 2), np.int64)
    for low, high, cells in zip(area.ages_from, area.ages_to, area.cells // 200, strict=True):
        pool[low : high + 1] += cells // (high - low + 1)
    total = int(pool.sum())
    homes = settle(pool, Kinds(2000, 1900, 2000, 900, total, 0), assumptions(), np.random.default_rng(0))
    parents = {home: age for home, role, age in zip(homes.home, homes.role, homes.age, strict=True) if role == WOMAN}
    fathers = {home: age for home, role, age in zip(homes.home, homes.role, homes.age, strict=True) if role == MAN}
    gaps = [
        parents[home] - age
        for home, role, age in zip(homes.home, homes.role, homes.age, strict=True)
        if role == CHILD and home in parents
    ]
    assert len(gaps) > 2000
    assert np.mean(np.array(gaps) >= 16) > 0.98
    assert abs(np.median([fathers[home] - parents[home] for home in parents if home in fathers])) <= 3
