from __future__ import annotations

import csv
import json
import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner

from minsheng.cli.main import main
from minsheng.cli.register import command
from minsheng.terms.errors import MinshengError


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("household.csv").write_text("household_id,division\nH1,330106\n", "utf-8")
    Path("person.csv").write_text("person_id,household_id,monthly_income\nP1,H1,850\nP2,H1,850.125\n", "utf-8")
    return tmp_path


IMPORT = ["import", "household.csv", "person.csv", "--date", "2021-12-31", "--out", "register"]


def test_import_says_what_was_kept_and_shows_each_fault(files: Path) -> None:
    done = CliRunner().invoke(command, IMPORT)
    assert done.exit_code == 0
    assert "人员：读入 2 行，保留 1 行，拒收 1 行" in done.stdout
    assert "person.csv:3: 月收入（monthly_income）：金额超过两位小数（读到：850.125；" in done.stderr


def test_strict_import_exits_with_2_and_leaves_no_trace(
    files: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["minsheng", "register", *IMPORT, "--strict"])
    with pytest.raises(SystemExit) as caught:
        main()
    assert caught.value.code == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert list((files / "register").iterdir()) == []


def test_show_prints_the_household_as_json_and_quality_prints_every_field(files: Path) -> None:
    CliRunner().invoke(command, IMPORT)
    shown = CliRunner().invoke(command, ["show", "register", "--person", "P1"])
    assert json.loads(shown.stdout)["persons"] == [
        {"person_id": "P1", "household_id": "H1", "monthly_income": "850.00"}
    ]
    judged = CliRunner().invoke(command, ["quality", "register", "--at", "2021-12-31", "--json"])
    income = next(field for field in json.loads(judged.stdout)["fields"] if field["name"] == "monthly_income")
    assert (income["complete"], income["valid"], income["age_days"]) == (1.0, 0.5, 0)
    assert "月收入 monthly_income" in CliRunner().invoke(command, ["quality", "register"]).stdout


def test_an_unknown_person_is_an_error_in_words(files: Path) -> None:
    CliRunner().invoke(command, IMPORT)
    shown = CliRunner().invoke(command, ["show", "register", "--person", "P9"])
    assert "登记数据里没有这个人" in str(shown.exception)


def test_synthesise_says_that_it_is_made_up_and_compares_when_asked(tmp_path: Path) -> None:
    asked = ["synthesise", "--division", "330100", "--people", "2000", "--out", str(tmp_path / "city")]
    done = CliRunner().invoke(command, [*asked, "--compare"])
    assert done.exit_code == 0, done.output
    assert "2000 人（合成数据，非真实人口）" in done.stdout
    assert "  萧山区 常住人口" in done.stdout
    assert (
        "登记快照 2021-12-31（合成数据，非真实人口）"
        in CliRunner().invoke(command, ["quality", str(tmp_path / "city")]).stdout
    )


def test_import_asks_a_database_beside_the_files(files: Path) -> None:
    with sqlite3.connect("people.db") as connection:
        connection.execute("CREATE TABLE people AS SELECT 'P1' AS id, 'H1' AS home, '850.00' AS income")
    connection.close()
    query = "SELECT id AS person_id, home AS household_id, income AS monthly_income FROM people"
    asked = ["--database", "people.db", "--sql", query]
    done = CliRunner().invoke(command, ["import", "household.csv", *asked, "--date", "2021-12-31", "--out", "register"])
    assert done.exit_code == 0, done.output
    assert "人员：读入 1 行，保留 1 行，拒收 0 行" in done.stdout


@pytest.mark.parametrize("half", [["--sql", "SELECT 1"], ["--database", "people.db"], []])
def test_import_without_what_to_read_exits_with_2(
    files: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], half: list[str]
) -> None:
    monkeypatch.setattr(
        "sys.argv", ["minsheng", "register", "import", *half, "--date", "2021-12-31", "--out", "register"]
    )
    with pytest.raises(SystemExit) as caught:
        main()
    assert caught.value.code == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_the_sharing_list_is_printed_written_and_given_as_data(files: Path) -> None:
    told = CliRunner().invoke(command, ["sharing", "--pack", "hangzhou"])
    assert "人员·烈属 martyr_family（敏感个人信息）：判断该不该给，1 条规则" in told.stdout
    written = CliRunner().invoke(command, ["sharing", "--pack", "hangzhou", "--csv", "list.csv", "--json"])
    rows = json.loads(written.stdout)["fields"]
    with Path("list.csv").open(encoding="utf-8-sig", newline="") as file:
        table = list(csv.DictReader(file))
    assert [row["field"] for row in rows] == [row["字段"] for row in table]
    veteran = next(row for row in rows if row["field"] == "veteran")
    assert veteran["owner"]["name"] == "退役军人事务部门"
    assert {"id": "veterans-placement", "name": "退役士兵安排工作", "uses": ["condition"]} in veteran["rules"]


def test_margins_are_those_of_a_made_up_city_alone(files: Path) -> None:
    CliRunner().invoke(command, ["synthesise", "--division", "330100", "--people", "500", "--out", "city"])
    told = CliRunner().invoke(command, ["margins", "city"])
    assert "合成数据与公布数据对照（2021-12-31，合成数据非真实人口）" in told.stdout
    data = json.loads(CliRunner().invoke(command, ["margins", "city", "--json"]).stdout)
    assert data["synthetic"]
    assert data["margins"][0]["what"] == "常住人口"
    CliRunner().invoke(command, IMPORT)
    assert "不是合成的城市" in str(CliRunner().invoke(command, ["margins", "register"]).exception)


def test_a_city_is_made_up_by_its_pack(tmp_path: Path) -> None:
    out = str(tmp_path / "city")
    found = CliRunner().invoke(command, ["synthesise", "--pack", "hangzhou", "--people", "200", "--out", out])
    assert found.exit_code == 0, found.output
    assert "200 人（合成数据" in found.stdout


def test_a_city_nobody_named_is_asked_for(tmp_path: Path) -> None:
    found = CliRunner().invoke(command, ["synthesise", "--people", "200", "--out", str(tmp_path / "city")])
    assert isinstance(found.exception, MinshengError)
    assert "说明合成哪座城市" in str(found.exception)
