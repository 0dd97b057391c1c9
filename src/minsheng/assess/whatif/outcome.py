"""What a what-if comes to, as data: by benefit, division, payer and income, and whether new revenue carries it."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from minsheng.assess.whatif.compared import Line
from minsheng.assess.whatif.deciles import STEP_FEN, Side, Tenth
from minsheng.assess.whatif.pairing import Pair
from minsheng.assess.whatif.revenue import SOURCES, TwoThirds
from minsheng.assess.whatif.run import Compared, Question
from minsheng.register.snapshot import Snapshot
from minsheng.rules.parameters import Figures
from minsheng.terms.divisions import division_name
from minsheng.terms.money import half_up, yuan_text

OUTCOME_FILE = "whatif.json"
MONTHS = 12
_FUND = "基金"
_MOVES = (
    "newly", "no_longer", "more", "less", "became_unknown", "became_known", "owed_to_unknown", "unknown_to_owed",
)  # fmt: skip


def outcome_of(
    compared: Compared, question: Question, snapshot: Snapshot, revenue: tuple[int, int] | None = None
) -> dict[str, Any]:
    """Everything a what-if comes to, ready for JSON; money in fen and, as text, in yuan.

    Figures of different rhythms (each month, year, once, event) never stand in one sum; ``yearly`` is what twelve
    months and one year come to. ``revenue`` is the general public revenue of last year and this one, in fen.
    """
    pairs = {pair.benefit.id: pair for pair in compared.pairs}
    yearly = _yearly(compared, pairs)
    return {
        "pack": question.now.pack,
        "month": str(question.month),
        "register": snapshot.day.isoformat(),
        "synthetic": snapshot.synthetic,
        "persons": compared.persons,
        "changed": _changed(compared, question),
        "benefits": [{**_benefit(pair), **told(compared.of(name))} for name, pair in pairs.items()],
        "totals": [{"each": key[0], **told(line)} for key, line in _paid(compared, pairs, lambda *_: ()).items()],
        "yearly": yearly,
        "divisions": [
            {**_division(key[1]), "each": key[0], **told(line)}
            for key, line in sorted(_paid(compared, pairs, lambda pair, division: (division,)).items())
        ],
        "benefit_divisions": [
            {"benefit": name, **_division(division), "each": pairs[name].benefit.each, **told(line)}
            for (name, division), line in sorted(compared.lines.items())
        ],
        "payers": [{"payer": key[0], "each": key[1], **told(line)} for key, line in _by_payer(compared, pairs).items()],
        "incomes": {
            "step_yuan": STEP_FEN // 100,
            "tenths": {kind: [_tenth(one) for one in compared.incomes.tenths(kind)] for kind in compared.incomes.kinds},
        },
        "two_thirds": None if revenue is None else two_thirds(TwoThirds(*revenue, yearly["budget_fen"])),
    }


def told(line: Line) -> dict[str, Any]:
    """A line's figures before and after, their difference, and what became of whom."""
    return {
        "before": _side(line.count_before, line.fen_before, line.unknown_before),
        "after": _side(line.count_after, line.fen_after, line.unknown_after),
        "difference": _side(line.count, line.fen, line.unknown_after - line.unknown_before),
        **{name: getattr(line, name) for name in _MOVES},
    }


def two_thirds(rule: TwoThirds) -> dict[str, Any]:
    """How a change stands to the two thirds of new revenue."""
    return {
        "source": list(SOURCES),
        "revenue_before": yuan_text(rule.before),
        "revenue_after": yuan_text(rule.after),
        "new": yuan_text(rule.new),
        "two_thirds": yuan_text(rule.bound),
        "cost": yuan_text(rule.cost),
        "share": percent(rule.share),
        "share_of_two_thirds": percent(rule.share_of_bound),
        "rest": yuan_text(rule.rest),
        "standing": rule.standing,
    }


def percent(share: Fraction | None) -> str | None:
    """A share in percent with two decimals, rounded half up.

    >>> percent(Fraction(1, 3)), percent(None)
    ('33.33', None)
    """
    return None if share is None else yuan_text(half_up(share * 10_000))


