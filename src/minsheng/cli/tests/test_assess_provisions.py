from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
from click.testing import CliRunner

from minsheng.assess.provisions import PROVISIONS
from minsheng.cli.assess import command
from minsheng.register.importing import import_files

LIBRARIES = """\
institution_id,kind,division,books,population,open_hours_week
L1,library,330106,600000,1000000,60
L2,library,330106,1202,1001,59.5
L3,library,330127,,1001,60
"""


def test_assess_tells_and_writes_who_meets_the_provisions(tmp_path: Path) -> None:
    (tmp_path / "libraries.csv").write_text(LIBRARIES, "utf-8")
    (tmp_path / "homes.csv").write_text("household_id,division\nH1,330106\n", "utf-8")
    (tmp_path / "people.csv").write_text("person_id,household_id,birth_date\nP1,H1,1990-01-01\n", "utf-8")
    files = [tmp_path / f"{name}.csv" for name in ("libraries", "homes", "people")]
    register, out = tmp_path / "register", tmp_path / "out"
    import_files(files, day=date(2021, 12, 31), register=register, strict=True)
    asked = ["--pack", "hangzhou", "--month", "2021-12", "--register", str(register), "--out", str(out)]
    result = CliRunner().invoke(command, asked, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    assert "区、县（市）图书馆藏书：达到 1，不足 1；说不准 1" in result.output
    assert "公共图书馆每周开放时间：达到 2，不足 1\n" in result.output
    told = {one["provision"]: one for one in json.loads((out / "summary.json").read_text("utf-8"))["provisions"]}
    assert [told["library-hours"][outcome] for outcome in ("met", "short", "unknown")] == [2, 1, 0]
    assert told["library-books"]["missing"] == [{"field": "books", "count": 1}]
    table = pq.read_table(out / "provisions.parquet")
    assert table.schema.equals(PROVISIONS)
    assert table.num_rows == sum(one["met"] + one["short"] + one["unknown"] for one in told.values())
