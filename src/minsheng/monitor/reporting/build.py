"""The report put together from its facts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from itertools import count

from minsheng.monitor.reporting import appendix, pictures, tables, wording
from minsheng.monitor.reporting.facts import Facts
from minsheng.monitor.reporting.owners import NOBODY
from minsheng.monitor.reporting.shown import mark, named
from minsheng.monitor.words import period_words
from minsheng.report.document import Block, Grid, Heading, Paragraph, Picture, Points, Report, Section
from minsheng.report.picture import Chart

Step = Callable[[str], None]
_METHOD = (
    "状态：目标年份已到的，达到为已完成，没有达到为未完成；年份未到的，达到从基期到目标的直线路径为进度正常，"
    "没有达到为进度滞后；没有数的为没有数据，不当作零，也不略去。",
    "实现度：越高越好的为实际数除以目标，越低越好的为目标除以实际数，区间目标在区间内为满分；最高 100%。"
    "没有数据的不计入平均，同时给出全按未实现和全按已实现计的两个数。",
    "应到：从规划期前最近一个数到目标画直线，按期间取点。目标写在方括号[ ]里的，是规划期内的累计数。",
)


def report_of(
    facts: Facts,
    *,
    issuer: str = "",
    day: date | None = None,
    forecasts: bool = False,
    step: Step = lambda what: None,
) -> Report:
    """The whole report; ``issuer`` signs it on ``day`` (left out, today); ``step`` is told before each part.

    ``forecasts`` adds where the targets furthest behind are heading, which takes two seconds more.
    """
    maker = _Maker(step, forecasts)
    sections = (
        Section("总体情况", tuple(maker.whole(facts))),
        Section("各领域情况", tuple(maker.areas(facts))),
        Section("需要推动的目标", tuple(maker.behind(facts))),
        Section("没有数据的目标", tuple(maker.gaps(facts))),
        Section("区县之间的差距", tuple(maker.even(facts))),
        *([Section("预警", tuple(maker.warnings(facts)))] if facts.signals else []),
        *([Section("服务事项盘点", tuple(maker.stock(facts)))] if facts.stock else []),
    )
    annexes = (Section("数据来源和口径", tuple(maker.annex(facts))),)
    signed = day or date.today()
    return Report(
        title=wording.title(facts),
        subtitle=f"（{period_words(facts.at)}）",
        sections=sections,
        annexes=annexes,
        issuer=issuer,
        date=f"{signed.year}年{signed.month}月{signed.day}日",
        notice=wording.NOTICE if facts.synthetic else "",
        header=wording.title(facts) + ("　含合成数据" if facts.synthetic else ""),
        keywords=("公共服务", "规划目标", "监测", facts.book.pack.about.name),
    )


class _Maker:
    """Makes the sections in order, and numbers their tables and pictures."""

    def __init__(self, step: Step, forecasts: bool) -> None:
        self.step, self.forecasts = step, forecasts
        self.tables, self.pictures = count(1), count(1)

    def whole(self, facts: Facts) -> Iterator[Block]:
        yield from (Paragraph(words) for words in wording.summary(facts))
        self.step("总体情况")
        yield self.table(tables.by_area(facts))
        yield self.picture(pictures.states(facts), facts.synthetic_whole)
        yield self.picture(pictures.degrees(facts), facts.synthetic_whole)

    def areas(self, facts: Facts) -> Iterator[Block]:
        self.step("各领域情况")
        for area, name in facts.areas.items():
            yield Heading(name)
            yield Paragraph(wording.of_area(facts, area))
            yield self.table(tables.of_area(facts, area))

    def behind(self, facts: Facts) -> Iterator[Block]:
        self.step("需要推动的目标")
        if not facts.behind:
            yield Paragraph("没有滞后或未完成的目标。")
            return
        nobody = sum(line.owner == NOBODY for line in facts.behind)
        told = f"进度滞后和未完成的目标共{len(facts.behind)}项，按实现度从低到高排列。"
        yield Paragraph(told + (f"其中{nobody}项规划没有写明责任单位。" if nobody else ""))
        chart = pictures.behind(facts)
        if chart is not None:
            yield self.picture(chart, facts.synthetic_whole)
        yield self.table(tables.behind(facts))
        for line, outlook, drawn in pictures.series(facts, forecasts=self.forecasts):
            path = "应到的路径、预测和目标" if outlook is not None and outlook.ahead else "应到的路径和目标"
            yield self.picture(drawn, line.synthetic, f"{named(line)}：历年的数、{path}")
            if outlook is not None:
                yield Paragraph(wording.ahead(line, outlook))

    def gaps(self, facts: Facts) -> Iterator[Block]:
        missing = facts.with_state("no_data")
        told = f"没有数据的目标共{len(missing)}项，不计入实现度，需要补报或者明确口径。"
        yield Paragraph(told if missing else "各项目标都有数据。")
        if missing:
            yield self.table(tables.gaps(facts))

    def even(self, facts: Facts) -> Iterator[Block]:
        self.step("区县之间的差距")
        if all(one.total.value is None for one in facts.equity.districts.values()):
            yield Paragraph("没有区县的数据，不能比较差距。")
            return
        if facts.equity.hidden:
            yield Paragraph("平均数高不等于处处都好：")
            yield Points(wording.hidden(facts))
        yield self.table(tables.districts(facts))
        chart = pictures.districts(facts)
        if chart is not None:
            yield self.picture(chart, facts.synthetic_parts)
            yield Paragraph(f"地图说明：{pictures.outlines_source(facts)}。")
        strips = pictures.apart(facts)
        if strips is not None:
            yield self.picture(strips, facts.synthetic_parts)
        for grid in (tables.spread(facts), tables.pairs(facts)):
            if grid.rows:
                yield self.table(grid)

    def warnings(self, facts: Facts) -> Iterator[Block]:
        yield Paragraph(wording.warned(facts))
        if facts.calling:
            yield self.table(tables.warnings(facts))
            told = {one.rule.id: f"{one.rule.name}：{one.rule.action}（{one.rule.source}）。" for one in facts.calling}
            yield Points(tuple(told.values()))

    def stock(self, facts: Facts) -> Iterator[Block]:
        yield Paragraph(wording.stocked(facts))
        for grid in (tables.stock(facts), tables.undelivered(facts)):
            if grid.rows:
                yield self.table(grid)

    def annex(self, facts: Facts) -> Iterator[Block]:
        self.step("附件")
        yield Points((*_METHOD, *facts.equity.said))
        sources = appendix.Sources()
        parts = (appendix.by_division(facts, sources), appendix.figures(facts, sources))
        for grid in (appendix.documents(facts), *parts, sources.grid()):
            if grid is not None and grid.rows:
                yield self.table(grid)

    def table(self, grid: Grid) -> Grid:
        return Grid(f"表{next(self.tables)} {grid.caption}", grid.columns, grid.rows, grid.note)

    def picture(self, chart: Chart, synthetic: bool, caption: str = "") -> Picture:
        return Picture(chart, f"图{next(self.pictures)} {caption or chart.title}{mark(synthetic)}")
