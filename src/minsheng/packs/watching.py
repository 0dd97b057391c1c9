"""What a pack says for monitoring: how much each part counts in a total, and when somebody is to be warned."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from minsheng.packs.told import told as _told
from minsheng.terms.citation import Citation

Alarm = Literal["blue", "yellow", "orange", "red"]
Rhythm = Literal["month", "quarter", "year"]
Watched = Literal["whole", "parts"]


@dataclass(frozen=True)
class Weight:
    """How much a service area counts in the total, or an indicator in its area; what has no row counts 1, assumed."""

    id: str = _told("Service area (id), or indicator (id).")
    weight: Decimal = _told("How much it counts against the others beside it: 2 counts twice; 0 leaves it out.")
    source: Citation | None = _told("Where the weight is written; left out when it is assumed.", default=None)
    assumed: str | None = _told(
        "Who set the weight and why, when no document does; shown beside every total.", default=None
    )


@dataclass(frozen=True)
class WarningRule:
    """A warning (预警): what about an indicator's figures calls for somebody to act; see docs/warnings.md."""

    id: str = _told("English identifier.")
    name: str = _told("What is warned of, in own Chinese words.")
    watches: str = _told("The indicator it looks at (id).")
    when: str = _told("Expression that is yes or no over the indicator's figures: running(value > 4.5) >= 2.")
    text: str = _told("The condition in own Chinese words.")
    level: Alarm = _told(
        "blue (一般), yellow (较重), orange (严重) or red (特别严重), the four of 国家突发公共事件总体应急预案."
    )
    owner: str = _told("The office that must handle it.")
    days: int = _told("Days it has for that, from the day the warning opens.")
    action: str = _told("What to do, in own Chinese words.")
    source: Citation = _told("The clause that asks for it.")
    since: date = _told("First day the rule holds.")
    every: Rhythm = _told("The figures it looks at: by month, quarter or year.")
    of: Watched = _told("whole: the pack's own division; parts: each division below it.", default="whole")
    until: date | None = _told("Last day it holds; left out when open.", default=None)
    name_en: str | None = _told("English name.", default=None)
    assumed: str | None = _told("What the clause leaves open (a limit, a deadline) and was set here.", default=None)
