"""The words for what a warning comes to, and for how grave it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from minsheng.packs.watching import Alarm

Outcome = Literal["opens", "quiet", "unknown"]
OUTCOMES: Mapping[Outcome, str] = {"opens": "应预警", "quiet": "不预警", "unknown": "说不准"}
LEVELS: Mapping[Alarm, str] = {"blue": "蓝色", "yellow": "黄色", "orange": "橙色", "red": "红色"}
"""The four levels from the least, with the colours of 国家突发公共事件总体应急预案 (2006)."""
