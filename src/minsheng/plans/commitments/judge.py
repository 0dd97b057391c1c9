"""What a figure is when it is no promise: a result, a forecast, a service standard, a stock, a size, a condition."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from minsheng.plans.commitments import words
from minsheng.plans.commitments.quantities import AGE_UNITS, LENGTH_UNITS, SIZE_UNITS, TIME_UNITS, Passed, Quantity
from minsheng.plans.commitments.text import Clause, Prepared
from minsheng.plans.commitments.years import FIVE, FIVE_BASE, FIVE_YEARS, Period, YearMark, year_before
from minsheng.plans.layout.marks import narrow

Verdict = Literal["promise", "past", "forecast", "standard", "stock", "size", "condition"]

_REVIEW = re.compile(
    r"发展基础|现实基础|工作基础|基础和|基础与|基础$|成效|成就|成绩|回顾|问题|短板|不足|形势|机遇|挑战|规划背景|重大背景|发展环境|发展背景"
    r"|背景$|现状|完成情况|进展情况|工作进展|总结|评估情况|主要进展|概况|基本情况|成果$|执行情况|现实条件|发展条件|发展优势|发展情况|发展历程|实施情况|取得的?(?:主要)?(?:成|进)|过去[三五]年|五年来|成果(?:丰硕|显著|斐然)"
)
# 夯实发展基础 and 补齐短板 are tasks.
_FORWARD = re.compile(
    r"夯实|筑牢|补齐|解决|提升|增强|巩固|抢抓|加强|强化|打牢|补|破解|着力|推进|改善|优化|健全|完善|提高|扩大|构建|聚焦|打造"
)
_AND_AHEAD = re.compile(r"[与和及、].{0,6}(?:目标|任务|思路|要求|举措)")
_DONE = re.compile(
    r"已经?(?:达|突破|超|建成|建立(?!工会)|完成|实现|累计|有|提|上升|下降|降|发放|培育|开展|形成|拥有|新增|增|建(?!立)|成|覆盖|惠及|接近)"
    r"|(?:达到|建成|完成|实现|新增|增加|提高|提升|增长|下降|降低|培育|获得|创建|发放|超过|突破|覆盖|解决|改造|开展|引进)了"
    r"|现有(?=[^，；]{2})|共(?:建成|完成|有|计|发放|培育|创建|开展|新增|组织|实现)|同比|提前完成|超额完成|圆满完成|提前实现|荣获|获评|被评为|入选|位居|位列|连续[^，]{1,4}年"
)
_UP_TO_NOW = re.compile(r"截至|截止|(?<![由从])目前|近年来|过去|[几两三四五多]年来|当前|以来|上年末|去年")
# The words at the start of a sentence that turn a paragraph to the past, and those anywhere that turn it back.
_OPENING = 24
_LOOKING_BACK = re.compile(
    r"过去[几两三四五]年|近[几两三四五]?年来|[几两三四五多]年来|(?<!年)以来[，,]|截至20\d\d|截止20\d\d|回顾"
)
_AHEAD = re.compile(r"力争|确保|今后|未来|下一步|展望|将要|规划期|目标是")
_NAMED_YEAR = re.compile(r"(?<!\d)(20\d\d)年")
# Words that say of a whole sentence that it tells results, unless it also says 确保.
_TOLD = re.compile(
    r"(?:超额|提前|圆满|如期)(?:完成|实现)|完成(?:年度|规划|全年)?(?:目标|任务|计划)(?:任务)?的|(?:奠定|打下|夯实)了"
    r"|取得了(?:显著|明显|积极|重大|历史性)?(?:成效|成绩|进展|成就)"
)
_HOPED = re.compile(r"(?<!截)[到至]20\d\d|力争|确保|争取|努力|保证|今后|未来|下一步|目标是")
_BASELINE = re.compile(r"基础上$")
# 截至目前已建成…，下一步将新增… turns to what is to come in mid-sentence.
_TURNED = re.compile(
    r"[到至]20\d\d|力争|确保|十[三四五六]五|下一步|今后|未来|接下来|(?:还|计划|拟)将|将(?=新|再|继续|达|建|完成|实现)"
)
_FORECAST = re.compile(r"预计|预测|估计|有望|测算")
_FORECAST_HERE = re.compile(r"预计|预测|估计|有望|测算|将(?:达|超|突破|占|上升|提高|提升|增|进入|继续|持续|降|减)")
_STOCK_BEFORE = re.compile(
    r"(?:现有|原有|已有|共有|仅有|涵盖|包括|包含|涉及|位居|(?<!定)居|位列|排名|跻身|进入|(?<!系)列|(?<![实体表呈])现|其余|上述|巩固|依托"
    r"|发挥|利用|用好|落实|贯彻|(?<!自)由)(?:的|了|全国|全省|全市|世界|第)*$"
)
_STOCK_BEHIND = re.compile(r"^[^，；]*为(?:骨干|基础|主体|龙头|重点|依托|支撑|载体|核心|抓手|补充|代表|引领)")
_PREPOSITION = re.compile(r"^(?:继续|进一步)?(?:向|对|为|利用|依托|以|由|与|加强与|围绕|针对|按照?|根据|在)")
# 对800户家庭实施改造 promises as 改造家庭800户 does.
_FOR = re.compile(r"(?:对|为)(?:约|近|超过?)?")
_DONE_FOR = re.compile(r"[^，；]{2,24}?(?:实施|进行|完成|安装|配备)[^，；]*(?:改造|提升|修缮|加装|安装|整治|建设)")
_AND_SO_ON = re.compile(r"等$")
_SIZE = re.compile(
    r"(?<!人均)(?<!户均)(?<!人均住房)(?:建筑|用地|占地|建设用地)面积|总?投资(?!额占|占)|净用地|概算|容积率|床位规模|占地"
    r"|规模(?:为|约)?\d[\d.]*个?(?:教学)?(?:班|张)"
)
# What a project holds, where its sentence gives its floor area or its cost (设床位800张).
_HOLDS = re.compile(r"(?:(?<!建)设置?有?|规划|容纳|开设|配置|编制)[^，]{0,6}$")
_ADDS = re.compile(r"^(?:新增|增加|提供|增设)(?:[^，]{0,4}(?:床位|学位|车位|座位|席位))?$")
_BUILT = re.compile(r"建筑面积|占地|用地面积")
_CONDITION_BEHIND = "的"
# What is ended is not what is promised in that number (撤并80人以下教学点).
_ENDED = re.compile(r"(?:撤并|撤销|消除|取消|淘汰|清理|整治|关停|杜绝|化解|解决)(?:了)?$")
_NOUN_BEHIND = re.compile(r"[\u4e00-\u9fff]{2}")
_LISTED = re.compile(r"(?:\d[\d.]*[^\d，、和]{0,4}[、和])+$")
_ACCORDING = re.compile(r"按(?!期|时)(?:照)?")
_BENEFIT = re.compile(
    r"补助|补贴|津贴|报销|支付比例|缴费|缴纳|(?<!累)计发|扶助金|护理费|学费|保障金|救助金|抚恤金|养老金|定额|公用经费|资助标准|救助标准|给付|减免|供养标准|生活费"
    r"|基本生活标准|奖励|结算标准|最高额度|限额|起付线|封顶线|养育的?标准|标准为|标准给予|保育费|生活保障标准"
)
_BENEFIT_RATE = re.compile(r"(?:覆盖率|覆盖面|发放率|到位率|参保率|参保人数|保障|受益率|户数|落实率|人数|知晓率)$")
# How often one person is served is a standard of the service, not a goal of the plan.
_EACH_TIME = re.compile(r"每(?:半?年|季度?|月|周|天|日|人|学期|学年|[两二三五\d]年)|免费")
_SERVING = re.compile(r"检查|体检|随访|筛查|探访|巡诊|督查|演练|提供|开展|组织|安排|享受|接受|进行|参加|免费")
_DAILY = re.compile(r"每(?:周|天|日|学期)")
_HOURS = frozenset(("小时", "分钟"))
_TIMES = frozenset(("次", "餐"))
_PAID_EACH = re.compile(r"每(?:人|生|户|床|餐|天|月|年)(?:[\d.,]+元[、和])*$")
_NORM = re.compile(r"(?<![急供必])需|须|(?<![供适响对反相])应(?![届用急对])")
_FREQUENCY = re.compile(r"每[周天日次人月季学]|人均|每年|每个|至少|不少于|不低于|不小于")
_SERVICE_BOX = re.compile(r"服务项目|项目和内容|项目与内容|项目及内容|服务内容|服务清单|服务标准|项目清单|服务目录")


@dataclass(frozen=True)
class Setting:
    """Where a sentence stands: below a review heading, in a box of services or another box, in which plan."""

    review: bool
    boxed: bool
    service_box: bool
    period: Period | None


def is_review(path: Sequence[str], period: Period | None = None) -> bool:
    """Whether the headings say that what stands below looks back or around, not forward.

    A heading that names only five-year plans before ``period`` looks back too.

    >>> is_review(("一、规划背景", "（一）发展基础")), is_review(("二、总体要求", "（三）主要目标"))
    (True, False)
    """
    return any(_looks_back(heading.rstrip("。 "), period) for heading in path[:3])


def _looks_back(heading: str, period: Period | None) -> bool:
    found = _REVIEW.search(heading)
    if found is not None and _AND_AHEAD.search(heading, found.end()):
        # 现状与目标 holds both: its sentences tell which.
        return False
    if found is not None and _FORWARD.search(heading[: found.end()]) is None:
        return True
    named = [FIVE_YEARS[five] for five in FIVE.findall(heading)]
    return bool(named) and period is not None and max(named) < period.first


def turns_to(sentence: str, period: Period | None) -> Literal["past", "future"] | None:
    """Whether a sentence turns its paragraph to what was done, or to what is to come; None when it does neither.

    A paragraph that opens with “十三五”以来 goes on telling results until a year of the plan or 今后 is named.

    >>> turns_to("“十三五”时期，养老服务快速发展。", Period(2021, 2025))
    'past'
    >>> turns_to("到2025年，覆盖率达到95%。", Period(2021, 2025))
    'future'
    """
    plain = "".join(narrow(sentence).split())
    if _AHEAD.search(plain):
        return "future"
    years = [int(year) for year in _NAMED_YEAR.findall(plain)] + [FIVE_YEARS[five] for five in FIVE.findall(plain)]
    if period is not None and any(year >= period.first for year in years):
        return "future"
    opening = plain[:_OPENING]
    named = [
        FIVE_YEARS[five.group()] for five in FIVE.finditer(opening) if not FIVE_BASE.search(opening, 0, five.start())
    ]
    if _LOOKING_BACK.search(opening) and "基础上" not in plain:
        return "past"
    if named and period is not None and max(named) < period.first and "基础上" not in plain:
        return "past"
    return None


def is_service_box(title: str) -> bool:
    """Whether a box lists services (its figures are standards of items) rather than projects and goals."""
    return _SERVICE_BOX.search(title) is not None


def names_a_group(mask: str, found: Quantity, following: Quantity | Passed, clause: Clause) -> bool:
    """Whether a number belongs to the name of what a later figure measures (100人以上企业建会率达到90%)."""
    if found.is_share:
        return False
    between = mask[found.end : following.start]
    if found.value == 1 and words.CO_ONLY.search(between) is None and words.ACTION_END.search(between):
        # 1个村每月放映1场: the first figure is what the second is counted by.
        return True
    reached = words.REACH.search(between)
    if words.CO_START.match(between) or reached is None or words.INDICATOR.search(between[: reached.start()]) is None:
        return False
    return "的" in between or words.ACTION_END.search(mask[clause.start : found.start]) is None


def is_condition(mask: str, found: Quantity, clause: Clause) -> bool:
    """Whether a number only says of which size or duration a thing is (500人以上的村, 15分钟服务圈, 16周岁以下)."""
    left, right = mask[clause.start : found.start], mask[found.end : clause.end]
    if "差距" in right:
        return True
    if right.startswith(_CONDITION_BEHIND) and not found.is_share:
        return words.REACHED.search(_LISTED.sub("", left)) is None
    if found.measure in AGE_UNITS:
        lived = re.search(r"(?:寿命|平均年龄)[^，；]{0,24}$", left) is not None
        # 预期寿命提高1岁，达到82岁: the second clause leaves the name out.
        goes_on = words.REACH.search(left) is not None and not right and "寿命" in mask[: clause.start]
        return not lived and not goes_on
    if re.search(r"(?:不足|满|年满|未满)$", left):
        return True
    if _sizes_what_follows(left, right, found):
        return True
    if found.measure not in TIME_UNITS:
        return False
    if found.measure in LENGTH_UNITS and (words.ACTION_END.search(left) or (not right and words.ACTS.search(left))):
        return False
    reached = words.REACH.search(left) is not None or found.op != "="
    measured = words.INDICATOR.search(left) is not None
    if found.tail or reached:
        return bool(right) and right[0] not in "，；：、和及与，" and words.VERB_START.match(right) is None
    return not (measured and not right.strip("、和"))


def _sizes_what_follows(left: str, right: str, found: Quantity) -> bool:
    """Whether a count says how big the things behind it are: 60人以下班级, or 60人以上班级 where such are ended."""
    if found.is_share or not found.tail or not _NOUN_BEHIND.match(right) or words.VERB_START.match(right):
        return False
    return _ENDED.search(left) is not None or (found.op == "<=" and words.REACH.search(left) is None)


def judge(
    sentence: Prepared,
    clause: Clause,
    found: Quantity,
    metric: str,
    *,
    setting: Setting,
    marks: Sequence[YearMark],
) -> Verdict:
    """Say what the figure is; ``metric`` is the subject that was read for it."""
    before = sentence.plain[: found.start]
    here = sentence.plain[clause.start : clause.end]
    year = year_before(marks, found.start)
    period = setting.period
    future = year is not None and (period is None or year >= period.first)
    if _is_past(sentence, clause, found, year, setting=setting, marks=marks):
        return "past"
    foreseen = _FORECAST.search(before) or (setting.review and _FORECAST_HERE.search(sentence.plain))
    if foreseen and not words.FIRM.search(before):
        return "forecast"
    if not found.is_share and _is_size(sentence, clause, found):
        return "size"
    if _is_stock(sentence.mask, clause, found):
        return "stock"
    if _is_standard(here, before, before[clause.start :], found, metric, future=future, setting=setting):
        return "standard"
    return "promise"


def _is_past(
    sentence: Prepared,
    clause: Clause,
    found: Quantity,
    year: int | None,
    *,
    setting: Setting,
    marks: Sequence[YearMark],
) -> bool:
    here = sentence.plain[clause.start : clause.end]
    before = sentence.plain[: found.start]
    if year is not None and setting.period is not None and year < setting.period.first:
        return True
    if _TOLD.search(sentence.plain) and not _HOPED.search(sentence.plain):
        return True
    if _BASELINE.search(here) or _is_done(sentence.plain[clause.start : found.start]):
        return True
    now = list(_UP_TO_NOW.finditer(before))
    if now and _TURNED.search(before[now[-1].end() + 8 :]) is None:
        since = [mark.year for mark in marks if now[-1].end() < mark.end <= found.start]
        if len(since) < 2 or since[-1] <= since[0]:
            return True
    if not setting.review:
        return False
    return year is None or setting.period is None or re.search(r"[到至](?:19|20)\d\d|力争|确保|目标", before) is None


def _is_size(sentence: Prepared, clause: Clause, found: Quantity) -> bool:
    """Whether the figure sizes up a project: its own clause says so, or another where it is an area or a capacity."""
    start, here = clause.start, sentence.plain[clause.start : clause.end]
    if re.search(r"人均|户均|每[十百千万]", here):
        return False
    if _SIZE.search(here):
        return True
    left = here[: found.start - start]
    if _BUILT.search(sentence.plain) and _ADDS.match(left):
        return True
    sized = found.measure in SIZE_UNITS or _HOLDS.search(left) is not None
    return sized and bool(_SIZE.search(sentence.plain))


def _is_done(left: str) -> bool:
    """Whether the words before a figure say that it was reached; 已建成小区达标率达到80% says it of something else."""
    found = list(_DONE.finditer(left))
    if not found:
        return False
    if found[-1].group() == "现有":
        return words.REACH.search(left) is None and words.ACTION_END.search(left) is None
    return "已" not in found[-1].group() or words.REACH.search(left, found[-1].end()) is None


def _is_stock(mask: str, clause: Clause, found: Quantity) -> bool:
    left, right = mask[clause.start : found.start], mask[found.end : clause.end]
    if found.is_share:
        return False
    if _AND_SO_ON.search(left):
        return found.measure in ("项", "类", "种", "条") or words.ACTS.search(left) is None
    left = re.sub(r"(?:约|近|超|共|的?约)$", "", left)
    if _STOCK_BEHIND.match(right):
        return True
    if _STOCK_BEFORE.search(left) and not words.REACH.search(left):
        return True
    if left.endswith("的") and not words.ACTS.search(left) and not words.REACH.search(left):
        return True
    if _FOR.fullmatch(left) and _DONE_FOR.match(right):
        return False
    return (
        _PREPOSITION.match(left) is not None
        and re.match(r"在?(?:19|20)\d\d", left) is None
        and words.ACTION_END.search(left) is None
        and words.TRAIL.search(left) is None
        and words.ACTION_INSIDE.search(left) is None
        and bool(right)
    )


def _is_standard(
    here: str, sofar: str, left: str, found: Quantity, metric: str, *, future: bool, setting: Setting
) -> bool:
    left = _LISTED.sub("", left)
    money = "元" in found.unit
    about_benefit = _BENEFIT.search(here) is not None and not _BENEFIT_RATE.search(metric)
    if not future and _ACCORDING.search(left) is not None:
        return True
    if not future and about_benefit and (money or (found.is_share and (setting.boxed or not words.REACH.search(left)))):
        return True
    if not future and _is_service_standard(here, left, sofar, found):
        return True
    if found.measure in TIME_UNITS and _NORM.search(left):
        return True
    if not setting.service_box or future:
        return False
    if about_benefit or not words.INDICATOR.search(metric):
        return True
    return not found.is_share and (_FREQUENCY.search(here) is not None or money)


def _is_service_standard(here: str, left: str, sofar: str, found: Quantity) -> bool:
    """Whether the figure says how often, how long or for how much each one is served (每年免费提供2次指导)."""
    if "元" in found.unit:
        return _PAID_EACH.search(left) is not None
    if found.measure in _TIMES:
        return _EACH_TIME.search(here) is not None and _SERVING.search(here) is not None
    return found.measure in TIME_UNITS and _DAILY.search(sofar if found.measure in _HOURS else here) is not None
