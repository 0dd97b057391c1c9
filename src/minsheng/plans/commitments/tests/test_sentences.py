"""One sentence in, its rows out: subject, operator, value, unit, year."""

from __future__ import annotations

import pytest

from minsheng.plans.commitments import read_commitments
from minsheng.plans.model import Block, Commitment, Doubt

TITLE = Block("title", "青禾市公共服务“十四五”规划", (1, 1))


def read(sentence: str, *path: str, box: str | None = None) -> tuple[tuple[Commitment, ...], tuple[Doubt, ...]]:
    where = path or ("三、主要任务",)
    blocks = [TITLE, Block("paragraph", sentence, (9, 9), where, 1 if box else None)]
    if box:
        blocks.insert(1, Block("box", box, (8, 8), where, 1))
    return read_commitments(blocks)


def rows(sentence: str, *path: str, box: str | None = None) -> list[str]:
    return [
        " ".join(str(part) for part in (row.subject, row.op, row.value, row.unit or "-", row.year))
        for row in read(sentence, *path, box=box)[0]
    ]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("到2025年，全市学前三年入园率达到98%。", ["学前三年入园率 = 98 % 2025"]),
        ("到２０２５年，每千人口托位数达到４.５个以上。", ["每千人口托位数 >= 4.5 个 2025"]),
        ("城镇调查失业率控制在5.5%以内。", ["城镇调查失业率 <= 5.5 % None"]),
        ("公众满意度稳定在92分左右。", ["公众满意度 ~ 92 分 None"]),
        ("老年人健康管理率超过72%。", ["老年人健康管理率 > 72 % None"]),
        ("药品抽检合格率≥99%，失业率＜5%。", ["药品抽检合格率 >= 99 % None", "失业率 < 5 % None"]),
        ("孕产妇死亡率控制在8/10万以下。", ["孕产妇死亡率 <= 8 /10万 None"]),
        ("精神科医师数提升至5.1名/10万人。", ["精神科医师数 = 5.1 名/10万人 None"]),
        ("低保标准达到12000元/人·年以上。", ["低保标准 >= 12000 元/人·年 None"]),
        ("到2025年，监督机构人员编制按不低于常住人口的万分之0.8配备。", ["监督机构人员编制 >= 0.8 万分之 2025"]),
        ("亿元产值死亡率下降至0.02以下。", ["亿元产值死亡率 <= 0.02 - None"]),
        ("年服务人次突破1,200万人次。", ["年服务人次 > 1200 万人次 None"]),
        ("参保人数突破450万。", ["参保人数 > 450 万 None"]),
        ("人均预期寿命提高1岁，达到81岁。", ["人均预期寿命 = 1 岁 None", "人均预期寿命 = 81 岁 None"]),
        ("保持参保率在95%以上。", ["参保率 >= 95 % None"]),
        ("疫苗接种率以乡镇为单位保持在95%以上。", ["疫苗接种率 >= 95 % None"]),
        ("到2025年，锻炼人数比例达到全市总人口的42%。", ["锻炼人数比例 = 42 % 2025"]),
    ],
)
def test_a_metric_with_a_figure_is_read_with_its_operator_and_unit(sentence: str, expected: list[str]) -> None:
    assert rows(sentence) == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("培育助老联合体80个。", ["助老联合体 = 80 个 None"]),
        ("推动新建科创企业1万家以上。", ["科创企业 >= 1 万家 None"]),
        ("老城区建设充电车位3万个。", ["充电车位 = 3 万个 None"]),
        ("建成200个新型阅读空间。", ["新型阅读空间 = 200 个 None"]),
        ("每年选拔30名左右青年医生纳入培养计划。", ["青年医生 ~ 30 名 None"]),
        ("每千名老年人拥有3家助餐点。", ["助餐点 = 3 家 None"]),
        ("确保每个乡（镇）至少建有2家助老中心。", ["助老中心 >= 2 家 None"]),
        ("建设8所高水平学校和15个高水平专业。", ["高水平学校 = 8 所 None", "高水平专业 = 15 个 None"]),
        ("招引博士100名、硕士500名。", ["博士 = 100 名 None", "硕士 = 500 名 None"]),
        ("至少有1所公办园、2个广场。", ["公办园 >= 1 所 None", "广场 >= 2 个 None"]),
        ("困难家庭适老化改造达到1万户。", ["困难家庭适老化改造 = 1 万户 None"]),
        ("实现1个街道1个月举办1场音乐会。", ["音乐会 = 1 场 None"]),
        ("100人以上企业建会率达到90%。", ["100人以上企业建会率 = 90 % None"]),
        ("建设10个“精品”社区、20个“示范”村。", ["“精品”社区 = 10 个 None", "“示范”村 = 20 个 None"]),
        ("新改建城市绿道300公里。", ["城市绿道 = 300 公里 None"]),
        ("举办大型招聘会不少于30场。", ["大型招聘会 >= 30 场 None"]),
        ("创建3个国家级、9个省级示范街区。", ["省级示范街区 = 3 个 None", "省级示范街区 = 9 个 None"]),
        ("累计发放创业贷款30亿元。", ["创业贷款 = 30 亿元 None"]),
        ("推进建设标准化市场20家。", ["标准化市场 = 20 家 None"]),
        ("选拔杰出创业人才100人。", ["杰出创业人才 = 100 人 None"]),
        ("每个街道至少有1家以康复为主的护理机构。", ["以康复为主的护理机构 >= 1 家 None"]),
        ("全年检测能力达到3万管以上。", ["全年检测能力 >= 3 万管 None"]),
        ("重点建设肿瘤、儿科等8个品牌学科。", ["品牌学科 = 8 个 None"]),
    ],
)
def test_counted_things_have_what_is_counted_as_their_metric(sentence: str, expected: list[str]) -> None:
    assert rows(sentence) == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("70%以上的社区建成综合服务中心。", ["社区建成综合服务中心 >= 70 % None"]),
        ("力争40个左右村庄达到示范标准。", ["村庄达到示范标准 ~ 40 个 None"]),
        ("所有街道和60%的村达到示范标准。", ["村达到示范标准 = 60 % None"]),
        ("社区图书室100%向居民开放。", ["社区图书室 = 100 % None"]),
    ],
)
def test_a_share_of_things_that_do_something_keeps_what_they_do(sentence: str, expected: list[str]) -> None:
    assert rows(sentence) == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "追溯覆盖率、抽检覆盖面均达95%以上。",
            ["追溯覆盖率 >= 95 % None", "抽检覆盖面 >= 95 % None"],
        ),
        (
            "公园、广场和绿道服务人数分别达到30万、40万和35万以上。",
            ["公园 >= 30 万 None", "广场 >= 40 万 None", "绿道服务人数 >= 35 万 None"],
        ),
        ("建档率、巡诊率分别达到100%、80%以上。", ["建档率 = 100 % None", "巡诊率 >= 80 % None"]),
        ("参保率、签约率分别稳定在95%以上。", ["参保率 >= 95 % None", "签约率 >= 95 % None"]),
        ("每年巡演20场次、赠书3万册次。", ["巡演 = 20 场次 None", "赠书 = 3 万册次 None"]),
        ("甲类、乙类支付比例分别达到80%和70%左右。", ["甲类 ~ 80 % None", "乙类支付比例 ~ 70 % None"]),
        ("托班、小班班额分别控制在20人、25人以内。", ["托班 <= 20 人 None", "小班班额 <= 25 人 None"]),
        ("社区、学校阶段心理评估覆盖率达100%。", ["社区、学校阶段心理评估覆盖率 = 100 % None"]),
        ("全市各乡、镇（场）邻里和谐指数平均达到80分以上。", ["各乡、镇（场）邻里和谐指数 >= 80 分 None"]),
    ],
)
def test_each_metric_of_a_list_gets_its_row(sentence: str, expected: list[str]) -> None:
    assert rows(sentence) == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("到2022年，新增托位2000个；到2025年，新增托位5000个。", ["托位 = 2000 个 2022", "托位 = 5000 个 2025"]),
        ("到2022年、2025年，入园率分别达到95%、98%。", ["入园率 = 95 % 2022", "入园率 = 98 % 2025"]),
        ("“十四五”时期，新增床位1万张。", ["床位 = 1 万张 2025"]),
        ("确保到2025年托位数达到8000个，提前完成规划任务。", ["托位数 = 8000 个 2025"]),
        ("办好2022年运动会，新增健身点50个。", ["健身点 = 50 个 None"]),
        ("到2025年，覆盖率比2020年提高10个百分点。", ["覆盖率 = 10 个百分点 2025"]),
        ("入园率由2020年的85%提高到2025年的90%以上。", ["入园率 >= 90 % 2025"]),
        ("到2025年，预期寿命在2020年基础上提高1岁左右。", ["预期寿命 ~ 1 岁 2025"]),
        ("2021—2025年，每年新增泊位5000个。", ["泊位 = 5000 个 2025"]),
        ("到2025年，死亡率下降5%（以2020年为基数），起数下降3%。", ["死亡率 = 5 % 2025", "起数 = 3 % 2025"]),
    ],
)
def test_the_year_is_the_last_one_named_as_a_time_before_the_figure(sentence: str, expected: list[str]) -> None:
    assert rows(sentence) == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "“十三五”期间，累计新增就业30万人，失业率控制在4%以内。",
        "截至2020年底，入园率达到98%。",
        "2020年，全市人均预期寿命达到82.1岁。",
        "目前，全市已建成服务中心56家。",
        "预计到2025年，老年人口占比将达到25%。",
        "为3岁以下婴幼儿提供服务，完善16周岁以下儿童登记。",
        "运行12345热线，打造15分钟服务圈，扩大5G网络，治理PM2.5。",
        "健全“1+8+2”救助体系，实施“815”工程。",
        "到2025年，创建示范城市1—2个。",
        "人口800人以上的村庄实现图书室全覆盖。",
        "利用现有的30家创业基地提供服务。",
        "以市医院为龙头，6家县级医院为骨干。",
        "按照每千人口不少于1张的标准配置床位。",
        "新建校舍总建筑面积12万平方米，总投资35亿元。",
        "实现救助等14项事项集成办理。",
        "全面落实20项惠老政策。",
        "巩固6个国家级示范区创建成果。",
        "对全市3万名特困老人开展关爱服务。",
        "大幅提升10秒找位、20秒离场的服务覆盖率。",
        "与2015年相比，共建成服务中心50家。",
        "每年为60岁以上老年人提供免费体检1次。",
        "社区每季度组织2次健康讲座。",
        "保证学生每天户外活动时间不少于2小时。",
        "居民医保人均补助标准提高到610元以上。",
        "城市、农村救助标准分别提高到每人每月980元、760元。",
        "总投资2亿元的护理院占地30亩，设置床位400张。",
        "整合80人以下教学点，消除60人以上超大班级。",
        "全市现有小学120所，在校生7万人。",
        "医技楼项目建筑面积2万平方米，新增床位300张。",
        "滨江幼儿园新建工程，规模15个班。",
        "与达到4.6个的要求差距较大。",
        "2021年，新增托位900个，超额完成年度任务。",
        "2022年新增就业5万人，完成年度目标的112%。",
        "全市巩固率保持在99%以上，为优质均衡奠定了坚实基础。",
        "中小学生每学期视力检查不少于2次。",
        "创业贷款最高额度提高到20万元。",
        "门诊年度支付限额提高到3万元。",
        "小学生每天睡眠时间达到10小时，初中生达到9小时。",
        "三年来，建成书屋30家，签约率保持在90%以上。",
        "市福利院新院规划床位600张，总投资3亿元。",
    ],
)
def test_what_is_no_promise_yields_no_row(sentence: str) -> None:
    assert rows(sentence) == []


