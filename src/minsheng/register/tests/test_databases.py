"""Imports from databases that are really there: SQLite, DuckDB, and PostgreSQL when ``DATABASE_URL`` leads to one."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from uuid import uuid4

import duckdb
import psycopg
import pytest

from minsheng.register import databases
from minsheng.register.databases import Database, hidden_password
from minsheng.register.importing import Imported, import_files
from minsheng.register.tests.reading import faults, rows
from minsheng.register.tests.strategies import TODAY
from minsheng.terms.errors import MinshengError

HOMES = "SELECT code AS household_id, division FROM homes"
PEOPLE = (
    "SELECT id AS person_id, home AS household_id, born AS birth_date, income AS monthly_income, boards AS boarding "
    "FROM people ORDER BY id"
)
TABLES = """
CREATE TABLE homes (code TEXT, division TEXT);
CREATE TABLE people (id TEXT, home TEXT, born DATE, income DECIMAL(17, 3), boards BOOLEAN, rough DOUBLE PRECISION);
INSERT INTO homes VALUES ('H1', '330106'), ('H2', '330182');
INSERT INTO people VALUES
  ('P1', 'H1', '1960-02-29', 1234.50, TRUE, 0.5),
  ('P2', 'H1', NULL, 9999999999999.90, FALSE, 1.25),
  ('P3', 'H2', '1990-01-01', 0.125, NULL, NULL),
  ('P4', 'H2', '2022-03-01', NULL, NULL, NULL);
