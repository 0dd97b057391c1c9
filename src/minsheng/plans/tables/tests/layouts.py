"""Made-up indicator tables, and the ways plans print them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from hypothesis import assume
from hypothesis import strategies as st

from minsheng.plans.tables.cells import display_width

AREAS = ("托育服务", "公共教育", "就业创业", "医疗健康", "养老服务", "环境")
STEMS = (
    "每千人口拥有托位数",
    "新增注册护士数",
    "3岁以下婴幼儿入托率",
    "城镇调查失业率",
    "执业（助理）医师数（常住人口）",
    "GDP增速",
    "体育产业增加值",
    "老年人健康管理率",
    "空气质量优良天数比率",
    "细颗粒物（PM2.5）浓度",
    "人均预期寿命",
    "社区服务覆盖率",
)
UNITS = ("%", "个", "万人", "张", "元/人·年", "平方米", "人/亿元", "岁", "微克/立方米")


@dataclass(frozen=True)
class Cell:
    """What a value cell prints and what it means."""

    text: str
    op: str
    value: Decimal | None
    cumulative: bool = False


@dataclass(frozen=True)
class MadeRow:
    category: str
    number: int
    name: str
    unit: str
    attribute: str
    values: tuple[Cell, ...]


@dataclass(frozen=True)
class MadeTable:
    caption: str
    titles: tuple[str, ...]
    keys: tuple[str, ...]
    rows: tuple[MadeRow, ...]
    with_category: bool
    with_number: bool
    unit_column: bool
    with_attribute: bool
    with_office: bool

    def header(self) -> list[str]:
        out = ["类别"] if self.with_category else []
        out += ["序号"] if self.with_number else []
        out += ["指标名称"] + (["单位"] if self.unit_column else []) + list(self.titles)
        return out + (["属性"] if self.with_attribute else []) + (["责任单位"] if self.with_office else [])

    def body(self, *, repeat_category: bool) -> list[list[str]]:
        out, last = [], ""
        for row in self.rows:
            printed = row.category if repeat_category or row.category != last else ""
            last = row.category
            cells = [printed] if self.with_category else []
            cells += [str(row.number)] if self.with_number else []
            if self.unit_column:
                cells += [row.name, row.unit]
            else:
                cells += [f"{row.name}（{row.unit}）"]
            cells += [cell.text for cell in row.values]
            cells += [row.attribute] if self.with_attribute else []
            out.append(cells + (["市卫生健康委"] if self.with_office else []))
        return out


_NUMBERS = st.one_of(
    st.integers(0, 99999).map(Decimal),
    st.decimals(0, 200, places=2, allow_nan=False, allow_infinity=False),
)


def _cell(form: tuple[str, str, bool], number: Decimal) -> Cell:
    pattern, op, cumulative = form
    return Cell(pattern.format(number), op, number, cumulative)


CELLS = st.one_of(
    st.builds(
        _cell,
        st.sampled_from(
            [
                ("{}", "=", False),
                ("≥{}", ">=", False),
                (">{}", ">", False),
                ("＜{}", "<", False),
                ("≤{}", "<=", False),
                ("{}以上", ">=", False),
                ("{}左右", "~", False),
                ("[{}]", "=", True),
                ("〔{}〕", "=", True),
                ("{}%", "=", False),
            ]
        ),
        _NUMBERS,
    ),
    st.sampled_from([Cell("—", "text", None), Cell("-", "text", None), Cell("完成省下达任务", "text", None)]),
)

_COLUMNS = st.sampled_from(
    [
        (("2020年", "2025年"), ("2020", "2025")),
        (("2015年", "2020年", "2025年"), ("2015", "2020", "2025")),
        (("2020年现状值", "2025年目标值"), ("2020", "2025")),
        (("2020年", "2025年", "年均增长"), ("2020", "2025", "年均增长")),
        (("2020年目标", "2020年实绩"), ("2020年目标", "2020年实绩")),
        (("2025年目标",), ("2025",)),
    ]
)


@st.composite
def tables(draw: st.DrawFn) -> MadeTable:
    titles, keys = draw(_COLUMNS)
    count = draw(st.integers(2, 9))
    names = draw(st.permutations(STEMS))[:count]
    areas = sorted(draw(st.lists(st.sampled_from(AREAS), min_size=count, max_size=count)), key=AREAS.index)
    rows = tuple(
        MadeRow(
            areas[at],
            at + 1,
            names[at],
            draw(st.sampled_from(UNITS)),
            draw(st.sampled_from(["预期性", "约束性"])),
            tuple(draw(CELLS) for _ in titles),
        )
        for at in range(count)
    )
    # A table without one figure is no indicator table.
    assume(any(cell.value is not None for row in rows for cell in row.values))
    yes = st.booleans()
    return MadeTable("表1 主要指标", titles, keys, rows, draw(yes), draw(yes), draw(yes), draw(yes), draw(yes))


def tabs(table: MadeTable, *, repeat_category: bool, page_break: bool) -> list[str]:
    return ["\t".join(cells) for cells in _pages(table, repeat_category, page_break)]


def pipes(table: MadeTable, *, repeat_category: bool, page_break: bool) -> list[str]:
    lines = ["| " + " | ".join(cells) + " |" if cells else "" for cells in _pages(table, repeat_category, page_break)]
    return [lines[0], "|" + "---|" * len(table.header()), *lines[1:]]


def blanks(table: MadeTable, *, repeat_category: bool, page_break: bool, wide: bool = False) -> list[str]:
    rows = _pages(table, repeat_category, page_break)
    widths = [max(display_width(row[at]) for row in rows if row) for at in range(len(rows[0]))]
    out = []
    for row in rows:
        line = "".join(cell + " " * (widths[at] - display_width(cell) + 2) for at, cell in enumerate(row)).rstrip()
        out.append(line.replace("  ", "\u3000") if wide else line)
    return out


def one_a_line(table: MadeTable, *, repeat_category: bool, indent: bool, gaps: str) -> list[str]:
    """One cell a line; ``gaps`` puts a blank line between rows, cells or nowhere."""
    mark = "\t" if indent else ""
    out: list[str] = []
    for cells in [table.header(), *table.body(repeat_category=repeat_category)]:
        for cell in cells:
            if cell or indent:
                out.append(mark + cell)
                out += [""] if gaps == "cells" else []
        out += [""] if gaps == "rows" else []
    return out


def _pages(table: MadeTable, repeat_category: bool, page_break: bool) -> list[list[str]]:
    body = table.body(repeat_category=repeat_category)
    if not page_break or len(body) < 3:
        return [table.header(), *body]
    half = len(body) // 2
    return [table.header(), *body[:half], [], table.header(), *body[half:]]