def test_a_sentence_that_turns_to_what_is_to_come_tells_results_before_and_promises_after() -> None:
    text = "截至目前，已建成社区书屋90家，下一步将新增40家以上，实现社区覆盖率85%。"
    assert rows(text) == ["社区书屋 >= 40 家 None", "社区覆盖率 = 85 % None"]


def test_a_later_year_turns_a_sentence_that_began_with_what_there_is() -> None:
    text = "截至2021年底，共建成书屋80家；2022年新建20家，2025年底达到150家。"
    assert rows(text)[0].endswith("20 家 2022")
    assert rows(text)[1].endswith("150 家 2025")


def test_below_a_heading_of_both_results_and_goals_the_sentences_tell_which() -> None:
    text = "截至2020年底，建成托育园20家，入托率保持在9%以上。到2025年，建成托育园40家。入托率稳定在15%以上。"
    assert rows(text, "一、现状与目标") == ["入托率 >= 15 % None"] or rows(text, "一、现状与目标")[1:] == [
        "入托率 >= 15 % None"
    ]


def test_the_way_from_a_base_to_a_figure_already_given_is_no_second_promise() -> None:
    assert rows("到2025年，床位数达到5万张，比2020年增加1万张。") == ["床位数 = 5 万张 2025"]
    assert rows("每万人护理员达到20人，较2020年提高6人。") == ["每万人护理员 = 20 人 None"]