def figure_text(value: int | Fraction, unit: str) -> str:
    """A parameter's value as a person writes it in its unit.

    >>> figure_text(110200, "元/月"), figure_text(Fraction(3, 10), "%"), figure_text(16, "岁")
    ('1102', '30', '16')
    """
    scale = Fraction(1, 100) if unit.startswith("元") else 100 if unit == "%" else 1
    exact = Fraction(value) * scale
    return str(exact.numerator) if exact.denominator == 1 else f"{Decimal(exact.numerator) / exact.denominator:f}"


def figures_on(figures: Figures, day: date) -> list[dict[str, Any]]:
    """The values of a parameter that hold on a day, by division."""
    holding = {}
    for one in sorted(figures.figures, key=lambda one: one.since):
        if one.since <= day:
            holding[one.prefix] = one.value
    found = []
    for prefix, value in sorted(holding.items()):
        code = prefix.ljust(6, "0") if prefix else "100000"
        found.append({**_division(code), "value": figure_text(value, figures.unit)})
    return found


def write_outcome(folder: Path, outcome: Mapping[str, Any]) -> None:
    """Write an outcome to a folder: all of it as JSON, and its tables as CSV that a spreadsheet opens."""
    (folder / OUTCOME_FILE).write_text(json.dumps(outcome, ensure_ascii=False, indent=2) + "\n", "utf-8")
    for name, rows in tables_of(outcome).items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerows(rows)


def tables_of(outcome: Mapping[str, Any]) -> dict[str, list[list[Any]]]:
    """The tables of an outcome by name, each with a heading; sums in yuan."""
    benefits = {one["benefit"]: one["name"] for one in outcome["benefits"]}
    moved = ["新增应享", "不再应享", "数额提高", "数额降低", "变得说不准", "变得说得准"]
    figures = [f"{what}{when}" for what in ("应享", "金额（元）", "说不准") for when in ("前", "后", "差")] + moved

    def row(one: Mapping[str, Any]) -> list[Any]:
        sides = [one["before"], one["after"], one["difference"]]
        counts = [side[key] for key in ("count", "amount", "unknown") for side in sides]
        return [*counts, *(one[name] for name in _MOVES[:6])]

    place = ["区划代码", "区划"]

    def where(one: Mapping[str, Any]) -> list[Any]:
        return [one["division"] or "", one["division_name"] or "区划不明"]

    tenths = [
        [each, one["tenth"] or "收入不明", one["low"], one["high"], one["persons"], one["households"],
         *(one[side][key] for side in ("winners", "losers") for key in ("households", "amount", "mean")),
         one["undecided"]]
        for each, found in outcome["incomes"]["tenths"].items()
        for one in found
    ]  # fmt: skip
    return {
        "benefits": [
            ["待遇", "名称", "周期", "支出责任", *figures],
            *([one["benefit"], one["name"], one["each"], one["payer"] or "", *row(one)] for one in outcome["benefits"]),
        ],
        "divisions": [
            [*place, "待遇", "名称", "周期", *figures],
            *(
                [*where(one), one["benefit"], benefits[one["benefit"]], one["each"], *row(one)]
                for one in outcome["benefit_divisions"]
            ),
        ],
        "payers": [
            ["支出责任", "周期", *figures],
            *([one["payer"] or "规划没有写", one["each"], *row(one)] for one in outcome["payers"]),
        ],
        "incomes": [
            ["周期", "收入组", "人均月收入起（元）", "人均月收入止（元）", "人数", "户数", "增加的户", "增加合计（元）",
             "户均增加（元）", "减少的户", "减少合计（元）", "户均减少（元）", "说不准的户"],
            *tenths,
        ],
    }  # fmt: skip


def _side(count: int, fen: int, unknown: int) -> dict[str, Any]:
    return {"count": count, "amount_fen": fen, "amount": yuan_text(fen), "unknown": unknown}


