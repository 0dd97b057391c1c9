"""A made-up city assessed: the same answers as household by household, whole files or none."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from minsheng.assess.city import City
from minsheng.assess.local import do_assess
from minsheng.register.find import Finder
from minsheng.register.snapshot import Snapshot, open_snapshot
from minsheng.register.store import MEMBERS
from minsheng.register.synthetic.city import synthesise
from minsheng.rules.answer import Assessor
from minsheng.rules.folder import program_of
from minsheng.rules.many.answer import CityAssessor
from minsheng.rules.parameters import set_values
from minsheng.rules.program import Program
from minsheng.rules.situation import situation_of
from minsheng.terms.errors import MinshengError
from minsheng.terms.periods import Month

PACKS = Path(__file__).resolve().parents[4] / "packs"
MONTH = Month(2021, 12)
PEOPLE = 3000


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    register = tmp_path_factory.mktemp("city")
    synthesise("330100", people=PEOPLE, day=date(2021, 12, 31), register=register, seed=7)
    return open_snapshot(register)


@pytest.fixture(scope="module")
def program() -> Program:
    return program_of("hangzhou", PACKS)


@pytest.fixture(scope="module")
def figures(program: Program) -> dict[str, Any]:
    values = {"unemployment_benefit": "1824", "urban_consumption": {"330100": "44609", "330127": "30001"}}
    return set_values(program.parameters, values, file="test", line=1)


@pytest.fixture(scope="module")
def results(
    city: Snapshot, program: Program, figures: dict[str, Any], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    out = tmp_path_factory.mktemp("results") / "december"
    do_assess(CityAssessor(program, MONTH, figures), city, out, threads=2)
    return out


def household_by_household(city: Snapshot, assessor: Assessor) -> dict[Any, Any]:
    told: dict[Any, Any] = {}
    homes = pq.read_table(city.file("household"), columns=["household_id"]).column(0).to_pylist()
    with Finder(city) as finder:
        for name in homes:
            home = finder.home(name)
            assert home is not None
            for answer in assessor.answers(situation_of(home.as_json(), MONTH.last_day)):
                key = (answer.rule.benefit.id, name, answer.person_id)
                if answer.outcome == "owed":
                    told[key] = answer.amount
                elif answer.outcome == "unknown":
                    told[key] = answer.missing
    return told


def whole_city(results: Path) -> dict[Any, Any]:
    told: dict[Any, Any] = {}
    for row in _of_people(results / "entitlements.parquet"):
        told[row["benefit"], row["household_id"], row["person_id"]] = row["amount_fen"]
    for row in _of_people(results / "unknown.parquet"):
        told[row["benefit"], row["household_id"], row["person_id"]] = tuple(row["missing"])
    return told


def _of_people(path: Path) -> list[dict[str, Any]]:
    return [row for row in pq.read_table(path).to_pylist() if row["household_id"] is not None]


def test_every_answer_is_the_one_the_household_gets(
    city: Snapshot, program: Program, figures: dict[str, Any], results: Path
) -> None:
    expected = household_by_household(city, Assessor(program, MONTH, figures))
    assert len(expected) > 3 * PEOPLE
    assert whole_city(results) == expected


def test_the_summary_adds_up_to_the_files(results: Path) -> None:
    rows = pq.read_table(results / "entitlements.parquet").to_pylist()
    heads = Counter(row["benefit"] for row in rows)
    fen: Counter[str] = Counter()
    for row in rows:
        fen[row["benefit"]] += row["amount_fen"] or 0
    unknown = Counter(pq.read_table(results / "unknown.parquet").column("benefit").to_pylist())
    summary = json.loads((results / "summary.json").read_text("utf-8"))
    assert summary["synthetic"] is True
    for one in summary["benefits"]:
        name = one["benefit"]
        assert (one["count"], one["amount_fen"], one["unknown"]) == (heads[name], fen[name], unknown[name])
        by_division = [line for line in summary["divisions"] if line["benefit"] == name]
        assert sum(line["count"] for line in by_division) == heads[name]
        assert sum(line["amount_fen"] for line in by_division) == fen[name]
    assert sum(one["amount_fen"] for one in summary["payers"]) == sum(fen.values())
    assert {line["division"][:4] for line in summary["divisions"]} == {"3301"}


def test_the_files_have_the_columns_of_the_contract(results: Path) -> None:
    schema = pq.read_schema(results / "entitlements.parquet")
    assert {"person_id", "household_id", "benefit", "amount_fen", "each"} <= set(schema.names)
    assert schema.field("amount_fen").type == pa.int64()
    assert schema.field("benefit").type == pa.string()
    unknown = pq.read_schema(results / "unknown.parquet")
    assert unknown.field("missing").type == pa.list_(pa.field("element", pa.string()))


def test_the_same_city_gives_the_same_rows_in_order_on_one_thread_and_on_three(
    city: Snapshot, program: Program, tmp_path: Path
) -> None:
    for threads in (1, 3):
        do_assess(CityAssessor(program, MONTH), city, tmp_path / str(threads), threads=threads)
    for name in ("entitlements.parquet", "unknown.parquet"):
        assert pq.read_table(tmp_path / "1" / name).equals(pq.read_table(tmp_path / "3" / name))
    assert (tmp_path / "1" / "summary.json").read_bytes() == (tmp_path / "3" / "summary.json").read_bytes()


def test_a_register_whose_files_do_not_go_together_is_refused_and_leaves_nothing(
    city: Snapshot, program: Program, tmp_path: Path
) -> None:
    broken = tmp_path / "broken"
    broken.mkdir()
    for path in city.folder.iterdir():
        (broken / path.name).write_bytes(path.read_bytes())
    homes = pq.read_table(city.file("household"))
    pq.write_table(homes.slice(1), broken / "household.parquet", row_group_size=len(homes))
    with pytest.raises(MinshengError, match="对不上"):
        do_assess(CityAssessor(program, MONTH), open_snapshot(broken), tmp_path / "out")
    assert [path.name for path in tmp_path.iterdir()] == ["broken"]


def test_results_that_were_there_are_replaced_and_other_files_stay(
    city: Snapshot, program: Program, tmp_path: Path
) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "notes.txt").write_text("mine", "utf-8")
    (tmp_path / "out" / "summary.json").write_text("old", "utf-8")
    do_assess(CityAssessor(program, MONTH), city, tmp_path / "out")
    assert (tmp_path / "out" / "notes.txt").read_text("utf-8") == "mine"
    assert json.loads((tmp_path / "out" / "summary.json").read_text("utf-8"))["pack"] == "hangzhou"


def copied(city: Snapshot, folder: Path) -> Snapshot:
    shutil.copytree(city.folder, folder)
    return open_snapshot(folder)


def test_a_snapshot_without_the_count_of_members_gives_the_same_households(
    city: Snapshot, program: Program, tmp_path: Path
) -> None:
    older = copied(city, tmp_path / "older")
    (older.folder / MEMBERS).unlink()
    columns = CityAssessor(program, MONTH).columns
    with_it, without = City(city, columns), City(older, columns)
    assert with_it.spans == without.spans
    for span in with_it.spans:
        one, other = with_it.households(span), without.households(span)
        assert one.counts.tolist() == other.counts.tolist()
        assert one.person.equals(other.person)


def test_a_count_of_members_that_does_not_fit_the_persons_is_refused(
    city: Snapshot, program: Program, tmp_path: Path
) -> None:
    wrong = copied(city, tmp_path / "wrong")
    counts = pq.read_table(wrong.folder / MEMBERS)
    more = pa.array([counts.column(0)[0].as_py() + 1, *counts.column(0).to_pylist()[1:]], pa.int32())
    pq.write_table(pa.table([more], names=["members"]), wrong.folder / MEMBERS)
    reading = City(wrong, CityAssessor(program, MONTH).columns)
    with pytest.raises(MinshengError) as raised:
        reading.households(reading.spans[0])
    assert [fault.code for fault in raised.value.faults] == ["assess.apart"]
