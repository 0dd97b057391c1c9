"""A province and two of its cities whose plans name one thing in several ways."""

from __future__ import annotations

from pathlib import Path

PACK = """\
id: {id}
name: {name}
name_en: {id}
division: "{division}"
level: {level}
{parent}documents:
- {{id: {id}-2021, title: {name}公共服务规划, since: 2021-01-01, until: 2025-12-31}}
areas:
- {{id: support, name: 弱有所扶, name_en: Support}}
"""

ROW = """\
- id: {id}
  name: {name}
  unit: "{unit}"
  source: {document} 表1.{row}
  values:
  - {{kind: actual, year: 2020, value: 2}}
  - {{kind: target, year: 2025, value: {target}}}
"""

HAND = """\
matches:
# Read by two people.
- id: childcare
  name: 托位
  members: [north.1, north.2, north.3]
  state: proposed
  because: 说的都是托位，口径待核
- id: beds
  name: 床位
  members: [north.4, north.3]
  state: refused
  because: 床位不是托位
  by: 项目组
  on: 2026-01-02
"""

UPWARDS = "province.1--north.4"
NORTH_SOUTH = "north.5--south.1"


def _rows(document: str, *rows: tuple[str, str, str, int]) -> str:
    told = [
        ROW.format(id=id, name=name, unit=unit, document=document, row=number, target=target)
        for number, (id, name, unit, target) in enumerate(rows, start=1)
    ]
    return "indicators:\n" + "".join(told)


def write_region(root: Path) -> None:
    """Three packs: in the north a cluster written by hand; the names propose one pair upwards and one across."""
    for id, name, division, level, parent in (
        ("country", "全国", "100000", "country", ""),
        ("province", "某省", "330000", "province", "parent: country\n"),
        ("north", "北市", "330100", "city", "parent: province\n"),
        ("south", "南市", "330800", "city", "parent: province\n"),
    ):
        (root / id).mkdir(parents=True)
        text = PACK.format(id=id, name=name, division=division, level=level, parent=parent)
        (root / id / "pack.yaml").write_text(text, "utf-8")
    north = (
        ("north.1", "每千人口托位数", "个", 4),
        ("north.2", "每千人拥有婴幼儿托位", "个", 5),
        ("north.3", "新建托位", "个", 600),
        ("north.4", "护理型床位占比", "%", 60),
        ("north.5", "公共图书馆藏书量", "册", 9),
    )
    (root / "north" / "rows.yaml").write_text(_rows("north-2021", *north), "utf-8")
    (root / "north" / "matches.yaml").write_text(HAND, "utf-8")
    (root / "south" / "rows.yaml").write_text(_rows("south-2021", ("south.1", "公共图书馆藏书量", "册", 8)), "utf-8")
    (root / "province" / "rows.yaml").write_text(
        _rows("province-2021", ("province.1", "护理型床位比例", "%", 58)), "utf-8"
    )
