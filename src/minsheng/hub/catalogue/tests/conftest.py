"""A province and two cities, small enough to read, as packs on the disk."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from minsheng.hub.catalogue import public, store

FILES = {
    "cn/pack.yaml": """
id: cn
name: 国家
name_en: National frame
division: "100000"
level: country
areas:
- {id: support, name: 弱有所扶, name_en: Support}
- {id: health, name: 病有所医, name_en: Health}
groups:
- {id: disabled, name: 残疾人, name_en: People with disabilities}
life_stages:
- {id: any, name: 一生, name_en: Whole life}
""",
    "sheng/pack.yaml": """
id: sheng
name: 浙江省
name_en: Zhejiang
division: "330000"
level: province
parent: cn
""",
    "east/pack.yaml": """
id: east
name: 东市
name_en: East City
division: "330100"
level: city
parent: sheng
documents:
- {id: east-2013, title: 东市行动计划, since: 2013-01-01, until: 2015-12-31}
- id: east-2021
  title: 东市公共服务规划
  title_en: East City public services plan
  since: 2021-01-01
  until: 2025-12-31
  outline:
  - {path: 一, title: 总的要求}
  - {path: 一(一), title: 照护}
items:
- id: care
  name: 残疾人护理补贴
  name_en: Care subsidy
  area: support
  tier: basic
  serves: 要人照护的残疾人
  content: 每月发给补贴
  standard: 按等级发给
  amounts:
  - {value: 500, unit: 元, per: 人·月, applies_to: 全靠照护的}
  lead: [民政局]
  groups: [disabled]
  life_stages: [any]
  source: east-2021 专栏10.14
  since: 2021-01-01
  until: 2025-12-31
  history:
  - {source: east-2013 一, since: 2013-01-01, until: 2015-12-31, change: 原来只有三百元}
- id: checkup
  name: 健康检查
  name_en: Health check
  area: health
  tier: raised
  serves: 居民
  content: 每年查一次
  source: east-2021 一(一)
  since: 2021-01-01
indicators:
- id: east-2013.c1
  name: 千人医师数
  unit: 人
  area: health
  source: east-2013 一
  values: [{kind: target, year: 2015, value: 3.8}]
- id: east-2021.t2.1
  name: 每千人医师数
  unit: 人
  area: health
  direction: higher
  source: east-2021 表2.1
  values: [{kind: actual, year: 2020, value: 4.3}, {kind: target, year: 2025, op: ">=", value: 4.8}]
matches:
- {id: doctors, name: 每千人医师, members: [east-2013.c1, east-2021.t2.1], state: confirmed, because: 同一件事两种写法}
""",
    "west/pack.yaml": """
id: west
name: 西市
name_en: West City
division: "330800"
level: city
parent: sheng
documents:
- {id: west-2021, title: 西市规划, since: 2021-01-01, until: 2025-12-31}
items:
- id: care
  name: 重度残疾人护理补贴
  name_en: Severe care subsidy
  area: support
  tier: basic
  serves: 重度残疾人
  content: 按月发给补贴
  source: west-2021 专栏3.2
  since: 2021-01-01
  until: 2025-12-31
""",
}


@pytest.fixture
def packs(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder the hub reads its packs from, looked at anew on every request."""
    folder = tmp_path / "packs"
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text.lstrip(), "utf-8")
    settings.MINSHENG_PACKS = folder
    settings.MINSHENG_DOCUMENTS = None
    settings.SECURE_SSL_REDIRECT = False
    monkeypatch.setattr(store, "LOOK_EVERY", 0.0)
    monkeypatch.setattr(store, "_stores", {})
    monkeypatch.setattr(public, "shelf", public.Shelf())
    return folder


@pytest.fixture
def page(packs: Path, client: Client) -> Callable[..., str]:
    """Fetch a page that must be there, as text."""

    def fetch(address: str, **query: str) -> str:
        response = client.get(address, query)
        assert response.status_code == 200, address
        return response.content.decode()

    return fetch
