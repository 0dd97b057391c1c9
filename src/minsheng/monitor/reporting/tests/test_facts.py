"""A small city's report, worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from minsheng.monitor.book import Book
from minsheng.monitor.equity.tests.lakeside import (
    BEDS,
    CLAUSE,
    HOME,
    INNER,
    JOBLESS,
    OUTER,
    PLACES,
    SHARE,
    WORDS,
    book,
    pack,
    seen,
)
from minsheng.monitor.example import SYNTHETIC
from minsheng.monitor.inventory import Entry, Inventory
from minsheng.monitor.observation import Observation
from minsheng.monitor.reporting import appendix, pictures, tables, wording
from minsheng.monitor.reporting.build import report_of
from minsheng.monitor.reporting.facts import Facts, facts_of
from minsheng.monitor.reporting.scope import period_before, targets_at
from minsheng.monitor.reporting.shown import due, latest, short_of
from minsheng.monitor.warnings.desk import Desk
from minsheng.monitor.warnings.signals import signals
from minsheng.packs.model import ServiceItem
from minsheng.packs.watching import WarningRule
from minsheng.report.document import Grid, Paragraph
from minsheng.terms.periods import Period

AT = Period.parse("2023")


def city(*rows: Observation) -> Book:
    return book(pack(PLACES, SHARE, JOBLESS, WORDS, BEDS), *rows)


def facts(*rows: Observation, at: str = "2023") -> Facts:
    return facts_of(city(*rows), Period.parse(at))


# 2 in 2020, 4 by 2025: 3.2 is due at the end of 2023.
BEHIND = (seen(PLACES, "3"), seen(JOBLESS, "4"))


def test_the_summary_says_every_number_the_tables_have() -> None:
    told = list(wording.summary(facts(*BEHIND)))
    assert told[0] == (
        "截至2023年末，对照《湖滨市公共服务规划》，湖滨市共监测5项目标："
        "已完成0项，进度正常1项，进度滞后1项，未完成0项，没有数据3项。"
        "有数据的2项中，已完成和进度正常的1项，占50.0%。没有数据的目标中，有1项是文字表述，没有可以比较的数。"
    )
    assert "需要推动的共1项（进度滞后1项），较多的领域是幼有所育1项。" in told[3]
    assert "每千人口托位数3个，目标≥4个，低0.2个。" in told[3]
    last = tables.by_area(facts(*BEHIND)).rows[-1]
    assert last == ("合计", "5", "0", "1", "1", "0", "3", "87.5%")


def test_the_degree_is_said_with_what_is_missing_counted_at_worst_and_best() -> None:
    # 托位 75, 占比 missing: 37.5 (0 to 100 for it: 37.5 to 87.5); 失业率 100, 床位 missing: 50 to 100.
    said = list(wording.summary(facts(*BEHIND)))[1]
    assert "目标总实现度为87.5%（没有数据的目标不计入；全按未实现计为43.8%，全按已实现计为93.8%）" in said
    assert "分领域看，劳有所得最高，为100.0%；幼有所育最低，为75.0%。" in said


def test_of_a_lagging_target_the_path_and_what_is_missing_are_shown() -> None:
    (line,) = facts(*BEHIND).behind
    assert (latest(line), due(line), short_of(line), line.owner) == ("3个", "3.2个", "低0.2个", "规划未写明")


RULE = WarningRule(
    id="places",
    name="托位少",
    watches=PLACES.id,
    when="value < 4",
    text="低于目标",
    level="yellow",
    owner="市卫生健康委",
    days=30,
    action="推进建设",
    source=CLAUSE,
    since=date(2021, 1, 1),
    every="year",
)


def test_the_owner_is_whom_a_warning_of_the_pack_names() -> None:
    found = facts_of(book(pack(PLACES, warnings=(RULE,)), *BEHIND[:1]), AT)
    assert [line.owner for line in found.behind] == ["市卫生健康委"]


def test_a_warning_that_calls_is_told_with_who_handles_it_and_how_far_it_is(tmp_path: Path) -> None:
    made = book(pack(PLACES, warnings=(RULE,)), *BEHIND[:1])
    told = ("托位少", "黄色", "杭州市", "2023年 3个", "低于目标", "市卫生健康委，30天内")
    before = facts_of(made, AT)
    assert tables.warnings(before).rows == ((*told, "未立案"),)
    assert wording.warned(before) == "按预警规则，达到预警条件的1条（黄色1条），其中已立案0条。"
    desk = Desk(tmp_path)
    desk.review(signals(made, AT), by="王芳")
    after = facts_of(made, AT, alerts=desk.alerts())
    assert tables.warnings(after).rows == ((*told, "待签收"),)
    assert "其中已立案1条" in wording.warned(after)
    assert facts_of(made, Period.parse("2022"), alerts=desk.alerts()).alerts == ()


def test_a_warning_nobody_can_decide_is_named_and_none_that_calls_is_said() -> None:
    made = facts_of(book(pack(PLACES, SHARE, warnings=(RULE,)), seen(SHARE, "70")), AT)
    assert wording.warned(made) == "按预警规则，没有达到预警条件的。缺少数据、说不准的规则有1条：托位少。"


def test_what_turned_since_the_year_before_is_told() -> None:
    # 2.4 was due in 2021 and 2.8 in 2022.
    rows = [
        seen(PLACES, "2.9", period="2022"),
        seen(PLACES, "3"),
        seen(JOBLESS, "6", period="2022"),
        seen(JOBLESS, "4"),
    ]
    change = facts(*rows).change
    assert change is not None
    assert [line.status.name for line in change.worse] == ["每千人口托位数"]
    said = list(wording.summary(facts(*rows)))[-1]
    assert said.startswith("与2022年相比，转为进度滞后的1项：每千人口托位数")


def test_in_the_first_year_of_a_plan_nothing_is_compared() -> None:
    assert facts(seen(PLACES, "2.4", period="2021"), at="2021").change is None


@pytest.mark.parametrize(
    ("at", "before"), [("2023Q1", "2022Q4"), ("2021Q1", None), ("2021-03", "2021-02"), ("2022", "2021")]
)
def test_the_period_before_is_of_the_same_kind_and_plan(at: str, before: str | None) -> None:
    found = period_before(Period.parse(at), targets_at(city(), Period.parse(at)))
    assert (None if found is None else str(found)) == before


def test_targets_of_another_plan_are_not_reported() -> None:
    assert targets_at(city(), Period.parse("2020")) == []
    assert len(targets_at(city(), Period.parse("2025"))) == 5


def test_a_made_up_figure_is_marked_wherever_it_stands_and_on_the_first_page() -> None:
    made_up = Observation(PLACES.id, HOME, AT, Decimal(3), f"{SYNTHETIC}（演示）")
    report = report_of(facts(made_up, seen(JOBLESS, "4")), day=date(2024, 1, 15))
    assert report.notice.startswith("本报告含合成数据")
    assert report.header.endswith("含合成数据")
    cells = [cell for grid in report.grids() for row in grid.rows for cell in row]
    assert {cell for cell in cells if cell.startswith("3个")} == {"3个（合成）"}
    assert {cell for cell in cells if cell.startswith("4%")} == {"4%"}
    assert any(cell.startswith("2023年 3（合成） [") for cell in cells)
    assert "3个（合成）" in next(one.words for one in report.sections[0].blocks[3:4] if isinstance(one, Paragraph))


def test_without_made_up_figures_nothing_is_marked() -> None:
    report = report_of(facts(*BEHIND, seen(PLACES, "3", INNER), seen(PLACES, "2", OUTER)))
    words = [cell for grid in report.grids() for row in grid.rows for cell in (*row, grid.note)]
    words += [one.words for section in report.sections for one in section.blocks if isinstance(one, Paragraph)]
    assert report.notice == ""
    assert not [one for one in words if "合成" in one]


def test_a_figure_below_that_is_made_up_does_not_mark_the_citys_own() -> None:
    inner = Observation(PLACES.id, INNER, AT, Decimal(3), f"{SYNTHETIC}（演示）")
    outer = Observation(PLACES.id, OUTER, AT, Decimal(2), f"{SYNTHETIC}（演示）")
    found = facts(*BEHIND, inner, outer)
    said = list(wording.summary(found))
    assert (found.synthetic_whole, found.synthetic_parts) == (False, True)
    assert "87.5%（没有" in said[1]
    assert "上城区75.0%，最低的是桐庐县50.0%（合成），相差25.0个百分点" in said[2]


def test_each_figure_of_the_appendix_has_its_source() -> None:
    sources = appendix.Sources()
    grid = appendix.figures(facts(*BEHIND), sources)
    assert grid.rows == (
        ("每千人口托位数", "个", "2020年 2 [条文]", "2023年 3 [1]", "ls-2021 表1.1"),
        ("城镇调查失业率", "%", "—", "2023年 4 [1]", "ls-2021 表1.3"),
    )
    assert sources.grid().rows == (("[1]", "统计局 2023"),)


def test_the_districts_figures_behind_the_spread_are_listed_with_their_sources() -> None:
    grid = appendix.by_division(facts(seen(PLACES, "3", INNER), seen(PLACES, "2", OUTER)), appendix.Sources())
    assert isinstance(grid, Grid)
    assert grid.rows == (("上城区", "3"), ("桐庐县", "2"), ("来源", "[1]"))
    assert grid.note == "（1）每千人口托位数，2023年，个。"


def test_a_city_without_any_figure_gets_a_report_that_says_so() -> None:
    report = report_of(facts())
    said = [one.words for section in report.sections for one in section.blocks if isinstance(one, Paragraph)]
    assert "各项目标都没有数据，算不出实现度。" in said
    assert "没有滞后或未完成的目标。" in said
    assert "没有区县的数据，不能比较差距。" in said


def test_the_report_is_called_after_its_period() -> None:
    names = [wording.title(facts(at=text)) for text in ("2023", "2023Q4", "2023-12")]
    assert names == [f"湖滨市公共服务规划目标{kind}监测报告" for kind in ("年度", "季度", "月度")]


def test_where_a_target_is_heading_is_told_with_its_interval_and_its_method() -> None:
    quarters = [f"{year}Q{number}" for year in (2021, 2022, 2023) for number in range(1, 5)]
    rows = [seen(PLACES, f"{2 + 0.05 * place:.2f}", period=text) for place, text in enumerate(quarters, 1)]
    found = facts(*rows, at="2023Q4")
    ((line, outlook, chart),) = pictures.series(found, forecasts=True)
    assert outlook is not None
    # 2.6 at the end of 2023 and 0.05 a quarter: 3.0 at the end of 2025, for which 4 is promised.
    said = wording.ahead(line, outlook)
    assert said.startswith(
        "照现在的走势，每千人口托位数到2025年四季度末为3个（80%的把握在3个至3个之间），目标难以达到。方法："
    )
    last = chart.table.rows[-1]
    assert last[0] == "2025"
    assert [row[3:6] for row in chart.table.rows if row[0] == "2025Q4"] == [("3", "3", "3")]


def test_a_target_with_too_few_figures_says_why_there_is_no_forecast() -> None:
    rows = [seen(PLACES, value, period=year) for year, value in (("2021", "2.1"), ("2022", "2.2"), ("2023", "2.3"))]
    ((line, outlook, _),) = pictures.series(facts(*rows), forecasts=True)
    assert outlook is not None
    assert wording.ahead(line, outlook).startswith("每千人口托位数没有预测：只有4个数")


def test_the_years_service_items_are_told_with_what_nobody_reported(tmp_path: Path) -> None:
    made = pack(PLACES)
    since = date(2021, 1, 1)
    items = tuple(
        ServiceItem(f"item-{place}", f"事项{place}", "", "childcare", "basic", "儿童", "照护", CLAUSE, since, lead=lead)
        for place, lead in ((1, ("市卫健委",)), (2, ("市卫健委",)), (3, ()))
    )
    stocked = Inventory(tmp_path, replace(made, items=items))
    entries = (
        Entry("item-1", state="delivered", evidence="台账"),
        Entry("item-2", state="partly", evidence="差两个区"),
    )
    stocked.write(2023, entries, by="王芳")
    found = facts_of(book(made), AT, stock=stocked.lines(2023))
    assert wording.stocked(found) == (
        "2023年清单有服务事项3项：已落实1项，部分落实1项，未启动0项，没有报1项。没有报的按责任单位：规划未写明1项。"
    )
    assert tables.stock(found).rows == (("幼有所育", "3", "1", "1", "0", "1"), ("合计", "3", "1", "1", "0", "1"))
    assert tables.undelivered(found).rows == (("事项2", "部分落实", "差两个区", "市卫健委", "—", str(CLAUSE)),)
