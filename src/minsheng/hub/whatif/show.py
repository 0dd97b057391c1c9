"""What a run came to, as the result page shows it: figures written out, and bars for the pictures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from minsheng.terms.citation import Citation

WIDTH = 320
"""Length of a picture's track, in its own units."""


@dataclass(frozen=True)
class Bar:
    """One bar of a picture: where it begins and how long it is; ``down`` when the figure falls."""

    start: float
    length: float
    down: bool


@dataclass(frozen=True)
class Pictured:
    """A row of a table with its bar."""

    row: Mapping[str, Any]
    bar: Bar


@dataclass(frozen=True)
class Group:
    """The rows of one rhythm of payment: each month, each year, once, each time."""

    each: str
    rows: tuple[Pictured, ...]
    axis: float


def result_of(outcome: Mapping[str, Any]) -> dict[str, Any]:
    """What the template needs of an outcome."""
    benefits = outcome["benefits"]
    moved = [one for one in benefits if _moves(one)]
    return {
        "moved": moved,
        "still": [one for one in benefits if not _moves(one)],
        "cards": _cards(outcome),
        "divisions": [_money_group(each, rows) for each, rows in _by_each(outcome["divisions"])],
        "tenths": [_tenth_group(each, rows) for each, rows in outcome["incomes"]["tenths"].items() if _told(rows)],
        "rule": _rule(outcome["two_thirds"]),
        "clauses": [Citation.parse(text) for text in (outcome["two_thirds"] or {}).get("source", ())],
    }


def bars(values: Sequence[int]) -> tuple[tuple[Bar, ...], float]:
    """Bars on one scale, to the right for what rises and to the left for what falls; and where zero stands.

    >>> bars([100, -100])
    ((Bar(start=160.0, length=160.0, down=False), Bar(start=0.0, length=160.0, down=True)), 160.0)
    >>> bars([100, 50])[0][1], bars([0])[0][0].length
    (Bar(start=0.0, length=160.0, down=False), 0.0)
    """
    low, high = min([0, *values]), max([0, *values])
    scale = WIDTH / (high - low) if high > low else 0.0
    axis = round(-low * scale, 1)
    made = []
    for value in values:
        length = round(abs(value) * scale, 1)
        made.append(Bar(axis if value >= 0 else round(axis - length, 1), length, value < 0))
    return tuple(made), axis


def money(text: str | None, *, sign: bool = False) -> str:
    """Yuan with its thousands apart, with a plus where it rises and that is asked for.

    >>> money("1234567.80"), money("1.00", sign=True), money("-0.05", sign=True), money(None)
    ('1,234,567.80', '+1.00', '-0.05', '—')
    """
    if text is None:
        return "—"
    whole, _dot, rest = text.lstrip("-").partition(".")
    minus = "-" if text.startswith("-") else "+" if sign and text.strip("0.") else ""
    return f"{minus}{int(whole):,}.{rest}"


def heads(number: int, *, sign: bool = False) -> str:
    """A count with its thousands apart."""
    return f"{number:+,}" if sign and number else f"{number:,}"


def each_name(each: str) -> str:
    """A rhythm of payment in words."""
    return str({"month": _("每月"), "year": _("每年"), "once": _("一次性"), "event": _("每次")}[each])


def tenth_name(one: Mapping[str, Any]) -> str:
    """A group of incomes in words."""
    return str(_("收入不明") if one["tenth"] is None else _("第 %(number)s 组") % {"number": one["tenth"]})


def span(one: Mapping[str, Any]) -> str:
    """From which to which income a head, in yuan."""
    if one["low"] is None:
        return "—"
    if one["tenth"] == 10:
        return "≥\u00a0" + heads(one["low"])
    return heads(one["low"]) if one["low"] == one["high"] else f"{heads(one['low'])}–{heads(one['high'])}"


def standing(code: str) -> str:
    """What the two thirds rule says of the change, in words."""
    said: dict[str, str] = {
        "no_new": _("没有新增财力，谈不上三分之二。"),
        "saves": _("这项改动不增加全年支出，不占新增财力。"),
        "fits": _("在三分之二以内：其余的三分之二还要用于别的民生支出。"),
        "above": _("仅这一项就超过三分之二。规划写的是“三分之二以上”，允许；要看其余支出是否还有着落。"),
        "exceeds": _("超过全部新增财力，新增财力负担不了。"),
    }
    return said[code]


def state_name(code: str) -> str:
    """How far a run is, in words."""
    said: dict[str, str] = {
        "done": _("已算完"),
        "running": _("正在算"),
        "failed": _("没有算成"),
        "broken": _("中断了"),
    }
    return said[code]


def _moves(one: Mapping[str, Any]) -> bool:
    return any(one[name] for name in ("newly", "no_longer", "more", "less", "became_unknown", "became_known"))


def _cards(outcome: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """The figures that stand first: what they are, how much, and a word beside."""
    found = []
    for one in outcome["totals"]:
        what = _("%(each)s发放的差额（元）") % {"each": each_name(one["each"])}
        sides = f"{money(one['before']['amount'])} → {money(one['after']['amount'])}"
        found.append((what, money(one["difference"]["amount"], sign=True), sides))
    yearly = outcome["yearly"]
    found.append((_("全年测算：按月发的 × 12（元）"), money(yearly["month_times_twelve"], sign=True), ""))
    return found


def _by_each(rows: Iterable[Mapping[str, Any]]) -> list[tuple[str, list[Mapping[str, Any]]]]:
    found: dict[str, list[Mapping[str, Any]]] = {}
    for one in rows:
        found.setdefault(one["each"], []).append(one)
    return sorted(found.items(), key=lambda pair: pair[0] != "month")


def _money_group(each: str, rows: Sequence[Mapping[str, Any]]) -> Group:
    made, axis = bars([one["difference"]["amount_fen"] for one in rows])
    return Group(each, tuple(Pictured(row, bar) for row, bar in zip(rows, made, strict=True)), axis)


@dataclass(frozen=True)
class Sides:
    """A tenth with two bars: households that lose, to the left, and that gain, to the right."""

    row: Mapping[str, Any]
    loss: Bar
    gain: Bar


def _tenth_group(each: str, rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    gains = [one["winners"]["households"] for one in rows]
    losses = [-one["losers"]["households"] for one in rows]
    made, axis = bars([*gains, *losses])
    sides = [Sides(*parts) for parts in zip(rows, made[len(rows) :], made[: len(rows)], strict=True)]
    return {"each": each, "rows": sides, "axis": axis, "losing": any(losses), "gaining": any(gains)}


def _told(rows: Sequence[Mapping[str, Any]]) -> bool:
    return any(one["persons"] for one in rows)


def _rule(rule: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """The two thirds rule with its picture: the new revenue as the track, two thirds marked, the cost as the bar."""
    if rule is None:
        return None
    share = float(rule["share"] or 0)
    length = round(min(max(share, 0.0), 100.0) * WIDTH / 100, 1)
    return {**rule, "length": length, "mark": round(WIDTH * 2 / 3, 1), "drawn": rule["share"] is not None}
