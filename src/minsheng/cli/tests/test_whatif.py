"""``minsheng whatif`` on the small pack and its twelve households."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from minsheng.assess.whatif.tests.lakeside import lakeside, register
from minsheng.cli.main import cli
from minsheng.terms.errors import MinshengError


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("lakeside")
    lakeside(folder)
    register(folder)
    (folder / "line.yaml").write_text("line: {330100: 1200, 330127: 800}\n", "utf-8")
    return folder


def run(place: Path, *more: str) -> Result:
    register_, packs = place / "register", place / "packs"
    head = ["whatif", "--pack", "lakeside", "--month", "2021-12", "--register", str(register_), "--packs", str(packs)]
    return CliRunner().invoke(cli, [*head, *more])


def test_tables_in_plain_chinese_with_the_two_thirds_rule(place: Path) -> None:
    result = run(
        place, "--parameters", str(place / "line.yaml"), "--revenue-before", "100000", "--revenue-after", "130,000"
    )
    assert result.exit_code == 0
    assert "补助线（元/月）：杭州市 1000、淳安县 800 → 杭州市 1200、淳安县 800" in result.output
    rows = [line.split() for line in result.output.splitlines()]
    assert ["市、区财政", "每月", "1,900.00", "2,700.01", "+800.01"] in rows
    assert ["第2组", "700–700", "2", "1", "400.00", "0", "—", "0"] in rows
    assert "按月发的差额×12 = 9,600.12 元" in result.output
    assert "hz-2021 十二(三)1" in result.output
    assert "其余 10,399.88 元还要用于别的民生支出" in result.output
    assert "测算，不改动规则包" in result.output


def test_json_and_tables_say_the_same(place: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    result = run(place, "--parameters", str(place / "line.yaml"), "--json", "--out", str(out))
    assert result.exit_code == 0
    told = json.loads(result.output)
    assert told == json.loads((out / "whatif.json").read_text("utf-8"))
    assert [one["benefit"] for one in told["benefits"]] == ["support", "bus"]
    assert told["two_thirds"] is None


def test_a_changed_copy_of_the_pack_as_a_folder(place: Path, tmp_path: Path) -> None:
    copy = tmp_path / "lakeside"
    copy.mkdir()
    for path in (place / "packs" / "lakeside").rglob("*.yaml"):
        (copy / path.name).write_text(path.read_text("utf-8").replace('"100"', '"120"'), "utf-8")
    result = run(place, "--rules", str(copy), "--json")
    told = json.loads(result.output)
    assert told["changed"]["rules"] == ["care"]
    assert told["totals"][0]["difference"]["amount"] == "40.00"


def test_figures_the_plan_does_not_print_can_hold_before_and_after(place: Path, tmp_path: Path) -> None:
    for name, value in (("now", 300), ("then", 450)):
        (tmp_path / f"{name}.yaml").write_text(f"school_money: {value}\n", "utf-8")
    result = run(
        place, "--present", str(tmp_path / "now.yaml"), "--parameters", str(tmp_path / "then.yaml"), "--json"
    )  # fmt: skip
    told = json.loads(result.output)
    assert [(one["before"]["amount"], one["after"]["amount"]) for one in told["totals"]] == [("600.00", "900.00")]
    assert told["yearly"]["year"] == "300.00"


def test_a_changed_rule_with_its_own_figure_and_another_one_set_beside_it(place: Path, tmp_path: Path) -> None:
    (tmp_path / "rules.yaml").write_text(
        "parameters:\n- id: line\n  name: 补助线\n  unit: 元/月\n"
        '  values: [{since: 2020-01-01, division: "330100", value: 1200, source: ls-2021 表1.1}]\n',
        "utf-8",
    )
    (tmp_path / "school.yaml").write_text("school_money: 300\n", "utf-8")
    result = run(
        place, "--rules", str(tmp_path / "rules.yaml"), "--parameters", str(tmp_path / "school.yaml"), "--json"
    )
    told = json.loads(result.output)
    assert [one["parameter"] for one in told["changed"]["parameters"]] == ["line", "school_money"]
    assert {one["benefit"] for one in told["benefits"]} == {"support", "bus", "pupils"}


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ([], "说明改什么"),
        (["--parameters", "line.yaml", "--revenue-before", "1"], "两年的可用财力要一起给"),
        (["--parameters", "line.yaml", "--revenue-before", "many", "--revenue-after", "2"], "财力应是元"),
        (["--rules", "missing.yaml"], "读不了这个文件"),
        (["--rules", "line.yaml"], "没有 line 这个列表"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_written(place: Path, more: list[str], said: str, tmp_path: Path) -> None:
    given = [str(place / one) if one.endswith(".yaml") else one for one in more]
    result = run(place, *given, "--out", str(tmp_path / "out"))
    assert isinstance(result.exception, MinshengError)
    assert said in str(result.exception)
    assert not list(tmp_path.iterdir())
