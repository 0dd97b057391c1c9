from __future__ import annotations

import csv
import json
import re
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

from minsheng.cli.monitor import command
from minsheng.monitor.store import Store
from minsheng.terms.errors import MinshengError

PACKS = Path(__file__).resolve().parents[4] / "packs"
HEAD = "indicator,division,period,value,source,note\n"


def run(tmp_path: Path, *words: str) -> Result:
    arguments = [*words, "--pack", "hangzhou", "--packs", str(PACKS), "--observations", str(tmp_path / "o")]
    return CliRunner().invoke(command, arguments)


def test_a_file_is_imported_and_what_is_wrong_or_doubtful_is_written_beside(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    rows = (
        "hz-2021.t1.3,330106,2023Q4,2.4,市人社局,\n"
        "hz-2021.t1.3,江干区,2023Q4,2.4,市人社局,\n"
        "hz-2021.t1.3,330100,2023Q4,0.02,=cmd,\n"
    )
    file.write_text(HEAD + rows, "utf-8")
    faults, aside = tmp_path / "faults.csv", tmp_path / "aside.csv"
    done = run(tmp_path, "import", str(file), "--by", "王芳", "--faults", str(faults), "--aside", str(aside))
    assert done.exit_code == 0
    assert "a.csv：3 个数：新增 1，有错 1 处，待确认 1；空着 0 格" in done.output
    assert "a.csv:3: 江干区已经撤销，2021-03-11 起分入上城区、钱塘区" in done.output
    told = list(csv.DictReader(faults.open(encoding="utf-8-sig")))
    assert [(row["类别"], row["行"]) for row in told] == [("错误", "3"), ("存疑", "4")]
    [kept] = csv.DictReader(aside.open(encoding="utf-8-sig"))
    assert (kept["indicator"], kept["value"], kept["source"]) == ("hz-2021.t1.3", "0.02", "'=cmd")
    assert "新增 1" in run(tmp_path, "import", str(aside), "--accept").output
    assert (tmp_path / "o" / "hangzhou" / "000002.parquet").is_file()


def test_strict_writes_nothing_and_fails_with_a_line_for_each_fault(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text(HEAD + "hz-2021.t1.3,330106,2023Q4,2.4,x,\nhz-2021.t1.3,330106,2023Q4,102,x,\n", "utf-8")
    done = run(tmp_path, "import", str(file), "--strict")
    assert isinstance(done.exception, MinshengError)
    assert [fault.line for fault in done.exception.faults] == [3]
    assert not (tmp_path / "o").exists()


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--period", "2023年底"), "observations.period"),
        (("--pack", "nowhere"), "pack.unknown"),
    ],
)
def test_options_that_mean_nothing_are_told(tmp_path: Path, words: tuple[str, ...], code: str) -> None:
    (tmp_path / "a.csv").write_text(HEAD, "utf-8")
    arguments = ["import", str(tmp_path / "a.csv"), "--pack", "hangzhou", "--packs", str(PACKS), *words]
    done = CliRunner().invoke(command, [*arguments, "--observations", str(tmp_path)])
    assert isinstance(done.exception, MinshengError)
    assert done.exception.faults[0].code == code


def test_a_template_is_written_for_the_quarter_and_the_districts_that_are_named(tmp_path: Path) -> None:
    out = tmp_path / "t.xlsx"
    words = ("--period", "2023Q4", "--divisions", "西湖区，330108", "--area", "幼有所育", "--out", str(out))
    done = run(tmp_path, "template", *words)
    assert done.exit_code == 0, done.output
    assert re.fullmatch(r"已写出 .*t\.xlsx：\d+ 个指标，2 个地区，\d+ 格待填\n", done.output)
    assert openpyxl.load_workbook(out).sheetnames == ["填报说明", "幼有所育"]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--out", "t.xls"), "template.out"),
        (("--out", "t.xlsx", "--divisions", "江干区"), "observations.redrawn"),
        (("--out", "t.xlsx", "--area", "x"), "template.area"),
    ],
)
def test_a_template_that_cannot_be_made_is_told(tmp_path: Path, words: tuple[str, ...], code: str) -> None:
    done = run(tmp_path, "template", *words)
    assert isinstance(done.exception, MinshengError)
    assert done.exception.faults[0].code == code
    assert list(tmp_path.iterdir()) == []


