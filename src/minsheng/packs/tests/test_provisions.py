from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from minsheng.packs.check import check_folder
from minsheng.packs.load import load
from minsheng.packs.model import Condition
from minsheng.packs.tests.samples import write_good
from minsheng.packs.tests.test_schema import errors

PROVISION = """\
provisions:
- id: canteen-seats
  name: 社区食堂的座位
  area: elder-care
  source: ls-2021 专栏2.3
  since: 2021-01-01
  by: 2023-12-31
  applies_to:
  - kind == "canteen"
  - {when: rural, text: 在农村}
  must: capacity >= elderly / 10
  unit: 个
"""


def test_a_provision_loads_with_its_lines_and_is_without_fault(tmp_path: Path) -> None:
    loaded = load(write_good(tmp_path, provisions=PROVISION))
    (provision,) = loaded.pack.provisions
    assert provision.applies_to == (Condition('kind == "canteen"'), Condition("rural", "在农村"))
    assert (provision.must, provision.unit, provision.by) == ("capacity >= elderly / 10", "个", date(2023, 12, 31))
    (row,) = loaded.rows["provisions"]
    assert [row.line_of(at) for at in ("applies_to.1.when", "must")] == [10, 11]
    assert check_folder(tmp_path / "lakeside") == []


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        ("area: elder-care", "area: eldercare", "pack.unknown-area", 4),
        ("source: ls-2021", "source: ls-2022", "pack.unknown-document", 5),
        ("by: 2023-12-31", "by: 2020-12-31", "pack.reversed-dates", 7),
        ('  applies_to:\n  - kind == "canteen"\n  - {when: rural', "  applies_to: []\n  #", "pack.no-conditions", 8),
        ("  unit: 个\n", "", "pack.missing-field", 2),
    ],
)
def test_a_faulty_provision_is_told_with_its_line(tmp_path: Path, old: str, new: str, code: str, line: int) -> None:
    assert old in PROVISION
    write_good(tmp_path, provisions=PROVISION.replace(old, new))
    assert (code, line) in [(fault.code, fault.line) for fault in check_folder(tmp_path / "lakeside")]


def test_the_schema_knows_provisions() -> None:
    assert errors(PROVISION) == []
    assert errors(PROVISION.replace("must:", "ought:")) != []
