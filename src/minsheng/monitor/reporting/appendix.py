"""Every figure the report rests on, with who says so and the clause that asks for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from minsheng.monitor.equity.rows import Row
from minsheng.monitor.observation import Observation
from minsheng.monitor.reporting.facts import Facts, Line
from minsheng.monitor.reporting.shown import NONE, named, observed, place_name
from minsheng.monitor.reporting.tables import most_spread
from minsheng.monitor.words import period_words
from minsheng.report.document import Column, Grid
from minsheng.terms.citation import Citation


@dataclass
class Sources:
    """Sources by number, in the order they come up; a citation is written out and has none."""

    numbers: dict[str, int] = field(default_factory=dict)

    def mark(self, source: str, clause: Citation | None = None) -> str:
        """What stands behind a figure: [条文] when the clause itself prints it, another clause, or a number."""
        if clause is not None and source == str(clause):
            return "[条文]"
        try:
            return f"[{Citation.parse(source)}]"
        except ValueError:
            return f"[{self.numbers.setdefault(source, len(self.numbers) + 1)}]"

    def grid(self) -> Grid:
        """The sources that have a number."""
        rows = tuple((f"[{number}]", source) for source, number in self.numbers.items())
        return Grid("数的来源", (Column("编号", 0.5, "centre"), Column("来源", 6.0)), rows)


def figures(facts: Facts, sources: Sources) -> Grid:
    """For each target with a figure the figures it is judged by and its baseline, each with its source."""
    rows = tuple(
        (
            named(line),
            line.status.unit,
            _told(_baseline(facts, line), line, sources),
            _told(line.status.figures, line, sources),
            str(line.status.source),
        )
        for line in facts.lines
        if line.status.figures
    )
    columns = (
        Column("指标", 2.7),
        Column("单位", 1.0),
        Column("基期数", 2.2),
        Column("最新数（累计的逐年列出）", 2.6),
        Column("条文", 1.5),
    )
    note = "方括号里是来源：[条文]指同一行的条文，写出文件位置的指那一处条文，编号见“数的来源”。"
    return Grid("各项目标所用的数", columns, rows, note)


def _told(rows: Sequence[Observation], line: Line, sources: Sources) -> str:
    clause = line.status.source
    told = (f"{period_words(one.period)} {observed(one)} {sources.mark(one.source, clause)}" for one in rows)
    return "；".join(told) or NONE


def _baseline(facts: Facts, line: Line) -> list[Observation]:
    status = line.status
    if status.baseline_period is None or status.baseline is None or line.target.kind == "total":
        return []
    told = (one.observation for one in facts.book.told(status.indicator, status.division))
    return [one for one in told if one.period == status.baseline_period][:1]


def by_division(facts: Facts, sources: Sources) -> Grid | None:
    """The figures of the divisions for the indicators that lie furthest apart; None without any."""
    spread = most_spread(facts)
    codes = [code for code in facts.equity.districts if any(code in row.figures for row in spread)]
    if not codes:
        return None
    found = [[_seen(facts, row, code) for code in codes] for row in spread]
    rows = [
        (place_name(code), *(NONE if (seen := one[place]) is None else observed(seen) for one in found))
        for place, code in enumerate(codes)
    ]
    rows.append(("来源", *("".join(_marks(one, sources)) for one in found)))
    columns = (Column("区县", 1.2), *(Column(f"（{number}）", 1.0, "right") for number in range(1, len(spread) + 1)))
    legend = "；".join(f"（{number}）{_legend(row)}" for number, row in enumerate(spread, 1))
    return Grid("差距最大的指标在各区县的数", columns, tuple(rows), legend + "。")


def _marks(seen: Sequence[Observation | None], sources: Sources) -> list[str]:
    return list(dict.fromkeys(sources.mark(one.source) for one in seen if one is not None))


def _legend(row: Row) -> str:
    when = "" if row.period is None else f"，{period_words(row.period)}"
    return f"{row.indicator.name}{when}" + (f"，{row.indicator.unit}" if row.indicator.unit else "")


def _seen(facts: Facts, row: Row, code: str) -> Observation | None:
    told = (one.observation for one in facts.book.told(row.indicator.id, code))
    return next((one for one in told if one.period == row.period), None) if code in row.figures else None


def documents(facts: Facts) -> Grid:
    """The plans by the short names that clauses use."""
    rows = tuple((key, f"《{document.title}》") for key, document in facts.documents.items())
    return Grid("规划清单", (Column("简称", 1.0), Column("名称", 5.0)), rows)