def test_what_a_bulletin_proposes_enters_only_where_a_person_said_yes(tmp_path: Path) -> None:
    bulletin, file = tmp_path / "b.txt", tmp_path / "p.csv"
    bulletin.write_text("2023年某市统计公报\n\n森林覆盖率66.8%。义务教育巩固率为100%。粮食产量3万吨。\n", "utf-8")
    words = ("read", str(bulletin), "--pack", "hangzhou", "--packs", str(PACKS), "--out", str(file))
    done = CliRunner().invoke(command, words)
    assert "对上指标 2 个数（2 个名称相同，0 个相近），没有对上 1 个" in done.output
    assert not (tmp_path / "o").exists()
    rows = file.read_text("utf-8-sig").splitlines()
    file.write_text("\n".join([rows[0], "是" + rows[1], rows[2]]) + "\n", "utf-8-sig")
    done = run(tmp_path, "accept", str(file), "--by", "王芳")
    assert "p.csv：1 个数：新增 1" in done.output
    assert "p.csv：1 个数没有标“是”，没有收" in done.output
    [row] = Store(tmp_path / "o" / "hangzhou").observations()
    assert (row.indicator, row.value, row.source) == ("hz-2021.t2.28", Decimal("66.8"), "2023年某市统计公报 第3行")


def test_a_file_that_proposes_nothing_is_no_file_to_accept(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(HEAD + "hz-2021.t1.3,330106,2023Q4,2.4,x,\n", "utf-8")
    done = run(tmp_path, "accept", str(tmp_path / "a.csv"), "--by", "王芳")
    assert isinstance(done.exception, MinshengError)
    assert done.exception.faults[0].code == "observations.not-proposed"


def test_a_bulletin_is_told_as_json_too(tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_text("2023年某市统计公报\n\n森林覆盖率66.8%。\n", "utf-8")
    words = ("read", str(tmp_path / "b.txt"), "--pack", "hangzhou", "--packs", str(PACKS), "--json")
    told = json.loads(CliRunner().invoke(command, words).output)
    assert (told["period"], told["proposals"][0]["indicator"]) == ("2023", "hz-2021.t2.28")


def test_figures_by_old_districts_are_restated_to_a_file_that_is_imported(tmp_path: Path) -> None:
    old, out = tmp_path / "old.csv", tmp_path / "new.csv"
    rows = "hz-2021.t2.36,下城区,2020,4,年鉴,\nhz-2021.t2.36,拱墅区,2020,6,年鉴,\nhz-2021.t2.36,余杭区,2020,9,年鉴,\n"
    old.write_text(HEAD + rows, "utf-8")
    words = ("restate", str(old), "--pack", "hangzhou", "--packs", str(PACKS), "--out", str(out))
    done = CliRunner().invoke(command, words)
    assert "new.csv：1 个数；不知道的 5 个" in done.output
    assert "合起来知道：杭州书房 2020 余杭区+临平区：9（就是原余杭区）" in done.output
    assert "新增 1" in run(tmp_path, "import", str(out)).output
    [row] = Store(tmp_path / "o" / "hangzhou").observations()
    assert (row.division, row.value, row.note) == ("330105", Decimal(10), "原下城区、原拱墅区之和")


def test_every_figure_a_cell_had_is_shown_with_who_and_why(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    for value, more in (("2.4", ()), ("2.6", ("--because", "漏了两个街道"))):
        file.write_text(HEAD + f"hz-2021.t1.3,330106,2023Q4,{value},市人社局,\n", "utf-8")
        run(tmp_path, "import", str(file), "--by", "王芳", *more)
    shown = run(tmp_path, "entries", "hz-2021.t1.3", "--division", "西湖区", "--period", "2023Q4").output.splitlines()
    assert shown[0] == "城镇登记失业率（hz-2021.t1.3）：1 格"
    assert shown[1].startswith("西湖区 2023Q4：2.6　市人社局　王芳")
    assert shown[1].endswith("更正：漏了两个街道")
    assert shown[2].startswith("　　已被更正：西湖区 2023Q4：2.4　市人社局　王芳")
    told = json.loads(run(tmp_path, "entries", "城镇登记失业率", "--json").output)
    assert [(row["value"], row["in_force"], row["batch"]) for row in told] == [("2.4", False, 1), ("2.6", True, 2)]
    assert run(tmp_path, "entries", "hz-2021.t1.3", "--period", "2020").output.splitlines()[0].endswith("0 格")
    done = run(tmp_path, "entries", "nothing")
    assert isinstance(done.exception, MinshengError)
