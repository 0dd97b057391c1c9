from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from minsheng.cli.monitor import command
from minsheng.terms.errors import MinshengError

PACKS = Path(__file__).resolve().parents[4] / "packs"


def run(tmp_path: Path, *words: str) -> Result:
    shared = ("--pack", "hangzhou", "--packs", str(PACKS), "--year", "2023", "--observations", str(tmp_path))
    return CliRunner().invoke(command, ["inventory", *words, *shared])


def told(tmp_path: Path, item: str) -> dict[str, object]:
    rows = json.loads(run(tmp_path, "show", "--json").output)
    return next(row for row in rows if row["item"] == item)


def test_one_item_is_reported_and_shown(tmp_path: Path) -> None:
    words = ("report", "vaccination", "--state", "已落实", "--evidence", "接种率99.2%", "--owner", "市卫健委")
    assert "已记下 2 条" in run(tmp_path, *words, "--due", "2023-12-15", "--by", "王芳").output
    row = told(tmp_path, "vaccination")
    assert (row["state"], row["owner"], row["due"], row["by"]) == ("delivered", "市卫健委", "2023-12-15", "王芳")
    shown = run(tmp_path, "show", "--state", "已落实").output
    assert "已落实　预防接种（vaccination）　市卫健委，2023-12-15 到期：接种率99.2%（王芳）" in shown
    assert "已落实 1，部分落实 0，未启动 0，没有报 " in shown
    assert "和已有的一样" in run(tmp_path, *words, "--due", "2023-12-15", "--by", "王芳").output


def test_a_sheet_is_written_filled_in_and_taken_back(tmp_path: Path) -> None:
    sheet = tmp_path / "s.csv"
    run(tmp_path, "show", "--out", str(sheet))
    with sheet.open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    rows[0] |= {"牵头单位": "市卫健委", "完成期限": "2023/12/15", "状态": "部分落实", "依据": "9 个区县"}
    with sheet.open("w", encoding="gbk", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    assert "，记下 2 条" in run(tmp_path, "import", str(sheet), "--by", "王芳").output
    row = told(tmp_path, rows[0]["事项编号"])
    assert (row["state"], row["evidence"], row["due"]) == ("partly", "9 个区县", "2023-12-15")


def test_who_has_not_reported_is_listed_by_owner(tmp_path: Path) -> None:
    run(tmp_path, "report", "vaccination", "--owner", "市卫健委", "--by", "王芳")
    run(tmp_path, "report", "maternal-health", "--owner", "市卫健委", "--due", "2023-11-01", "--state", "未启动")
    said = run(tmp_path, "remind", "--on", "2023-11-10").output
    assert "市卫健委：没有报 1 项，到期未落实 1 项" in said
    assert "  没有报　预防接种（vaccination）" in said
    assert "  未启动　孕产妇健康服务（maternal-health），2023-11-01 已过期" in said
    reminded = json.loads(run(tmp_path, "remind", "--on", "2023-11-10", "--json").output)
    assert (reminded[0]["owner"], reminded[0]["unreported"]) == ("市卫健委", ["vaccination"])


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("report", "vaccination", "--state", "差不多"), "inventory.state"),
        (("report", "vaccination", "--state", "已落实"), "inventory.evidence"),
        (("report", "vaccination", "--due", "年底"), "inventory.date"),
        (("report", "nothing", "--state", "未启动"), "inventory.item"),
        (("show", "--state", "差不多"), "inventory.state"),
        (("import", "nowhere.csv"), "inventory.no-file"),
    ],
)
def test_what_is_wrong_is_told(tmp_path: Path, words: tuple[str, ...], code: str) -> None:
    done = run(tmp_path, *words)
    assert isinstance(done.exception, MinshengError)
    assert done.exception.faults[0].code == code
