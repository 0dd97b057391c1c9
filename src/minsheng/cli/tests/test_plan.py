from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from minsheng.cli.main import cli, main
from minsheng.cli.plan import show_progress

PLAN = "表1 指标\n序号\t指标\t2020年\t2025年\n1\t托位数（个）\t2.0\t≥4.6\n3\t入学率（%）\t98\t99\n"


def test_reading_a_plan_writes_three_files_and_prints_the_summary(tmp_path: Path) -> None:
    (tmp_path / "plan.txt").write_text(PLAN, "utf-8")
    result = CliRunner().invoke(cli, ["plan", "read", str(tmp_path / "plan.txt"), "--out", str(tmp_path / "out")])
    assert result.exit_code == 0
    assert len((tmp_path / "out" / "indicators.jsonl").read_text("utf-8").splitlines()) == 2
    assert ["指标行", "2"] in [line.split() for line in result.output.splitlines()]
    assert "第 4 行  入学率：序号从 1 跳到 3" in result.output


def test_a_bad_file_exits_with_2_one_clear_line_and_no_output(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "plan.txt").write_bytes(b"\x89PNG\r\n\x1a\n0000")
    monkeypatch.setattr(sys, "argv", ["minsheng", "plan", "read", str(tmp_path / "plan.txt"), "--out", "out"])
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as stopped:
        main()
    told = capsys.readouterr().err.splitlines()
    assert stopped.value.code == 2
    assert len(told) == 1
    assert "plan.txt: 这是一张图片" in told[0]
    assert not (tmp_path / "out").exists()


def test_the_group_lists_its_commands() -> None:
    assert "read" in CliRunner().invoke(cli, ["plan", "--help"]).output


def test_progress_is_rewritten_in_place_and_ends_with_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    show_progress("页", 1, 2)
    show_progress("页", 2, 2)
    assert capsys.readouterr().err.count("\r") == 2


def test_reading_a_plan_does_not_load_the_web_framework(tmp_path: Path) -> None:
    (tmp_path / "plan.txt").write_text(PLAN, "utf-8")
    code = (
        "import sys; from minsheng.plans.read import read_plan; "
        f"read_plan({str(tmp_path / 'plan.txt')!r}); "
        "sys.exit(any(name in sys.modules for name in ('django', 'pdfplumber', 'docx')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
