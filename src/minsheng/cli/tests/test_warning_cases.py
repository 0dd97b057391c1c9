"""``minsheng pack check`` and ``pack test`` look at warnings too."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from minsheng.cli.pack import command
from minsheng.cli.tests.test_monitor_equity import WATCHING
from minsheng.packs.tests.samples import write_good

CASE = """\
warning_cases:
- name: 落后的预警
  warning: few-points
  at: 2023
  division: "330122"
  figures: {2020: 1, 2023: 1.1}
  outcome: opens
"""


def test_check_tells_a_faulty_condition_with_its_line(tmp_path: Path) -> None:
    folder = write_good(tmp_path, watching=WATCHING.replace("value < expected", "value < expcted"))
    done = CliRunner().invoke(command, ["check", str(folder)])
    assert done.exit_code == 2
    assert "lakeside/watching.yaml:9: few-points：没有 expcted 这个名字（读到：expcted；应为：expected）" in done.output


def test_test_runs_the_cases_of_warnings_and_says_what_is_wanting(tmp_path: Path) -> None:
    folder = write_good(tmp_path, watching=WATCHING)
    (folder / "cases").mkdir()
    (folder / "cases" / "warnings.yaml").write_text(CASE, "utf-8")
    done = CliRunner().invoke(command, ["test", "lakeside", "--packs", str(tmp_path)])
    assert done.exit_code == 0
    assert "few-points 还没有这样的案例：不预警、说不准" in done.output
    assert "共 1 个案例，全部相符。" in done.output


def test_a_case_that_does_not_come_out_is_a_failure_with_its_line(tmp_path: Path) -> None:
    folder = write_good(tmp_path, watching=WATCHING)
    (folder / "cases").mkdir()
    (folder / "cases" / "warnings.yaml").write_text(CASE.replace("outcome: opens", "outcome: quiet"), "utf-8")
    done = CliRunner().invoke(command, ["test", "lakeside", "--packs", str(tmp_path), "--json"])
    assert done.exit_code == 2
    (failure,) = json.loads(done.output)["failures"]
    assert (failure["line"], failure["message"]) == (2, "few-points 应为不预警，得到应预警")
