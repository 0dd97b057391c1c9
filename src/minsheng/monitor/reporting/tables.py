"""The report's tables, each row from the facts."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence

from minsheng.monitor import inventory
from minsheng.monitor.equity.rows import Row
from minsheng.monitor.example import is_synthetic
from minsheng.monitor.population import population
from minsheng.monitor.reporting.facts import Facts, Line, counted
from minsheng.monitor.reporting.owners import NOBODY
from minsheng.monitor.reporting.shown import NONE, due, goal, latest, mark, named, percent, place_name, short_of
from minsheng.monitor.reporting.wording import stock_count
from minsheng.monitor.state import STATE_NAMES, State
from minsheng.monitor.warnings.desk import STAGES
from minsheng.monitor.warnings.signals import Signal
from minsheng.monitor.warnings.words import LEVELS
from minsheng.monitor.words import figure_words, period_words
from minsheng.packs import family
from minsheng.report.document import Column, Grid
from minsheng.report.figures import figure
from minsheng.terms.periods import Period

_STATES: tuple[State, ...] = ("met", "on_track", "lagging", "missed", "no_data")
MOST_SPREAD = 10
"""How many indicators the table of spread shows; the pages of the hub show all."""


def by_area(facts: Facts) -> Grid:
    """Targets by service area and state, with the realisation degree; the last row is the whole."""
    rows = [_area_row(name, facts.of(key), facts.degree(key)) for key, name in facts.areas.items()]
    rows.append(_area_row("合计", facts.lines, facts.equity.city.total.value))
    states = (Column(STATE_NAMES[state], 1.2, "right") for state in _STATES)
    columns = (Column("领域", 2.5), Column("目标", 0.8, "right"), *states, Column("实现度", 1.1, "right"))
    note = "实现度是有数据的目标按权重的平均，没有数据的不计入；满意度和文字表述的目标不计入。" + facts.equity.said[0]
    return Grid("各领域目标完成情况（项）", columns, tuple(rows), note + _made_up(facts.synthetic_whole))


def _area_row(name: str, lines: Sequence[Line], degree: float | None) -> tuple[str, ...]:
    counts = counted(lines)
    return (name, str(len(lines)), *(str(counts.get(state, 0)) for state in _STATES), percent(degree))


def of_area(facts: Facts, area: str) -> Grid:
    """Every target of an area: figure, path, degree, state, clause."""
    lines = facts.of(area)
    year = _usual_year(lines)
    rows: tuple[tuple[str, ...], ...] = tuple(
        (
            named(line),
            _goal(line, year),
            _latest(line, facts.at),
            due(line),
            percent(line.degree),
            STATE_NAMES[line.state],
            str(line.status.source),
        )
        for line in lines
    )
    columns: tuple[Column, ...] = (
        Column("指标", 2.8),
        Column(f"{year}年目标", 1.7),
        Column("最新数", 2.1),
        Column("应到", 1.35),
        Column("实现度", 1.2, "right"),
        Column("状态", 1.5),
        Column("条文", 1.75),
    )
    if all(row[3] == NONE for row in rows):
        # When every year has come there is no path any more.
        columns = (*columns[:3], *columns[4:])
        rows = tuple((*row[:3], *row[4:]) for row in rows)
    return Grid(f"{facts.areas[area]}：各项目标", columns, rows, _dated(facts.at) + _assumed(lines))


def _usual_year(lines: Sequence[Line]) -> int:
    """The year most of the targets are for, which stands in the heading and not in every row."""
    return Counter(line.status.year for line in lines).most_common(1)[0][0]


def _goal(line: Line, year: int) -> str:
    return goal(line) if line.status.year == year else f"{line.status.year}年：{goal(line)}"


def _latest(line: Line, at: Period) -> str:
    """The figure, with its period when it ends on another day than the report's."""
    period = line.status.period
    if period is None or line.state == "no_data" or period.last_day == at.last_day:
        return latest(line)
    return f"{latest(line)}，{period_words(period)}"


def _dated(at: Period) -> str:
    return f"没有注明期间的，是到{period_words(at)}末的数。"