def test_a_result_in_a_review_chapter_is_no_promise_even_when_worded_like_one() -> None:
    assert rows("养老床位达到2万张，入园率保持在98%以上。", "一、规划背景", "（一）发展基础") == []
    assert rows("养老床位达到2万张。", "二、夯实发展基础") == ["养老床位 = 2 万张 None"]


def test_a_paragraph_that_opens_with_the_past_tells_results_until_it_turns_to_the_plan() -> None:
    text = "“十三五”以来，养老服务快速发展。养老床位达到2万张。到2025年，养老床位达到3万张。入院率保持在95%以上。"
    assert rows(text) == ["养老床位 = 3 万张 2025", "入院率 >= 95 % None"]


def test_a_goal_in_a_review_chapter_is_kept_with_a_doubt() -> None:
    (row,), _ = read("力争到2025年，托位数达到1万个。", "一、存在问题")
    assert (row.subject, row.year, [doubt.code for doubt in row.doubts]) == ("托位数", 2025, ["review-section"])


def test_service_standards_in_a_box_of_services_are_left_to_items_but_rates_are_promises() -> None:
    box = "专栏1 基本公共服务项目和内容"
    assert rows("1.图书。每周开放时间不少于56小时，藏书不少于1500种。", box=box) == []
    assert rows("2.补助。寄宿生每人每年1000元。", box=box) == []
    assert rows("3.报销。住院费用报销比例达到75%左右。", box=box) == []
    assert rows("4.固废。医疗污水安全处置率保持100%。", box=box) == ["医疗污水安全处置率 = 100 % None"]


