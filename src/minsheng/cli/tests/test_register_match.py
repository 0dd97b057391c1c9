"""``minsheng register match`` as an office uses it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from minsheng.cli.main import cli

LEFT = "编号,姓名,性别,出生日期,电话\na1,李建国,男,1955-03-08,13800000002\na2,陈芳,女,1990-02-30,\n"
RIGHT = "编号,姓名,性别,出生日期,电话\nb1,李建国,男,1955-03-08,13800000002\n"


def test_two_lists_are_matched_and_a_cell_that_cannot_be_right_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "left.csv").write_text(LEFT, "utf-8")
    (tmp_path / "right.csv").write_text(RIGHT, "utf-8")
    command = ["register", "match", "left.csv", "right.csv", "--out", "out"]
    found = CliRunner().invoke(cli, command)
    assert found.exit_code == 0, found.output
    assert "关联 1 对：身份证号相同 0，各项相符 1，人工判断 0" in found.stdout
    assert "没有对上：left.csv 1 条，right.csv 0 条" in found.stdout
    assert "没有这一天（读到：1990-02-30" in found.stderr
    summary = json.loads((tmp_path / "out" / "summary.json").read_text("utf-8"))
    assert summary["linked"] == {"identity": 0, "model": 1, "person": 0}
