from __future__ import annotations

from pathlib import Path

import pytest

PROVINCE = """
id: up
name: 上省
name_en: Upper
division: "330000"
level: province
areas:
- {id: support, name: 弱有所扶, name_en: Support, classes: [{id: aid, name: 扶残, name_en: Aid}]}
- {id: childcare, name: 幼有所育, name_en: Early childhood}
groups:
- {id: disabled, name: 残疾人, name_en: People with disabilities}
- {id: infants, name: 婴幼儿, name_en: Infants}
life_stages:
- {id: any, name: 一生, name_en: Whole life}
- {id: infancy, name: 婴幼儿期, name_en: Early years}
documents:
- id: up-2021
  title: 上省公共服务规划
  title_en: Upper plan
  since: 2021-01-01
  until: 2025-12-31
indicators:
- id: up-2021.t1.1
  name: 每千人口托位数
  unit: 个
  source: up-2021 表1.1
  area: childcare
  direction: higher
  values:
  - {kind: actual, year: 2020, value: 2}
  - {kind: target, year: 2025, op: ">=", value: 4.5}
"""

CITY = """
id: down
name: 下市
name_en: Lower
division: "330100"
level: city
parent: up
documents:
- id: down-2021
  title: 下市公共服务规划
  issuer: 下市发展改革委
  published: 2021-06-30
  since: 2021-01-01
  until: 2025-12-31
  outline:
  - {path: 一, title: 总则}
- id: down-2013
  title: 下市行动计划
  since: 2013-01-01
  until: 2015-12-31
items:
- id: care-subsidy
  name: 重度残疾人护理补贴
  name_en: Care subsidy
  area: support
  class: aid
  tier: basic
  serves: 重度残疾人
  content: 按月发给护理补贴
  standard: 按自理程度分档
  amounts:
  - {value: 187.5, unit: 元, op: ">=", per: 人·月, applies_to: 全部不能自理}
  payer: 市、区财政
  lead: [市残联, 市民政局]
  groups: [disabled]
  life_stages: [any]
  source: down-2021 专栏2.4
  since: 2021-01-01
  history:
  - source: down-2013 专栏1.1
    since: 2013-01-01
    until: 2015-12-31
    change: 标准提高
    amounts: [{value: 100, unit: 元}]
- id: nursery
  name: =托育补助
  name_en: Nursery aid
  area: childcare
  tier: raised
  serves: 三岁以下婴幼儿家庭
  content: 补助普惠托位
  groups: [infants]
  life_stages: [infancy]
  source: down-2021 专栏3.1
  since: 2021-01-01
indicators:
- id: down-2021.t1.1
  name: 每千人口拥有托位数
  unit: 个
  source: down-2021 表1.1
  area: childcare
  direction: higher
  values:
  - {kind: actual, year: 2020, value: 3}
  - {kind: target, year: 2025, op: range, low: 3.5, high: 4}
- id: down-2021.c1
  name: 人均预期寿命
  unit: 岁
  source: down-2021 一
  modifier: 保持
  values:
  - {kind: target, year: 2025, op: text, text: 保持全省领先}
"""


@pytest.fixture(autouse=True)
def packs(tmp_path: Path, settings) -> Path:
    """Two small packs, a province and a city below it, in place of the bundled ones."""
    root = tmp_path / "packs"
    for name, text in (("up", PROVINCE), ("down", CITY)):
        (root / name).mkdir(parents=True)
        (root / name / "pack.yaml").write_text(text, encoding="utf-8")
    settings.MINSHENG_PACKS = root
    settings.SECURE_SSL_REDIRECT = False
    return root
