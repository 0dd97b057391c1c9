"""An indicator's name and the unit in brackets behind it."""

from __future__ import annotations

import re
from functools import lru_cache

from minsheng.plans.tables.text import narrow, plain

_COUNTED = (
    "平方公里|平方千米|平方米|立方米|公里|千米|海里|厘米|毫米|微米|公顷|公斤|千克|毫克|微克|公升|毫升|吨标准煤|千克标准煤|小时|分钟|秒|"
    "百分点|标准煤|千瓦时|千瓦|兆瓦|美元|欧元|港元|人口|人次|户次|人年|人日|人天|车次|班次|场次|课时|学时|学年|批次|"
    "人|个|家|张|年|岁|元|件|套|户|分|次|册|部|台|辆|处|座|条|项|例|床|吨|克|升|亩|度|天|日|月|周|季|倍|名|对|场|支|"
    "篇|种|门|片|间|栋|幢|盏|班|页|位|艘|架|枚|只|头|笔|档|级|米|所|点|盘|本|卷|幅|颗|株|棵|匹|群|组|队|站|村|镇|"
    "街道|社区|千人|万人|亿元|单位|比特|人均|生|师|卡|码|星|城|区|县|乡|宗|起|款|届|期|段|道|层|孔|端|路|线|点位|车|箱|包|份|代"
)
_TERM = rf"(?:每)?(?:\d+)?[十百千万亿]{{0,2}}(?:标准)?(?:{_COUNTED})(?:次|口|数|煤|均)?"
_UNIT = re.compile(
    rf"(?:[%‰]|百分比|百分点|个百分点|(?:{_TERM})(?:\s*[/·•.每]\s*(?:{_TERM}|[a-zA-Z]{{1,4}}[23²³]?))*(?:\s*[/·•]\s*(?:{_TERM}))*"
    r"|[kcmμu]?(?:m|g|L|l|W|Wh)[23²³]?(?:/[a-zA-Z]{1,3}[23²³]?)?|[GMTK]?bps|[GMTK]B|[μu]g/m[3³]|mg/L|dB|℃|°C|:1|指数|—"
    rf"|(?:1|{_TERM})?/\d{{0,3}}[十百千]?[万亿](?:人口|活产)?)"
)
_OPEN, _CLOSE = "(（[［〔【﹙", ")）]］〕】﹚"
_TAIL = re.compile(rf"\s*[{re.escape(_OPEN)}]([^{re.escape(_OPEN + _CLOSE)}]*)[{re.escape(_CLOSE)}]?\s*$")
_BARE = re.compile(r"\s*[/／]?([%％‰])$")


@lru_cache(maxsize=8192)
def is_unit(text: str) -> bool:
    """Whether a text reads as a unit of measure.

    >>> [is_unit(text) for text in ("元/人·年", "万人次", "微克/立方米", "用户满意度指数", "常住人口")]
    [True, True, True, False, False]
    """
    flat = re.sub(r"\s", "", narrow(text))
    return 0 < len(flat) <= 16 and _UNIT.fullmatch(flat) is not None


def split_name(cell: str) -> tuple[str, str]:
    """Name without blanks, and the unit in its last bracket; the unit is empty when that bracket is a remark.

    >>> split_name("每千人口拥有执业（助理）医师数（常住人口）（人）")
    ('每千人口拥有执业（助理）医师数（常住人口）', '人')
    >>> split_name("公众气象服务满意度（分)"), split_name("服务指数（用户满意度指数）")
    (('公众气象服务满意度', '分'), ('服务指数（用户满意度指数）', ''))
    """
    name = re.sub(r"\s+", "", plain(cell))
    found = _TAIL.search(name)
    if found is not None and is_unit(found.group(1)) and found.start() > 0:
        return name[: found.start()], bare_unit(found.group(1))
    bare = _BARE.search(name)
    if bare is not None and bare.start() > 0:
        return name[: bare.start()], bare.group(1)
    return name, ""


def bare_unit(cell: str) -> str:
    """A unit without brackets around it; empty for a dash.

    >>> bare_unit("(人/亿元)"), bare_unit("—")
    ('人/亿元', '')
    """
    text = re.sub(r"\s+", "", plain(cell))
    flat = narrow(text)
    if (
        len(text) > 2
        and text[0] in _OPEN
        and text[-1] in _CLOSE
        and not any(mark in text[1:-1] for mark in _OPEN + _CLOSE)
    ):
        text = text[1:-1]
    return "" if re.fullmatch(r"[-—–−―/\s]*|无", flat) else text


def remark_in_bracket(name: str) -> str | None:
    """What the last bracket of a name holds, when it is short enough that it may be a unit not known here."""
    found = _TAIL.search(name)
    return found.group(1) if found and found.start() > 0 and 0 < len(found.group(1)) <= 2 else None