def _assumed(lines: Sequence[Line]) -> str:
    by_words: dict[str, list[str]] = {}
    for line in lines:
        for words in line.target.assumed:
            by_words.setdefault(words, []).append(named(line))
    return "".join(f"{words}：{'、'.join(names)}。" for words, names in by_words.items())


def behind(facts: Facts) -> Grid:
    """The targets to push: what is missing, and who answers for it."""
    year = _usual_year(facts.behind)
    rows = tuple(
        (
            named(line),
            _goal(line, year),
            _latest(line, facts.at),
            short_of(line),
            percent(line.degree),
            STATE_NAMES[line.state],
            line.owner,
        )
        for line in facts.behind
    )
    columns = (
        Column("指标", 2.8),
        Column(f"{year}年目标", 1.7),
        Column("最新数", 2.1),
        Column("离路径或目标", 1.6),
        Column("实现度", 1.2, "right"),
        Column("状态", 1.5),
        Column("责任单位", 1.6),
    )
    note = "年份未到的比当前应到的数，年份已到的比目标。责任单位取自规则包的预警和服务事项，没有写明的不作推断。"
    return Grid("需要推动的目标", columns, rows, _dated(facts.at) + note)


def gaps(facts: Facts) -> Grid:
    """The targets without a figure, each with why."""
    rows = tuple(
        (facts.areas[line.area], named(line), goal(line), line.status.because, str(line.status.source))
        for line in facts.with_state("no_data")
    )
    columns = (
        Column("领域", 1.5),
        Column("指标", 2.6),
        Column("目标", 1.6),
        Column("为什么没有", 3.2),
        Column("条文", 1.6),
    )
    return Grid("没有数据的目标", columns, rows)


def warnings(facts: Facts) -> Grid:
    """The warnings that call for somebody: what was seen, what is due, who handles it and how far it is."""
    rows = tuple(_warning_row(facts, signal) for signal in facts.calling)
    columns = (
        Column("预警", 2.0),
        Column("级别", 0.9),
        Column("区划", 1.1),
        Column("实际", 2.0),
        Column("对照", 2.2),
        Column("责任单位", 2.0),
        Column("办理", 1.3),
    )
    return Grid("达到预警条件的", columns, rows)


def _warning_row(facts: Facts, signal: Signal) -> tuple[str, ...]:
    unit = facts.book.indicators[signal.rule.watches].unit
    made_up = any(is_synthetic(row) for row in signal.used)
    value = NONE if signal.value is None else figure_words(float(signal.value), unit) + mark(made_up)
    limits = "；".join(f"{words} {figure_words(float(limit), unit)}" for words, limit in signal.limits.items())
    alert = facts.alert(signal)
    return (
        signal.rule.name,
        LEVELS[signal.rule.level],
        place_name(signal.division),
        value if value == NONE else f"{period_words(signal.period)} {value}",
        limits or signal.rule.text,
        f"{signal.rule.owner}，{signal.rule.days}天内",
        "未立案" if alert is None else STAGES[alert.stage],
    )


def stock(facts: Facts) -> Grid:
    """The year's service items by area and state, with nobody's word as a state of its own."""
    names = {key: area.name for key, area in family.areas(facts.book.pack, facts.book.packs).items()}
    parts = [(name, [line for line in facts.stock if line.item.area == key]) for key, name in names.items()]
    rows = tuple(_stock_row(name, lines) for name, lines in (*parts, ("合计", facts.stock)) if lines)
    states = (Column(words, 1.0, "right") for words in inventory.STATE_NAMES.values())
    return Grid("服务事项盘点（项）", (Column("领域", 2.4), Column("事项", 1.0, "right"), *states), rows)


def _stock_row(name: str, lines: Sequence[inventory.Line]) -> tuple[str, ...]:
    return (name, str(len(lines)), *(str(stock_count(lines, state)) for state in inventory.STATE_NAMES))


def undelivered(facts: Facts) -> Grid:
    """The items reported as delivered in part, or not begun: what was said, who answers, by when."""
    rows = tuple(
        (
            line.item.name,
            line.state_name,
            line.last.evidence or NONE,
            line.owner or NOBODY,
            NONE if line.due is None else line.due.isoformat(),
            str(line.item.source),
        )
        for line in facts.stock
        if line.last is not None and line.state != "delivered"
    )
    columns = (
        Column("事项", 2.6),
        Column("状态", 1.3),
        Column("情况", 2.8),
        Column("责任单位", 1.7),
        Column("期限", 1.4),
        Column("条文", 1.7),
    )
    return Grid("没有全部落实的事项", columns, rows)