def test_projects_and_goals_in_other_boxes_are_promises() -> None:
    assert rows("1.景区行动。培育6家以上智慧农场、3家书店。", box="专栏1 数字化行动") == [
        "智慧农场 >= 6 家 None",
        "书店 = 3 家 None",
    ]


@pytest.mark.parametrize(
    ("sentence", "modifier"),
    [
        ("入园率力争达到85%。", "力争"),
        ("入园率保持在95%以上。", "保持在"),
        ("死亡率控制在4‰以下。", "控制在"),
        ("占比不低于60%。", "不低于"),
        ("确保达标率达到100%。", "确保"),
        ("入园率达到95%。", None),
    ],
)
def test_the_modifier_is_the_word_that_colours_the_promise(sentence: str, modifier: str | None) -> None:
    assert read(sentence)[0][0].modifier == modifier


def test_a_figure_that_looks_promised_but_cannot_be_read_leaves_a_doubt() -> None:
    assert [doubt.code for doubt in read("力争创建示范城市1—2个。")[1]] == ["range"]
    assert [doubt.code for doubt in read("到2025年三级医院达20家（其中三甲医院12家）。")[1]] == ["bracket"]
    assert [doubt.code for doubt in read("集装箱吞吐量达到300标箱。")[1]] == ["unit"]
    assert [doubt.code for doubt in read("每个乡镇至少有一所中心幼儿园。")[1]] == ["chinese-number"]


