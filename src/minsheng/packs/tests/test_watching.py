from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from minsheng.packs.check import check_folder
from minsheng.packs.load import load
from minsheng.packs.tests.samples import write_good
from minsheng.packs.tests.test_schema import errors
from minsheng.packs.write import rows_text

WATCHING = """\
weights:
- {id: elder-care, weight: 2, source: ls-2021 专栏2.3}
- {id: ls-2021.t1.4, weight: 0.5, assumed: 口径还在变}
warnings:
- id: few-points
  name: 助餐点没跟上
  watches: ls-2021.t1.4
  every: year
  of: parts
  when: value < expected
  text: 低于进度
  level: yellow
  owner: 民政局
  days: 30
  action: 查明原因
  source: ls-2021 专栏2.3
  since: 2021-01-01
  until: 2025-12-31
  assumed: 期限是定的
"""


def test_weights_and_warnings_load_without_fault(tmp_path: Path) -> None:
    pack = load(write_good(tmp_path, watching=WATCHING)).pack
    assert [(one.id, one.weight) for one in pack.weights] == [
        ("elder-care", Decimal(2)),
        ("ls-2021.t1.4", Decimal("0.5")),
    ]
    (rule,) = pack.warnings
    assert (rule.watches, rule.level, rule.days, rule.of, rule.every) == (
        "ls-2021.t1.4",
        "yellow",
        30,
        "parts",
        "year",
    )
    assert check_folder(tmp_path / "lakeside") == []


def test_what_was_written_reads_back_the_same(tmp_path: Path) -> None:
    pack = load(write_good(tmp_path / "one", watching=WATCHING)).pack
    text = rows_text({"weights": pack.weights, "warnings": pack.warnings})
    assert load(write_good(tmp_path / "two", watching=text)).pack == pack


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        ("id: elder-care", "id: eldercare", "pack.unknown-member", 2),
        ("weight: 0.5", "weight: -1", "pack.weight", 3),
        (", assumed: 口径还在变", "", "pack.weight-source", 3),
        ("source: ls-2021 专栏2.3}", "source: ls-2021 专栏2.3, assumed: 也是定的}", "pack.weight-source", 2),
        ("watches: ls-2021.t1.4", "watches: ls-2021.t1.5", "pack.unknown-member", 7),
        ("level: yellow", "level: purple", "pack.type", 12),
        ("days: 30", "days: 0", "pack.days", 14),
        ("source: ls-2021 专栏2.3\n  since", "source: ls-2022 专栏2.3\n  since", "pack.unknown-document", 16),
        ("until: 2025-12-31", "until: 2020-12-31", "pack.reversed-dates", 18),
    ],
)
def test_a_fault_of_monitoring_is_told_with_its_line(tmp_path: Path, old: str, new: str, code: str, line: int) -> None:
    assert old in WATCHING
    write_good(tmp_path, watching=WATCHING.replace(old, new))
    assert (code, line) in [(fault.code, fault.line) for fault in check_folder(tmp_path / "lakeside")]


def test_the_schema_knows_weights_and_warnings() -> None:
    assert errors(WATCHING) == []
    assert errors(WATCHING.replace("level: yellow", "level: purple")) != []