def districts(facts: Facts) -> Grid:
    """The divisions below, best first: degree, what is known of it, the weakest area, people."""
    degrees = {code: one.total.value for code, one in facts.equity.districts.items()}
    order = sorted(degrees, key=lambda code: -1.0 if (degree := degrees[code]) is None else degree, reverse=True)
    rows = tuple(_district_row(facts, code) for code in order)
    columns = (
        Column("区县", 1.4),
        Column("总实现度", 1.6, "right"),
        Column("有数据的权重", 1.4, "right"),
        Column("最低的领域", 2.4),
        Column("人口（万人）", 1.4, "right"),
    )
    note = "全市总量的目标（如全市床位数）没有分到区县，不计入区县实现度。" + facts.equity.said[1]
    return Grid("各区县目标实现度", columns, rows, note)


def _district_row(facts: Facts, code: str) -> tuple[str, ...]:
    one = facts.equity.districts[code]
    known = [area for area in one.areas if area.value is not None]
    weakest = min(known, key=lambda area: area.value or 0.0, default=None)
    people = population(code, facts.at.last_year, facts.book)
    return (
        place_name(code),
        percent(one.total.value) + mark(facts.synthetic_parts and one.total.value is not None),
        percent(100 * one.total.covered),
        NONE if weakest is None else f"{weakest.label} {percent(weakest.value)}",
        NONE if people is None else figure(people.people / 10_000, 1),
    )


def most_spread(facts: Facts) -> list[Row]:
    """The indicators that lie furthest apart between divisions, by coefficient of variation."""
    known = [row for row in facts.equity.rows if not math.isnan(row.measures["variation"]) and row.best and row.worst]
    return sorted(known, key=lambda row: -row.measures["variation"])[:MOST_SPREAD]


def spread(facts: Facts) -> Grid:
    """The indicators that lie furthest apart."""
    rows = tuple(tuple(_spread_row(facts, number, row)) for number, row in enumerate(most_spread(facts), 1))
    columns = (
        Column("序", 0.5, "centre"),
        Column("指标", 2.2),
        Column("期间", 1.3),
        Column("最好", 1.9),
        Column("最差", 1.9),
        Column("变异系数", 1.35, "right"),
        Column("泰尔指数", 1.35, "right"),
        Column("基尼系数", 1.35, "right"),
    )
    note = "变异系数、泰尔指数、基尼系数都按人口加权；总量指标不比较。各区县的数见附件。"
    return Grid("区县差距最大的指标", columns, rows, note + _made_up(facts.synthetic_parts))


def _spread_row(facts: Facts, number: int, row: Row) -> Iterator[str]:
    yield str(number)
    yield row.indicator.name
    yield NONE if row.period is None else period_words(row.period)
    for code in (row.best, row.worst):
        assert code is not None
        told = figure_words(row.figures[code], row.indicator.unit)
        yield f"{place_name(code)} {told}{mark(facts.synthetic_parts)}"
    for name in ("variation", "theil", "gini"):
        yield f"{row.measures[name]:.3f}"


def pairs(facts: Facts) -> Grid:
    """Town beside country, and groups beside everyone, where figures are told apart."""
    rows = []
    for row in facts.equity.rows:
        for pair in row.pairs:
            one, other = (
                f"{name} {figure_words(seen.value, row.indicator.unit)}{mark(is_synthetic(seen))}"
                for name, seen in zip(pair.names, (pair.first, pair.second), strict=True)
            )
            ratio = NONE if math.isnan(pair.ratio) else f"{pair.ratio:.2f}"
            rows.append((row.indicator.name, period_words(pair.first.period), one, other, ratio))
    columns = (
        Column("指标", 3.0),
        Column("期间", 1.4),
        Column("前者", 2.0),
        Column("后者", 2.0),
        Column("比", 0.7, "right"),
    )
    return Grid("城乡和人群之间", columns, tuple(rows))


def _made_up(synthetic: bool) -> str:
    return "表中的数由合成数据算出。" if synthetic else ""
