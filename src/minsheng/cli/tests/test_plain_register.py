"""``minsheng assess`` on a folder of plain tables, beside the same tables imported."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result

from minsheng.cli.main import cli
from minsheng.terms.errors import MinshengError

HOUSEHOLDS = "division,household_id,assets_over_limit\n330102,H,false\n330127,G,\n"
PERSONS = "monthly_income,person_id,household_id,birth_date\n1000,a,H,1959-05-01\n0,b,H,\n0,c,H,2012-02-29\n500,d,G,\n"


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    folder = tmp_path / "tables"
    folder.mkdir()
    (folder / "household.csv").write_text(HOUSEHOLDS, "utf-8")
    (folder / "person.csv").write_text(PERSONS, "utf-8")
    return folder


def assessed(register: Path, out: Path) -> Result:
    asked = ["assess", "--pack", "hangzhou", "--month", "2021-12", "--register", str(register), "--out", str(out)]
    return CliRunner().invoke(cli, asked)


def test_plain_tables_are_answered_as_if_they_had_been_imported(tables: Path, tmp_path: Path) -> None:
    files = [str(tables / "household.csv"), str(tables / "person.csv")]
    register = tmp_path / "register"
    CliRunner().invoke(cli, ["register", "import", *files, "--date", "2021-12-31", "--out", str(register)])
    plain, imported = tmp_path / "plain", tmp_path / "imported"
    assert assessed(tables, plain).exit_code == assessed(register, imported).exit_code == 0
    for name in ("entitlements.parquet", "unknown.parquet"):
        assert pq.read_table(plain / name).equals(pq.read_table(imported / name))
    owed = {
        (row["household_id"], row["benefit"]): row for row in pq.read_table(plain / "entitlements.parquet").to_pylist()
    }
    assert owed["H", "minimum-living"]["amount_fen"] == 230_601
    assert sorted(path.name for path in tables.iterdir()) == ["household.csv", "person.csv"]


def test_one_fault_in_plain_tables_refuses_all_and_writes_nothing(tables: Path, tmp_path: Path) -> None:
    (tables / "person.csv").write_text(PERSONS.replace("500,d", "-500,d"), "utf-8")
    result = assessed(tables, tmp_path / "out")
    assert isinstance(result.exception, MinshengError)
    assert result.exception.faults[0].code == "register.negative"
    assert not (tmp_path / "out").exists()


def test_a_folder_with_neither_snapshot_nor_tables_says_to_import(tmp_path: Path) -> None:
    result = assessed(tmp_path, tmp_path / "out")
    assert isinstance(result.exception, MinshengError)
    assert [fault.code for fault in result.exception.faults] == ["register.no-snapshot"]
