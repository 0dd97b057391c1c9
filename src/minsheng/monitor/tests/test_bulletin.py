from __future__ import annotations

import os
from contextlib import suppress
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from minsheng.monitor.book import open_book
from minsheng.monitor.bulletin import Bulletin, read_bulletin, title_period
from minsheng.monitor.importing.words import Words
from minsheng.packs.load import load_line
from minsheng.packs.model import Pack
from minsheng.terms.errors import MinshengError
from minsheng.terms.periods import Period

ROOT = Path(__file__).resolve().parents[4]
TITLE = "2023年某市国民经济和社会发展统计公报\n\n"


@pytest.fixture(scope="module")
def packs() -> dict[str, Pack]:
    return {name: loaded.pack for name, loaded in load_line("hangzhou", ROOT / "packs").items()}


@pytest.fixture(scope="module")
def words(packs: dict[str, Pack]) -> Words:
    return Words(packs["hangzhou"], packs)


def read(words: Words, tmp_path: Path, text: str) -> Bulletin:
    (tmp_path / "b.txt").write_text(TITLE + text, "utf-8")
    return read_bulletin(tmp_path / "b.txt", words)


def told(found: Bulletin) -> list[tuple[str, str, str, str, Decimal]]:
    return [(one.indicator.id, one.division, str(one.period), one.group, one.value) for one in found.proposals]


@pytest.mark.parametrize(
    ("sentence", "indicator", "value"),
    [
        ("年末城镇登记失业率为2.1%，比上年下降0.3个百分点。", "hz-2021.t1.3", "2.1"),
        ("城镇调查失业率平均值为4.8%。", "hz-2021.t2.7", "4.8"),
        ("全体居民人均可支配收入73797元。", "hzs-2021.t1.7", "73797"),
        ("高等教育毛入学率达到75.1%。", "hz-2021.t2.5", "75.1"),
        ("婴儿死亡率1.55‰。", "hz-2021.c3", "1.55"),
        ("全年城镇新增就业30.2万人，比上年增加1.5万人。", "hz-2021.t1.4", "30.2"),
        ("全年城镇新增就业302000人。", "hz-2021.t1.4", "30.2"),
        ("年末全市森林覆盖率66.8%。", "hz-2021.t2.28", "66.8"),
        ("全体居民人均可支配收入比上年增长5.0%。", "hzs-2021.t2.4", "5"),
        ("全体居民人均可支配收入比上年下降1.2%。", "hzs-2021.t2.4", "-1.2"),
    ],
)
def test_a_result_is_proposed_for_its_indicator_in_its_unit(
    words: Words, tmp_path: Path, sentence: str, indicator: str, value: str
) -> None:
    assert told(read(words, tmp_path, sentence)) == [(indicator, "330100", "2023", "", Decimal(value))]


def test_a_proposal_has_its_sentence_its_line_and_the_bulletin_as_source(words: Words, tmp_path: Path) -> None:
    [one] = read(words, tmp_path, "义务教育巩固率为100%。\n").proposals
    assert (one.source, one.printed.lines, one.strength) == (
        "2023年某市国民经济和社会发展统计公报 第3行",
        (3, 3),
        "same",
    )
    assert one.printed.sentence == "义务教育巩固率为100%。"


def test_a_bound_is_said_in_the_source(words: Words, tmp_path: Path) -> None:
    [one] = read(words, tmp_path, "基本医疗保险户籍人口参保率超过99%。").proposals
    assert one.source.endswith("第3行（原文超过99%）")


def test_town_and_country_are_groups_where_the_indicator_is_for_everyone(words: Words, tmp_path: Path) -> None:
    found = read(words, tmp_path, "城镇居民人均可支配收入80587元，农村居民人均可支配收入48180元。")
    assert [(one.group, one.value) for one in found.proposals] == [("urban", Decimal(80587)), ("rural", Decimal(48180))]


def test_a_district_at_the_head_of_a_sentence_is_where_and_one_elsewhere_is_a_doubt(
    words: Words, tmp_path: Path
) -> None:
    found = read(words, tmp_path, "西湖区森林覆盖率52.1%。在西湖区带动下，义务教育巩固率为100%。")
    assert [one.division for one in found.proposals] == ["330106", "330100"]
    assert [bool(one.printed.doubts) for one in found.proposals] == [False, True]


