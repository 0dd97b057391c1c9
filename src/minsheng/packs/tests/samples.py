"""A small country, a city in it, and the helper that writes them to a folder."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

CN = """\
id: cn
name: 国家
name_en: National frame
division: "100000"
level: country
"""

FRAME = """\
areas:
- id: elder-care
  name: 老有所养
  name_en: Old age
  classes:
  - {id: pensions, name: 养老保险, name_en: Pensions}
groups:
- {id: elderly, name: 老年人, name_en: Older people}
life_stages:
- {id: retirement, name: 养老, name_en: Old age}
"""

CITY = """\
id: lakeside
name: 湖滨市
name_en: Lakeside
division: "330100"
level: city
parent: cn
"""

DOCUMENTS = """\
documents:
- {id: ls-2021, title: 湖滨市公共服务规划, since: 2021-01-01, until: 2025-12-31}
- {id: ls-2016, title: 湖滨市上一个规划, since: 2016-01-01, until: 2020-12-31}
"""

ITEM = """\
items:
- id: meal-help
  name: 助餐补贴
  name_en: Meal help
  area: elder-care
  class: pensions
  tier: basic
  serves: 八十岁以上的市民
  content: 在社区食堂用餐时减免餐费
  standard: 每餐减免一部分
  amounts:
  - {value: 4.50, unit: 元, op: ">=", per: 次, applies_to: 午餐}
  lead: [民政局]
  groups: [elderly]
  life_stages: [retirement]
  source: ls-2021 专栏2.3
  since: 2021-01-01
  history:
  - {source: ls-2016 三(一)2, since: 2016-01-01, until: 2020-12-31, change: 由每餐三元提高}
"""

INDICATOR = """\
indicators:
- id: ls-2021.t1.4
  name: 每千老人助餐点数
  unit: 个
  direction: higher
  source: ls-2021 表1.4
  values:
  - {kind: actual, year: 2020, value: 1.2}
  - {kind: target, year: 2025, op: ">=", value: 2.0}
"""


def write_pack(root: Path, name: str, **files: str) -> Path:
    """A pack folder below root; ``pack`` is pack.yaml, every other keyword a file of its name."""
    folder = root / name
    folder.mkdir(parents=True, exist_ok=True)
    for stem, text in files.items():
        (folder / f"{stem}.yaml").write_text(dedent(text), encoding="utf-8")
    return folder


def write_good(root: Path, **changed: str) -> Path:
    """The country and the city, without a fault; ``changed`` replaces files of the city."""
    write_pack(root, "cn", pack=CN, frame=FRAME)
    files = {"pack": CITY, "documents": DOCUMENTS, "items": ITEM, "indicators": INDICATOR}
    return write_pack(root, "lakeside", **(files | changed))
