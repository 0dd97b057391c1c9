"""What a pack promises of places: a service within so many minutes (服务圈), and so much of it for so many people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from minsheng.packs.told import told as _told
from minsheng.terms.citation import Citation

Counted = Literal["capacity", "facilities"]
Scope = Literal["whole", "district", "township"]
Surroundings = Literal["urban", "rural"]


@dataclass(frozen=True)
class Circle:
    """A service circle (服务圈): facilities of these kinds within so many minutes or metres of where people live."""

    id: str = _told("English identifier.")
    name: str = _told("What is promised, in own Chinese words.")
    area: str = _told("Service area (id).")
    source: Citation = _told("Where it is written.")
    since: date = _told("First day the promise holds.")
    kinds: tuple[str, ...] = _told("Kinds of facilities any of which will do: elder_care.")
    minutes: int | None = _told("Within how many minutes; or say metres.", default=None)
    metres: int | None = _told("Within how many metres along the streets; or say minutes.", default=None)
    speed: Decimal | None = _told("Kilometres an hour; left out, 4.8 on foot.", default=None)
    surroundings: Surroundings | None = _told("urban or rural, when it is promised to one of them.", default=None)
    people: str | None = _told("Column of the people it is for: 65+, 0-2; left out, everyone.", default=None)
    share: Decimal | None = _told("Per cent of those people who must be within; left out, all.", default=None)
    by: date | None = _told("The day by which it must be met, when the plan gives time until then.", default=None)
    until: date | None = _told("Last day it holds; left out when open.", default=None)
    name_en: str | None = _told("English name.", default=None)
    assumed: str | None = _told("What the clause leaves open (a pace, a share) and was set here.", default=None)


@dataclass(frozen=True)
class Quota:
    """A quota (配置数量): so many facilities, or so much of what they hold, for so many people or in each place."""

    id: str = _told("English identifier.")
    name: str = _told("What is promised, in own Chinese words.")
    area: str = _told("Service area (id).")
    source: Citation = _told("Where it is written.")
    since: date = _told("First day the promise holds.")
    kinds: tuple[str, ...] = _told("Kinds of facilities that count.")
    counts: Counted = _told("capacity (beds, places) or facilities (how many there are).")
    unit: str = _told("Unit of what is counted: 个, 张, 家.")
    value: Decimal | None = _told("At least so much; left out when `indicator` has it.", default=None)
    indicator: str | None = _told("The indicator (id) whose target of `year` is the figure.", default=None)
    year: int | None = _told("The year of that target.", default=None)
    per: int | None = _told("For each so many people: 1000, 10000; left out, for each place.", default=None)
    people: str | None = _told("Column of those people: 65+, 0-2; left out, everyone.", default=None)
    each: Scope = _told("Where it must hold: in the whole, in each district or in each township.", default="whole")
    by: date | None = _told("The day by which it must be met, when the plan gives time until then.", default=None)
    until: date | None = _told("Last day it holds; left out when open.", default=None)
    name_en: str | None = _told("English name.", default=None)
    assumed: str | None = _told("What the clause leaves open (who counts, of what) and was set here.", default=None)