def _benefit(pair: Pair) -> dict[str, Any]:
    one = pair.benefit
    state = "new" if pair.now is None else "gone" if pair.changed is None else "both"
    found = {"benefit": one.id, "name": one.name, "serves": one.serves, "kind": one.kind, "each": one.each}
    return {**found, "pays": pair.pays, "payer": one.payer, "source": str(pair.rule.source), "state": state}


def _division(code: str) -> dict[str, str | None]:
    return {"division": code or None, "division_name": division_name(code) if code else None}


def _paid(
    compared: Compared, pairs: Mapping[str, Pair], key: Callable[[Pair, str], tuple[str, ...]]
) -> dict[tuple[str, ...], Line]:
    """The lines of benefits that pay, added up by rhythm and what ``key`` says."""
    found: dict[tuple[str, ...], Line] = {}
    for (name, division), line in compared.lines.items():
        if pairs[name].pays:
            found.setdefault((pairs[name].benefit.each, *key(pairs[name], division)), Line()).add(line)
    return found


def _by_payer(compared: Compared, pairs: Mapping[str, Pair]) -> dict[tuple[str | None, str], Line]:
    """The lines of benefits that pay by who pays and rhythm; what goes from one payer to another stands at both."""
    found: dict[tuple[str | None, str], Line] = {}
    for name, pair in pairs.items():
        if not pair.pays:
            continue
        line, each = compared.of(name), pair.benefit.each
        payers = [None if rule is None else rule.benefit.payer for rule in (pair.now, pair.changed)]
        if pair.now is None or pair.changed is None or payers[0] == payers[1]:
            found.setdefault((pair.benefit.payer, each), Line()).add(line)
            continue
        before = Line(line.count_before, line.fen_before, line.unknown_before)
        after = Line(count_after=line.count_after, fen_after=line.fen_after, unknown_after=line.unknown_after)
        found.setdefault((payers[0], each), Line()).add(before)
        found.setdefault((payers[1], each), Line()).add(after)
    return found


def _yearly(compared: Compared, pairs: Mapping[str, Pair]) -> dict[str, Any]:
    """What twelve months, and one year, of the difference come to; and how much of it no fund pays."""
    fen = {"month": 0, "year": 0}
    budget = 0
    for (payer, each), line in _by_payer(compared, pairs).items():
        if each in fen:
            cost = line.fen * (MONTHS if each == "month" else 1)
            fen[each] += cost
            budget += 0 if payer is not None and _FUND in payer else cost
    return {
        "months": MONTHS,
        "month_times_twelve_fen": fen["month"],
        "month_times_twelve": yuan_text(fen["month"]),
        "year_fen": fen["year"],
        "year": yuan_text(fen["year"]),
        "budget_fen": budget,
        "budget": yuan_text(budget),
    }


def _tenth(one: Tenth) -> dict[str, Any]:
    def side(of: Side) -> dict[str, Any]:
        mean = None if of.mean_fen is None else yuan_text(of.mean_fen)
        return {"households": of.households, "amount_fen": of.fen, "amount": yuan_text(of.fen), "mean": mean}

    return {
        "tenth": one.number,
        "low": one.low,
        "high": one.high,
        "persons": one.persons,
        "households": one.households,
        "winners": side(one.winners),
        "losers": side(one.losers),
        "undecided": one.undecided,
    }


def _changed(compared: Compared, question: Question) -> dict[str, Any]:
    """Which figures and which rules were changed, and to what."""
    day = question.month.last_day
    now, changed = question.before(), question.after()
    return {
        "parameters": [
            {
                "parameter": name,
                "name": changed[name].name,
                "unit": changed[name].unit,
                "before": figures_on(now[name], day) if name in now else [],
                "after": figures_on(changed[name], day),
            }
            for name in compared.parameters
        ],
        "present": [
            {"parameter": name, "name": one.name, "unit": one.unit, "value": figures_on(one, day)}
            for name, one in question.given(question.present).items()
        ],
        "rules": [pair.benefit.id for pair in compared.pairs if pair.rewritten],
    }
