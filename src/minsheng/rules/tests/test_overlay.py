"""A changed copy of a pack's rules: what it may be, and what is said of one that cannot be used."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from minsheng.packs.load import Loaded, load_all
from minsheng.rules.overlay import MOST_BYTES, changed_by_text, changed_program
from minsheng.rules.program import load_program
from minsheng.terms.errors import MinshengError

PACK = """\
id: lakeside
name: 湖滨市
name_en: Lakeside
division: "330100"
level: city
parameters:
- id: line
  name: 补助线
  unit: 元/月
  values: [{since: 2020-01-01, value: 1000, source: ls-2021 表1.1}]
"""
CARE = """\
benefits:
- {id: care, name: 护理补贴, area: support, kind: cash, each: month, serves: person, source: ls-2021 专栏1.1,
   since: 2021-01-01, owed: "disability_grade == 1", amount: "100"}
"""
AID = CARE.replace("id: care", "id: aid").replace("disability_grade == 1", "owed('care') or monthly_income < line")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    home = tmp_path / "packs" / "lakeside"
    home.mkdir(parents=True)
    (home / "pack.yaml").write_text(PACK, "utf-8")
    (home / "care.yaml").write_text(CARE, "utf-8")
    (home / "aid.yaml").write_text(AID, "utf-8")
    return home.parent


@pytest.fixture
def packs(root: Path) -> dict[str, Loaded]:
    return load_all(root)


def conditions(packs: dict[str, Loaded], overlay: Path) -> dict[str, str]:
    program = changed_program("lakeside", packs, overlay)
    assert program.pack == "lakeside"
    return {rule.benefit.id: rule.benefit.owed[0].when for rule in program.rules}


def test_a_file_takes_the_place_of_the_rules_it_names_and_leaves_the_others(
    packs: dict[str, Loaded], tmp_path: Path
) -> None:
    (tmp_path / "rules.yaml").write_text(CARE.replace("== 1", "in (1, 2)"), "utf-8-sig")
    assert conditions(packs, tmp_path / "rules.yaml") == {
        "care": "disability_grade in (1, 2)",
        "aid": "owed('care') or monthly_income < line",
    }
    assert {rule.benefit.owed[0].when for rule in load_program("lakeside", packs).rules} >= {"disability_grade == 1"}


def test_a_copy_of_the_folder_and_a_pack_below_it_serve_too(
    packs: dict[str, Loaded], root: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(root / "lakeside", copy)
    (copy / "care.yaml").write_text(CARE.replace("== 1", "== 2"), "utf-8")
    assert conditions(packs, copy)["care"] == "disability_grade == 2"
    (copy / "aid.yaml").unlink()
    (copy / "pack.yaml").write_text(
        PACK.partition("parameters:")[0].replace("id: lakeside", "id: ward") + "parent: lakeside\n"
    )
    assert conditions(packs, copy) == {
        "care": "disability_grade == 2",
        "aid": "owed('care') or monthly_income < line",
    }


def test_figures_may_be_changed_beside_rules(packs: dict[str, Loaded]) -> None:
    text = PACK.partition("parameters:")[2].replace("1000", "1200")
    program = changed_by_text("lakeside", packs, f"parameters:{text}", file="mine.yaml")
    assert program.parameters["line"].figures[0].value == 120_000


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "mine.yaml:1: 里面没有规则"),
        ("benefits: []\n", "mine.yaml:1: 里面没有规则"),
        ("- id: care\n", "mine.yaml:1: 文件的最外层应是键值"),
        (CARE + "areas:\n- {id: a, name: 区, name_en: A}\n", "areas 不能在测算里改"),
        (CARE.replace("disability_grade == 1", "owed('aid')"), "规则绕成了一个圈"),
        (CARE.replace("disability_grade == 1", "__import__('os')"), "mine.yaml"),
        (CARE + CARE.partition("\n")[2], "care 用了两次"),
    ],
)
def test_what_cannot_be_used_is_told_with_the_place_in_the_file(packs: dict[str, Loaded], text: str, said: str) -> None:
    with pytest.raises(MinshengError) as caught:
        changed_by_text("lakeside", packs, text, file="mine.yaml")
    assert said in str(caught.value)
    assert "changed-copy" not in str(caught.value)


def test_files_that_cannot_be_read_and_strange_packs_are_refused(
    packs: dict[str, Loaded], root: Path, tmp_path: Path
) -> None:
    (tmp_path / "gbk.yaml").write_bytes("# 规则\n".encode("gbk"))
    (tmp_path / "long.yaml").write_text("#" * (MOST_BYTES + 1), "utf-8")
    strange = tmp_path / "strange"
    shutil.copytree(root / "lakeside", strange)
    (strange / "pack.yaml").write_text(PACK.replace("id: lakeside", "id: hilltop"), "utf-8")
    (tmp_path / "empty").mkdir()
    for name, said in (
        ("none.yaml", "读不了这个文件"),
        ("gbk.yaml", "文件不是 UTF-8 编码"),
        ("long.yaml", "文件太大"),
        ("strange", "这不是 lakeside 的副本"),
        ("empty", "文件夹里没有 pack.yaml"),
    ):
        with pytest.raises(MinshengError, match=said):
            changed_program("lakeside", packs, tmp_path / name)
