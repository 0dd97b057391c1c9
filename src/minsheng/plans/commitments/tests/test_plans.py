"""Whole plans in, rows out: two made-up plans of different layout, and the real ones when they are at hand."""

from __future__ import annotations

import json
import os
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minsheng.plans.commitments import read_commitments
from minsheng.plans.layout import split_blocks

NUMBERED = """
白石市养老服务“十四五”规划

目  录
第一章 发展回顾......1
第二章 发展目标......2

第一章　发展回顾
第一节　主要成效
床位供给持续增加。全市养老床位达到１.８万张，护理型床位占比达到５２％以上，街道综合中心覆盖率保持在１００％。
第二节　面临形势
到２０２５年，预计全市老年人口达到６０万人。
第二章　发展目标
第一节　总体目标
到２０２５年，全市养老床位达到２.５万张，护理型床位占比由２０２０年的５２％提高到６０％以上；每万名老年人拥有持证护理员２５人。
第二节　重点任务
１．健全设施网络。在２０２０年覆盖率达到９０％的基础上，力争实现村级服务点覆盖率９８％以上，每个街道至少建有１家综合中心
，其中示范型中心１２家。
２．培育队伍。每年培训护理员３０００人次，培养
专业社工２００名以上。
（一）护理员年培训时间不少于４０小时，持证上岗率、合同签订率均达到９５％。

专栏１　基本养老服务项目和内容
１．高龄津贴。８０周岁以上老年人每人每月发放津贴不低于６０元。
２．健康体检。６５周岁以上老年人每年体检１次，健康管理率达到７２％以上。

专栏２　设施建设工程
１．适老化改造。完成５０００户困难家庭适老化改造。
２．养老社区。新建养老社区项目总投资３.５亿元，总建筑面积８.２万平方米。
"""

MARKDOWN = """
# 云溪县教育提升行动计划（2023—2025年）

## 一、工作基础

- 2022年，全县公办园在园幼儿占比48%，比2019年提高12个百分点。

## 二、行动目标

- 到2025年，学前教育普惠率、公办园占比分别达到95%和60%以上；
- 到2024年和2025年，新增学位分别不少于1200个、1,500个
- 托班、小班班额严格控制在20人、25人以内

## 三、主要举措

### （一）扩容工程

新改扩建中小学12所（含九年一贯制3所），引进名校长5名、骨干教师80名左右。70%以上的乡镇中心校通过标准化验收。

### （二）保障

财政性教育经费支出占比只增不减，生均公用经费按照不低于每生每年800元的标准拨付。
"""


def rows(text: str) -> list[str]:
    found, _ = read_commitments(split_blocks(text.strip("\n").split("\n"), ()))
    return [" ".join(str(part) for part in (row.subject, row.op, row.value, row.unit, row.year)) for row in found]


def test_a_plan_in_chapters_with_full_width_figures_yields_its_promises_and_not_its_results() -> None:
    assert rows(NUMBERED) == [
        "养老床位 = 2.5 万张 2025",
        "护理型床位占比 >= 60 % 2025",
        "每万名老年人拥有持证护理员 = 25 人 2025",
        "村级服务点覆盖率 >= 98 % None",
        "综合中心 >= 1 家 None",
        "示范型中心 = 12 家 None",
        "护理员 = 3000 人次 None",
        "专业社工 >= 200 名 None",
        "护理员年培训时间 >= 40 小时 None",
        "持证上岗率 = 95 % None",
        "合同签订率 = 95 % None",
        "健康管理率 >= 72 % None",
        "困难家庭适老化改造 = 5000 户 None",
    ]


def test_a_markdown_plan_with_bullets_yields_its_promises() -> None:
    assert rows(MARKDOWN) == [
        "学前教育普惠率 >= 95 % 2025",
        "公办园占比 >= 60 % 2025",
        "学位 >= 1200 个 2024",
        "学位 >= 1500 个 2025",
        "托班 <= 20 人 None",
        "小班班额 <= 25 人 None",
        "中小学 = 12 所 None",
        "名校长 = 5 名 None",
        "骨干教师 ~ 80 名 None",
        "乡镇中心校通过标准化验收 >= 70 % None",
    ]


def test_rows_name_their_section_and_lines() -> None:
    found, _ = read_commitments(split_blocks(MARKDOWN.strip("\n").split("\n"), ()))
    last = found[-1]
    assert last.section == "三、主要举措/（一）扩容工程"
    assert last.lines == (17, 17)
    assert last.span == "70%以上的乡镇中心校通过标准化验收"


def _folder(name: str) -> Path:
    root = Path(__file__).resolve().parents[5]
    seeds = Path(os.environ.get("MINSHENG_SEEDS", root.parent / "shared" / "seeds"))
    folder = seeds if name == "seeds" else seeds.parent / name
    if not folder.is_dir():
        pytest.skip(f"the real plans are not at {folder}")
    return folder


def _plain(text: str) -> str:
    return "".join(text.replace(",", "，").replace("(", "（").replace(")", "）").split())


@pytest.mark.seeds
@pytest.mark.parametrize("stem", ["000_26fbb11f85b2886d", "003_ea0896c68421134f"])
def test_every_labelled_promise_of_a_real_plan_is_read(stem: str) -> None:
    gold = [
        json.loads(line) for line in (_folder("gold") / f"{stem}.commitments.jsonl").read_text("utf-8").splitlines()
    ]
    text = (_folder("seeds") / f"{stem}.txt").read_text("utf-8")
    found, _ = read_commitments(split_blocks(text.split("\n"), ()))
    have = {(_plain(row.sentence), _plain(row.subject), row.op, float(row.value), row.unit, row.year) for row in found}
    missing = [
        row
        for row in gold
        if not any(
            (sentence, op, value, unit, year)
            == (_plain(row["sentence"]), row["op"], float(row["value"]), row["unit"], row["year"])
            and (subject in _plain(row["subject"]) or _plain(row["subject"]) in subject)
            for sentence, subject, op, value, unit, year in have
        )
    ]
    assert missing == []


@pytest.mark.seeds
@settings(max_examples=10, deadline=None)
@given(st.randoms(use_true_random=False))
def test_damaged_copies_of_the_real_plans_never_raise(random: Random) -> None:
    text = random.choice([path.read_text("utf-8") for path in sorted(_folder("seeds").glob("*.txt"))])
    at = random.randrange(len(text))
    piece = list(text[at : at + 6000])
    for _ in range(300):
        place = random.randrange(len(piece) + 1)
        piece[place : place + random.randrange(3)] = random.choice(["", "\n", "5", "%", "“", "）", "，", "达到"])
    for row in read_commitments(split_blocks("".join(piece).split("\n"), ()))[0]:
        assert row.span in row.sentence
        assert row.subject in row.sentence
