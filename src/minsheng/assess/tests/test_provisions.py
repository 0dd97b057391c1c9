"""Provisions over a register: hand-made institutions with outcomes worked by hand, and sums that add up."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from minsheng.assess.provisions import institution_values, read_provisions, rows_of, write_provisions
from minsheng.packs.load import load_all
from minsheng.packs.tests.samples import write_good
from minsheng.register.importing import import_files
from minsheng.register.schema import as_written, stored_of
from minsheng.register.snapshot import Snapshot, open_snapshot
from minsheng.register.synthetic.city import synthesise
from minsheng.rules.finding import Inspector
from minsheng.rules.folder import provisions_of
from minsheng.rules.provision import load_provisions
from minsheng.rules.situation import situation_of
from minsheng.rules.tests.samples import PARAMETERS
from minsheng.terms.fields import fields_of
from minsheng.terms.periods import Month

PACKS = Path(__file__).resolve().parents[4] / "packs"
DAY = date(2021, 12, 31)
MONTH = Month(2021, 12)
COLUMNS = "institution_id,kind,division,books,population,open_hours_week,new_films_year,films_year,free_entry,built_on"
# library-books: 1.2 a head or 650,000; library-hours: 60 a week; new-domestic-films: a third of the films
INSTITUTIONS = """\
L1,library,330106,600000,1000000,60,,,true,
L2,library,330106,1201,1001,59.5,,,false,
L3,library,330127,1202,1001,,,,,
L4,library,,900,,61.25,,,true,
T1,township,330127,,,,3,10,,
T2,township,330127,,,,4,10,,
T3,township,330127,,,,0,0,,
X1,bakery,330106,,,,,,,
"""


@pytest.fixture(scope="module")
def inspector() -> Inspector:
    return Inspector(provisions_of("hangzhou", PACKS), MONTH)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    folder = tmp_path_factory.mktemp("small")
    (folder / "institutions.csv").write_text(f"{COLUMNS}\n{INSTITUTIONS}", "utf-8")
    (folder / "homes.csv").write_text("household_id,division\nH1,330106\n", "utf-8")
    (folder / "people.csv").write_text("person_id,household_id,birth_date\nP1,H1,1990-01-01\n", "utf-8")
    files = [folder / f"{name}.csv" for name in ("institutions", "homes", "people")]
    return open_snapshot(import_files(files, day=DAY, register=folder / "register", strict=True).folder)


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    register = tmp_path_factory.mktemp("city")
    return open_snapshot(synthesise("330100", people=1500, register=register, day=DAY, seed=3))


def found(inspector: Inspector, snapshot: Snapshot, provision: str) -> dict[str, tuple[Any, ...]]:
    return {
        row.institution_id: (row.outcome, row.required, row.actual, row.short_by, row.missing)
        for row in rows_of(inspector, snapshot)
        if row.provision == provision
    }


def test_hand_worked_books_are_met_short_or_not_known(inspector: Inspector, small: Snapshot) -> None:
    assert found(inspector, small, "library-books") == {
        # 650,000 is nearer than 1,200,000
        "L1": ("short", 650_000, 600_000, 50_000, ()),
        # 1.2 × 1001 = 1201.2: the next whole book
        "L2": ("short", 1202, 1201, 1, ()),
        "L3": ("met", 1202, 1202, None, ()),
        "L4": ("unknown", 650_000, 900, None, ("population",)),
    }


def test_hand_worked_hours_keep_their_halves(inspector: Inspector, small: Snapshot) -> None:
    assert found(inspector, small, "library-hours") == {
        "L1": ("met", 60, 60, None, ()),
        "L2": ("short", 60, Decimal("59.5"), Decimal("0.5"), ()),
        "L3": ("unknown", 60, None, None, ("open_hours_week",)),
        "L4": ("met", 60, Decimal("61.25"), None, ()),
    }


def test_who_is_not_asked_is_not_there(inspector: Inspector, small: Snapshot) -> None:
    # 10 / 3 films are 4 whole ones; who shows no film is not asked, a bakery nothing at all
    assert found(inspector, small, "new-domestic-films") == {
        "T1": ("short", 4, 3, 1, ()),
        "T2": ("met", 4, 4, None, ()),
    }
    assert "X1" not in {row.institution_id for row in rows_of(inspector, small)}


def test_yes_or_no_has_no_figures(inspector: Inspector, small: Snapshot) -> None:
    assert found(inspector, small, "cultural-venues-free") == {
        "L1": ("met", None, None, None, ()),
        "L2": ("short", None, None, None, ()),
        "L3": ("unknown", None, None, None, ("free_entry",)),
        "L4": ("met", None, None, None, ()),
    }


def test_the_summary_adds_up_by_provision_and_division(inspector: Inspector, small: Snapshot, tmp_path: Path) -> None:
    told = {one["provision"]: one for one in write_provisions(tmp_path, inspector, small)}
    books = told["library-books"]
    assert {key: books[key] for key in ("met", "short", "unknown", "unit", "source")} == {
        "met": 1, "short": 2, "unknown": 1, "unit": "册", "source": "hz-2021 专栏12.3",
    }  # fmt: skip
    assert books["missing"] == [{"field": "population", "count": 1}]
    assert books["divisions"] == [
        {"division": None, "division_name": None, "met": 0, "short": 0, "unknown": 1},
        {"division": "330106", "division_name": "西湖区", "met": 0, "short": 2, "unknown": 0},
        {"division": "330127", "division_name": "淳安县", "met": 1, "short": 0, "unknown": 0},
    ]
    rows = read_provisions(tmp_path / "provisions.parquet")
    assert rows == [*rows_of(inspector, small)]
    for one in told.values():
        counted = Counter(row.outcome for row in rows if row.provision == one["provision"])
        for outcome in ("met", "short", "unknown"):
            assert counted[outcome] == one[outcome] == sum(place[outcome] for place in one["divisions"])


def test_every_finding_is_the_one_explain_gives_the_institution(inspector: Inspector, city: Snapshot) -> None:
    fields = fields_of("institution")
    expected = []
    for row in pq.read_table(city.file("institution")).to_pylist():
        written = {one.name: as_written(one, stored_of(row[one.name])) for one in fields}
        for finding in inspector.findings(situation_of(written, DAY, institution=True)):
            told = finding.as_json()
            figures = [None if isinstance(told[key], bool) else told[key] for key in ("required", "actual", "short_by")]
            expected.append((told["institution_id"], told["provision"], told["outcome"], figures, told["missing"]))
    assert [
        (row.institution_id, row.provision, row.outcome, [*map(_number, _figures(row))], [*row.missing])
        for row in rows_of(inspector, city)
    ] == expected
    assert len(expected) > 500


def _figures(row: Any) -> tuple[Decimal | None, ...]:
    return row.required, row.actual, row.short_by


def _number(figure: Decimal | None) -> float | None:
    return None if figure is None else float(figure)


def test_a_snapshot_of_before_a_measure_was_there_does_not_know_it(small: Snapshot, tmp_path: Path) -> None:
    table = pq.read_table(small.file("institution"))
    pq.write_table(table.drop_columns(["books"]), tmp_path / "institution.parquet")
    old = Snapshot(tmp_path, DAY, False, {})
    first, *_ = institution_values(old, ["books", "population"])
    assert first == {"institution_id": "L1", "kind": "library", "division": "330106", "population": 1_000_000}


def test_figures_that_are_no_decimals_have_six_of_them(tmp_path: Path, small: Snapshot) -> None:
    head = "area: elder-care\n  source: ls-2021 专栏2.3\n  since: 2021-01-01\n"
    must = "  applies_to: kind == 'library'\n  must: open_hours_week >= books / 3\n  unit: 小时\n"
    third = f"- id: third\n  name: 三分之一\n  {head}{must}"
    root = tmp_path / "packs"
    write_good(root, parameters=PARAMETERS, provisions=f"provisions:\n{third}")
    own = Inspector(load_provisions("lakeside", load_all(root)), MONTH)
    rows = {row.institution_id: row for row in rows_of(own, small)}
    assert (rows["L2"].required, rows["L2"].short_by) == (Decimal("400.333333"), Decimal("340.833333"))
    write_provisions(tmp_path, own, small)
    assert read_provisions(tmp_path / "provisions.parquet")[0].short_by == 199_940