@pytest.mark.parametrize(
    "sentence",
    [
        "到2025年，森林覆盖率达到66.9%。",
        "力争森林覆盖率达到66.9%。",
        "上年森林覆盖率66.5%。",
        "森林覆盖率提高0.3个百分点。",
        "森林覆盖率比上年末高0.3个百分点。",
    ],
)
def test_promises_other_years_and_shifts_are_not_proposed(words: Words, tmp_path: Path, sentence: str) -> None:
    assert told(read(words, tmp_path, sentence)) == []


def test_a_year_that_is_named_is_the_figures_year(words: Words, tmp_path: Path) -> None:
    assert [row[2] for row in told(read(words, tmp_path, "2022年，森林覆盖率66.7%。"))] == ["2022"]


def test_figures_of_a_table_are_proposed_and_its_targets_are_not(words: Words, tmp_path: Path) -> None:
    table = (
        "表1 主要指标\n指标\t单位\t2025年目标\t2023年\n森林覆盖率\t%\t66\t66.8\n人均公园绿地面积\t平方米\t15\t13.1\n"
    )
    assert told(read(words, tmp_path, table)) == [
        ("hz-2021.t2.28", "330100", "2023", "", Decimal("66.8")),
        ("hz-2021.t2.29", "330100", "2023", "", Decimal("13.1")),
    ]


def test_a_figure_that_fits_no_indicator_is_counted(words: Words, tmp_path: Path) -> None:
    found = read(words, tmp_path, "全年粮食产量12.3万吨。")
    assert (found.proposals, [one.subject for one in found.unmatched]) == ((), ["粮食产量"])


@pytest.mark.parametrize(
    ("title", "period"),
    [
        ("2023年统计公报", "2023"),
        ("2024年第一季度民生指标", "2024Q1"),
        ("2024年3月监测月报", "2024-03"),
        ("2024年前三季度经济运行", None),
        ("2024年1—9月", None),
        ("行动计划（2013—2015）", None),
        ("公报", None),
    ],
)
def test_the_period_is_the_titles_when_it_is_a_whole_one(title: str, period: str | None) -> None:
    found = title_period(title)
    assert (None if found is None else str(found)) == period


def test_without_a_period_a_bulletin_is_not_read(words: Words, tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_text("关于公共服务的公报\n\n森林覆盖率66.8%。\n", "utf-8")
    with pytest.raises(MinshengError, match="看不出是哪个时期"):
        read_bulletin(tmp_path / "b.txt", words)
    assert len(read_bulletin(tmp_path / "b.txt", words, period=Period(2022)).proposals) == 1


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.sampled_from("年末全市森林覆盖率达到为66.8%，。；比上年增长西湖区（）\t\n—2023"), max_size=40).map(
        "".join
    )
)
def test_no_text_breaks_the_reader(words: Words, tmp_path: Path, text: str) -> None:
    with suppress(MinshengError):
        read(words, tmp_path, text)


@pytest.mark.seeds
@pytest.mark.parametrize(("name", "most_differing"), [("000", 3), ("001", 4)])
def test_results_of_2020_told_in_the_plans_are_those_of_the_packs(
    packs: dict[str, Pack], words: Words, name: str, most_differing: int
) -> None:
    folder = Path(os.environ.get("MINSHENG_SEEDS", ROOT.parent / "shared" / "seeds"))
    files = sorted(folder.glob(f"{name}_*"))
    if not files:
        pytest.skip("the real plans are not at hand (set MINSHENG_SEEDS)")
    book = open_book("hangzhou", packs)
    equal, differing = 0, []
    for one in read_bulletin(files[0], words, period=Period(2020)).proposals:
        printed = {
            known.value
            for known in book.told(one.indicator.id, one.division)
            if known.observation.period.last_year == 2020
        }
        if printed and one.period == Period(2020) and not one.group:
            equal += one.value in printed
            differing += [one.source] if one.value not in printed else []
    assert equal >= 45
    assert len(differing) <= most_differing, differing