"""


def _sqlite(folder: Path) -> str:
    with sqlite3.connect(folder / "city.db") as connection:
        connection.executescript(TABLES)
    connection.close()
    return str(folder / "city.db")


def _duckdb(folder: Path) -> str:
    with duckdb.connect(str(folder / "city.duckdb")) as connection:
        connection.execute(TABLES)
    return f"duckdb:///{folder / 'city.duckdb'}"


@pytest.fixture
def postgresql() -> Iterator[str]:
    """An address whose password is wrong but not asked for, into a schema of its own."""
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith(("postgres://", "postgresql://")):
        pytest.skip("DATABASE_URL leads to no PostgreSQL")
    schema = f"test_{uuid4().hex}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {schema}".encode())
        connection.execute(f"SET search_path = {schema}".encode())
        connection.execute(TABLES.encode())
        yield f"{url}{'&' if '?' in url else '?'}options=-csearch_path%3D{schema}"
        connection.execute(f"DROP SCHEMA {schema} CASCADE".encode())


@pytest.fixture(params=["sqlite", "duckdb", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "postgresql":
        found: str = request.getfixturevalue("postgresql")
        return found
    make: dict[str, Callable[[Path], str]] = {"sqlite": _sqlite, "duckdb": _duckdb}
    return make[request.param](tmp_path)


def _import(folder: Path, url: str, *queries: str, strict: bool = False) -> Imported:
    return import_files([], day=TODAY, register=folder / "register", database=Database(url, queries), strict=strict)


def _refused(folder: Path, url: str, *queries: str) -> str:
    with pytest.raises(MinshengError) as caught:
        _import(folder, url, *queries)
    assert not (folder / "register").exists() or list((folder / "register").iterdir()) == []
    return str(caught.value)


def test_queries_become_a_snapshot_and_their_faults_are_told_by_row_and_column(url: str, tmp_path: Path) -> None:
    done = _import(tmp_path, url, HOMES, PEOPLE)
    assert [
        (one["person_id"], one["birth_date"], one["monthly_income"], one["boarding"]) for one in rows(done, "person")
    ] == [("P1", date(1960, 2, 29), 123450, True), ("P2", None, 999_999_999_999_990, False)]
    label = Database(url, ()).label
    assert faults(done) == [
        (label, "3", "monthly_income", "金额超过两位小数"),
        (label, "4", "birth_date", "出生日期在将来"),
        (label, "2", "household_id", "这一户没有成员"),
    ]
    assert done.manifest["sources"] == [{"database": label, "query": HOMES}, {"database": label, "query": PEOPLE}]
    assert done.manifest["rows"]["person"] == {"read": 4, "kept": 2, "rejected": 2}


def test_many_rows_come_in_parts_with_their_own_numbers(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(databases, "BATCH", 2)
    many = (
        "SELECT 'P' || id AS person_id, 'H1' AS household_id, 0 - id + 4 AS monthly_income FROM ({}) AS n ORDER BY id"
    )
    numbers = " UNION ALL ".join(f"SELECT {number} AS id" for number in range(6))
    done = _import(tmp_path, url, "SELECT code AS household_id FROM homes WHERE code = 'H1'", many.format(numbers))
    assert [one["monthly_income"] for one in rows(done, "person")] == [400, 300, 200, 100, 0]
    assert [fault[1:3] for fault in faults(done)] == [("6", "monthly_income")]


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("SELECT id AS person_id, salary FROM people", "没有这一列"),
        ("SELECT id AS person_id FROM nowhere", "没有这张表"),
        ("SELEKT id FROM people", "查询"),
        ("DELETE FROM people", "查询"),
        ("CREATE TABLE mine (id TEXT)", "查询"),
        ("SELECT id AS person_id FROM people; DROP TABLE people", "查询"),
        (" ; ", "查询是空的"),
        ("SELECT born FROM people", "认不出是户、人员还是机构"),
        ("SELECT id AS person_id, home AS household_id, id AS person_id FROM people", "person_id 出现了不止一次"),
    ],
)
def test_a_query_that_cannot_be_answered_is_one_clear_error_and_changes_nothing(
    url: str, tmp_path: Path, query: str, message: str
) -> None:
    assert message in _refused(tmp_path, url, query)
    assert len(rows(_import(tmp_path, url, HOMES, PEOPLE), "person")) == 2


def test_an_answer_without_rows_is_a_table_without_rows(url: str, tmp_path: Path) -> None:
    done = _import(tmp_path, url, HOMES + " WHERE 1 = 0", PEOPLE.replace("ORDER", "WHERE 1 = 0 ORDER"))
    assert rows(done, "person") == rows(done, "household") == []
    assert done.manifest["notes"] == [f"{Database(url, ()).label}[查询{number}]：没有查到行" for number in (1, 2)]


@pytest.mark.parametrize("url", ["duckdb", "postgresql"], indirect=True)
def test_money_in_binary_fractions_is_refused_by_column_with_what_to_write(url: str, tmp_path: Path) -> None:
    said = _refused(tmp_path, url, "SELECT id AS person_id, home AS household_id, rough AS monthly_income FROM people")
    assert "月收入（monthly_income）：金额不能是 double" in said
    assert "CAST(monthly_income AS DECIMAL(16,2)) AS monthly_income" in said


def test_areas_may_be_binary_fractions_as_in_spreadsheets(url: str, tmp_path: Path) -> None:
    query = "SELECT home AS household_id, max(rough) AS floor_area_m2 FROM people GROUP BY home ORDER BY home"
    done = _import(tmp_path, url, query, PEOPLE)
    assert rows(done, "household")[0]["floor_area_m2"] == 125


def test_sqlite_keeps_types_loosely_and_each_cell_is_judged_alone(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "loose.db") as connection:
        connection.execute("CREATE TABLE p (person_id, household_id, monthly_income, boarding, sex)")
        connection.executemany(
            "INSERT INTO p VALUES (?, 'H1', ?, ?, ?)",
            [("P1", 0.1 + 0.2, 1, "女"), ("P2", "3280.50", 0, None), ("P3", 1e-9, 2, b"\xc4\xd0"), (4, 850, None, "")],
        )
    connection.close()
    done = _import(tmp_path, str(tmp_path / "loose.db"), "SELECT 'H1' AS household_id", "SELECT * FROM p")
    assert [(one["person_id"], one["monthly_income"], one["boarding"]) for one in rows(done, "person")] == [
        ("P1", 30, True),
        ("P2", 328050, False),
        ("4", 85000, None),
    ]
    assert {fault[1:] for fault in faults(done)} == {
        ("3", "monthly_income", "不是数字"),
        ("3", "boarding", "不是是否值"),
        ("3", "sex", "有无法识别的字符，可能编码不对"),
    }


@pytest.mark.parametrize("url", ["duckdb", "postgresql"], indirect=True)
def test_days_beyond_those_python_knows_are_faults_of_their_cells(url: str, tmp_path: Path) -> None:
    query = (
        "SELECT id AS person_id, 'H1' AS household_id, day AS birth_date, CAST(day AS TIMESTAMP) AS death_date FROM "
        "(VALUES ('P1', date 'infinity'), ('P2', date '0044-03-15 (BC)'), ('P3', date '2000-01-01')) AS days (id, day)"
    )
    query = query if url.startswith("duckdb") else query.replace("(BC)", "BC")
    done = _import(tmp_path, url, "SELECT 'H1' AS household_id", query)
    assert [(one["birth_date"], one["death_date"]) for one in rows(done, "person")] == [(date(2000, 1, 1),) * 2]
    assert {fault[1:3] for fault in faults(done)} == {
        (row, column) for row in "12" for column in ("birth_date", "death_date")
    }


def test_both_queries_see_the_same_moment(postgresql: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = databases._one_query

    def after_someone_else(query: str, label: str, name: str) -> str:
        if name == "查询2":
            with psycopg.connect(postgresql) as other:
                other.execute("DELETE FROM people")
        return asked(query, label, name)

    monkeypatch.setattr(databases, "_one_query", after_someone_else)
    assert len(rows(_import(tmp_path, postgresql, HOMES, PEOPLE), "person")) == 2


SECRET = "s3cret-Pass"


@pytest.mark.parametrize(
    ("url", "message"),
    [
        (f"postgresql://anna:{SECRET}@127.0.0.1:1/city", "连不上数据库"),
        (f"postgresql://anna:{SECRET}%zz@127.0.0.1/city", "数据库地址写得不对"),
        (f"postgresql://anna:x@{SECRET}@127.0.0.1/city", "数据库地址写得不对"),
        (f"postgresql://anna:{SECRET}/x@127.0.0.1/city", "数据库地址写得不对"),
        (f"postgresql://anna@127.0.0.1:1/city?password={SECRET}", "连不上数据库"),
        (f"postgresql://anna@127.0.0.1:1/city?pasword={SECRET}", "数据库地址写得不对"),
        (f"postgresql:/anna:{SECRET}@127.0.0.1/city", "打不开这个数据库文件"),
        (f"mysql://anna:{SECRET}@127.0.0.1/city", "不认识这种数据库"),
    ],
)
def test_what_goes_wrong_is_told_without_the_password(tmp_path: Path, url: str, message: str) -> None:
    said = _refused(tmp_path, url, HOMES)
    assert message in said
    assert SECRET not in said
    assert SECRET not in repr(Database(url, (HOMES,)))


def test_a_wrong_login_or_name_is_told_in_words(postgresql: str, tmp_path: Path) -> None:
    told = psycopg.conninfo.conninfo_to_dict(postgresql)
    where = f"{told['host']}:{told.get('port', 5432)}"
    assert "没有这个数据库" in _refused(tmp_path, f"postgresql://{told['user']}@{where}/nowhere_at_all", HOMES)
    said = _refused(tmp_path, f"postgresql://nobody_here:{SECRET}@{where}/{told['dbname']}", HOMES)
    assert "数据库不让登录" in said
    assert SECRET not in said


def test_a_password_that_serves_stays_out_of_what_is_written(postgresql: str, tmp_path: Path) -> None:
    done = _import(tmp_path, f"{postgresql}&password={SECRET}", HOMES, PEOPLE)
    for path in done.folder.rglob("*"):
        assert not path.is_file() or SECRET.encode() not in path.read_bytes(), path


@pytest.mark.parametrize("content", [b"", b"person_id\nP1\n", b"SQLite format 3\x00" + b"x" * 200])
def test_a_file_that_is_no_database_is_told(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "some.db").write_bytes(content)
    _refused(tmp_path, str(tmp_path / "some.db"), "SELECT 1 AS person_id")


def test_a_query_reaches_no_file_beyond_duckdbs_own(tmp_path: Path) -> None:
    url = _duckdb(tmp_path)
    (tmp_path / "other.csv").write_text("person_id,household_id\nP1,H1\n", "utf-8")
    assert "数据库以外的文件" in _refused(tmp_path, url, f"SELECT * FROM read_csv('{tmp_path / 'other.csv'}')")
    assert "只能是一条查询" in _refused(tmp_path, url, f"COPY people TO '{tmp_path / 'out.csv'}'")
    assert not (tmp_path / "out.csv").exists()


def test_a_passwords_colons_and_ats_are_all_hidden() -> None:
    assert hidden_password("city.db") == "city.db"
    assert hidden_password("x:a:b@c@d") == "x:***@d"