def test_a_metric_from_the_clause_before_is_kept_with_a_doubt() -> None:
    (row,), _ = read("到2025年，婴幼儿入托率稳步提高，达到15%以上。")
    assert (row.subject, row.year, [doubt.code for doubt in row.doubts]) == ("婴幼儿入托率", 2025, ["carried-subject"])


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("加快建设滨水绿道，新建60公里。", ["滨水绿道 = 60 公里 None"]),
        ("大力发展共有产权住房，新筹集2万套。", ["共有产权住房 = 2 万套 None"]),
        ("推进山区公路，新改建90公里以上。", ["山区公路 >= 90 公里 None"]),
    ],
)
def test_a_clause_that_only_counts_counts_what_the_clause_before_acts_on(sentence: str, expected: list[str]) -> None:
    assert rows(sentence) == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("每个乡镇至少建成1家、到2025年至少建成2家共享厨房。", ["共享厨房 >= 1 家 None", "共享厨房 >= 2 家 2025"]),
        (
            "建成2个市级、8个县级、90个镇级助残驿站。",
            ["镇级助残驿站 = 2 个 None", "镇级助残驿站 = 8 个 None", "镇级助残驿站 = 90 个 None"],
        ),
    ],
)
def test_figures_that_name_nothing_take_the_name_behind_the_last_of_them(sentence: str, expected: list[str]) -> None:
    assert rows(sentence) == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("签约率、建档率均在85%以上。", ["签约率 >= 85 % None", "建档率 >= 85 % None"]),
        ("签约率、建档率两项指标均达到85%以上。", ["签约率 >= 85 % None", "建档率 >= 85 % None"]),
    ],
)
def test_metrics_that_lie_together_above_a_figure_give_a_row_each(sentence: str, expected: list[str]) -> None:
    assert rows(sentence) == expected


def test_a_five_year_plan_that_is_only_compared_with_is_no_year() -> None:
    assert rows("锻炼人数比例较“十三五”末提高3个百分点以上。") == ["锻炼人数比例 >= 3 个百分点 None"]


def test_homes_that_something_is_done_for_are_counted_as_its_object_would_be() -> None:
    assert [row.value for row in read("对800户老年人家庭实施无障碍改造。")[0]] == [800]
    assert rows("对12家单位提出表扬。") == []


def _subjects(path: tuple[str, ...], *paragraphs: str) -> list[str]:
    blocks = [TITLE, Block("paragraph", "统筹推进。", (2, 2), ("第一章 起步",))]
    blocks += [Block("paragraph", text, (3 + at, 3 + at), path) for at, text in enumerate(paragraphs)]
    return [row.subject for row in read_commitments(blocks)[0]]


def test_a_section_of_the_first_chapter_that_opens_on_the_last_plan_tells_results_until_a_year_ahead_is_named() -> None:
    told = ("“十三五”时期，公共服务迈上新台阶。", "入园率达到98%以上。", "到2025年，巩固率达到99%。", "床位达到800张。")
    assert _subjects(("第一章 起步", "第一节 新的高度"), *told) == ["巩固率", "床位"]
    assert _subjects(("第三章 任务", "第一节 新的高度"), *told) == ["入园率", "巩固率", "床位"]
