"""Tables to indicators: broken rows put together, categories carried down, names, units and figures read."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from minsheng.plans.model import Doubt, Figure, Indicator, Lines
from minsheng.plans.tables.columns import Column, as_number, value_keys
from minsheng.plans.tables.figures import looks_like_value, read_figure
from minsheng.plans.tables.find import find_tables
from minsheng.plans.tables.grid import Table
from minsheng.plans.tables.names import bare_unit, is_unit, remark_in_bracket, split_name
from minsheng.plans.tables.place import Placed, place_rows
from minsheng.plans.tables.text import is_open, joined, narrow, plain

_GLUED = re.compile(r"\(?(\d{1,3})(?:\s+|[.、)]\s*)(?=\S)(?!\d)")
_CIRCLED = re.compile(r"([①-⑳])\s*(?=\S)")
_GLUED_TIGHT = re.compile(r"(\d{1,3})(?=[^\d.%、\s])")
_DITTO = ("^^", "〃", "″", "同上")
_GROUP_NUMBER = re.compile(r"\(?[一二三四五六七八九十ⅠⅡⅢⅣⅤⅥIVX]{1,4}\)?[、.]?")
_ENUMERATED = re.compile(r"(?:[一二三四五六七八九十]+[、.]|\([一二三四五六七八九十]+\)|[ⅠⅡⅢⅣⅤⅥ])")


@dataclass(frozen=True)
class _Draft:
    """A row on its way: texts as they stand in the table."""

    lines: Lines
    categories: tuple[str, ...]
    number: int | None
    name: str
    unit: str
    attribute: str
    values: Mapping[str, str]
    doubts: tuple[tuple[str, str], ...] = ()
    has_unit_column: bool = False
    heads_group: bool = False
    """The number column holds 一, （二）or the like, which number groups of rows."""

    @property
    def empty(self) -> bool:
        return not any(self.values.values())

    @property
    def full(self) -> bool:
        return all(self.values.values())


@dataclass
class _Reader:
    """One table's drafts, and what has to be remembered from row to row."""

    drafts: list[_Draft] = field(default_factory=list)
    categories: list[str] = field(default_factory=list)
    last_number: int = 0
    lone: tuple[str, Lines] | None = None

    def take(self, draft: _Draft, *, lone_first: bool) -> None:
        """Take one row as placed: a row of its own, the rest of the row above, or a category line."""
        draft = self._with_number(draft)
        if draft.empty and draft.number is None:
            text = draft.name or "".join(draft.categories)
            if not text and not draft.unit:
                return
            if self._is_category_line(draft, lone_first=lone_first):
                self.categories = [plain(text)]
                return
            if self.drafts and draft.name:
                self._append(draft)
                return
        elif draft.number is None and self.drafts and self._is_rest(draft):
            self._append(draft)
            return
        self._carry_categories(draft)
        number = draft.number
        if number is not None:
            if self.last_number and number != self.last_number + 1:
                said = f"序号从 {self.last_number} 跳到 {number}"
                draft = replace(draft, doubts=(*draft.doubts, ("table.number-gap", said)))
            self.last_number = number
        elif self.last_number:
            draft = replace(draft, doubts=(*draft.doubts, ("table.number-missing", "这一行没有序号")))
        self.drafts.append(replace(draft, categories=tuple(self.categories)))

    def _with_number(self, draft: _Draft) -> _Draft:
        """A number glued to the front of the name, taken off where it is the one that comes next."""
        if draft.number is not None or not draft.name:
            return draft
        circled = _CIRCLED.match(draft.name)
        if circled is not None:
            number = ord(circled.group(1)) - ord("①") + 1
            return replace(draft, number=number, name=draft.name[circled.end() :])
        flat = narrow(draft.name)
        found = _GLUED.match(flat)
        if found is not None and self.last_number < int(found.group(1)) <= self.last_number + 2:
            return replace(draft, number=int(found.group(1)), name=_rest(draft.name, flat, found.end()))
        found = _GLUED_TIGHT.match(flat)
        if found is not None and self.last_number and int(found.group(1)) == self.last_number + 1 and draft.full:
            doubt = ("table.number-glued", f"名称前的 {found.group(1)} 当作序号，请核对")
            return replace(
                draft,
                number=int(found.group(1)),
                name=_rest(draft.name, flat, found.end()),
                doubts=(*draft.doubts, doubt),
            )
        return draft

    def _is_category_line(self, draft: _Draft, *, lone_first: bool) -> bool:
        """Whether a row with one text and no figures names the group of rows below it."""
        if not draft.name or draft.heads_group:
            return True
        if _ENUMERATED.match(narrow(draft.name)):
            return True
        if draft.categories or draft.unit or not self.drafts:
            return not self.drafts and not draft.unit
        above = self.drafts[-1]
        if above.empty or is_open(above.name) or narrow(draft.name)[:1] in "([)]、":
            return False
        return lone_first and not split_name(draft.name)[1]

    def _is_rest(self, draft: _Draft) -> bool:
        """Whether a row without a number goes on with the row above."""
        above = self.drafts[-1]
        if not draft.name:
            return not any(draft.categories) or above.empty
        if above.empty:
            return above.number is not None or is_open(above.name)
        if above.number is None:
            return False
        both = [key for key, text in draft.values.items() if text and above.values.get(key)]
        return not both or (not draft.full and all(is_open(above.values[key]) for key in both))

    def _append(self, rest: _Draft) -> None:
        above = self.drafts[-1]
        values = {key: joined([above.values.get(key, ""), text]) for key, text in rest.values.items()}
        self.drafts[-1] = replace(
            above,
            lines=(above.lines[0], max(above.lines[1], rest.lines[1])),
            name=f"{above.name} {rest.name}".strip(),
            unit=joined([above.unit, rest.unit]),
            attribute=joined([above.attribute, rest.attribute]),
            values={**above.values, **values},
            doubts=(*above.doubts, *rest.doubts),
        )

    def _carry_categories(self, draft: _Draft) -> None:
        if any(draft.categories):
            level = next(at for at, text in enumerate(draft.categories) if text)
            kept = self.categories[:level] + [""] * (level - len(self.categories))
            self.categories = kept + list(draft.categories[level:])


def read_indicators(lines: Sequence[str]) -> tuple[tuple[Indicator, ...], tuple[Doubt, ...]]:
    r"""The rows of all indicator tables among the lines, and doubts about tables that yielded none.

    >>> rows, doubts = read_indicators(["表1 指标", "指标名称\t2020年\t2025年", "1 托位数（个）\t—\t〔4.6〕"])
    >>> rows[0].number, rows[0].name, rows[0].unit, rows[0].values["2025"].cumulative, doubts
    (1, '托位数', '个', True, ())
    """
    return indicators_of(find_tables(lines))


def indicators_of(tables: Sequence[Table]) -> tuple[tuple[Indicator, ...], tuple[Doubt, ...]]:
    """The rows of tables already found, as `read_indicators`."""
    rows: list[Indicator] = []
    doubts: list[Doubt] = []
    for table in tables:
        doubts += table.doubts
        found = _rows_of(table)
        rows += found
        if table.stretches and not found:
            doubts.append(Doubt("table.no-rows", "表格里没有读出指标", table.lines))
    return tuple(rows), tuple(doubts)


def _rows_of(table: Table) -> list[Indicator]:
    reader = _Reader()
    for stretch in table.stretches:
        if not stretch.rows:
            continue
        columns, placed = place_rows(stretch)
        keys = value_keys(columns)
        first_text = next((at for at, column in enumerate(columns) if column.role in ("category", "name")), 0)
        name = next((at for at, column in enumerate(columns) if column.role == "name"), 0)
        widest = max((len(row.cells[name]) for row in placed), default=0)
        above: Placed | None = None
        for row in placed:
            filled = [at for at, cell in enumerate(row.cells) if cell]
            lone = len(filled) == 1 and filled[0] <= first_text
            if lone and filled[0] == name and above is not None and _wraps(above, row, name, widest):
                lone = False
            reader.take(_draft(row, columns, keys), lone_first=lone)
            above = row
    return [_indicator(table.caption, draft, table.unit) for draft in reader.drafts]


def _wraps(above: Placed, row: Placed, name: int, widest: int) -> bool:
    """Whether a text alone goes on with the name above it: it starts where that does, and that fills its column."""
    if name == 0 or not row.row.places or len(above.cells[name]) < 0.7 * widest:
        return False
    return any(
        cell == above.cells[name] and abs(place[0] - row.row.places[0][0]) <= 1
        for cell, place in zip(above.row.cells, above.row.places, strict=False)
    )


def _rest(printed: str, flat: str, at: int) -> str:
    """What stands behind a place of the narrowed text, as printed where that has the same places."""
    return (printed if len(printed) == len(flat) else flat)[at:]


def _draft(placed: Placed, columns: Sequence[Column], keys: Sequence[str]) -> _Draft:
    texts: dict[str, list[str]] = {role: [] for role in ("category", "number", "name", "unit", "attribute")}
    values: dict[str, str] = {}
    for cell, column, key in zip(placed.cells, columns, keys, strict=True):
        if column.role == "value":
            values[key] = plain(cell)
        elif column.role != "other":
            texts[column.role].append("" if cell.strip() in _DITTO else plain(cell))
    printed = "".join(texts["number"])
    number = as_number(printed)
    names = [cell.strip() for cell, column in zip(placed.cells, columns, strict=True) if column.role == "name"]
    heads_group = bool(printed) and _GROUP_NUMBER.fullmatch(narrow(printed)) is not None
    if number is None and not heads_group:
        names.insert(0, printed)
    moved = (("table.cells-moved", "这一行的单元格与表头对不齐，已按内容归位"),) if placed.moved else ()
    return _Draft(
        placed.row.lines,
        tuple(texts["category"]),
        number,
        # Not yet without blanks: one after a number tells that the number was glued to the name.
        " ".join(filter(None, names)).strip(),
        "".join(texts["unit"]),
        "".join(texts["attribute"]),
        values,
        moved,
        any(column.role == "unit" for column in columns),
        heads_group,
    )


def _indicator(caption: str, draft: _Draft, common_unit: str) -> Indicator:
    doubts = [Doubt(code, reason, draft.lines) for code, reason in draft.doubts]
    name, unit = split_name(draft.name)
    printed = bare_unit(draft.unit)
    if printed:
        if unit and narrow(unit) != narrow(printed):
            name = re.sub(r"\s+", "", draft.name)
        unit = printed
        if not is_unit(printed):
            doubts.append(Doubt("table.unit-unknown", f"单位“{printed}”不常见，请核对", draft.lines))
    elif not unit and not draft.has_unit_column and (remark := remark_in_bracket(name)) is not None:
        doubts.append(Doubt("table.unit-unsure", f"“{remark}”是单位还是名称的一部分，请核对", draft.lines))
    if not unit and not draft.has_unit_column:
        unit = common_unit
    values: dict[str, Figure] = {}
    for key, text in draft.values.items():
        figure, doubt = read_figure(text, unit)
        values[key] = figure
        if doubt is not None:
            doubts.append(Doubt("table.figure", f"{key}：{doubt}", draft.lines))
    if not name:
        doubts.append(Doubt("table.no-name", "这一行没有指标名称", draft.lines))
    elif looks_like_value(name):
        doubts.append(Doubt("table.name-unsure", "指标名称像是一个数", draft.lines))
    attribute = re.sub(r"[()\s]", "", narrow(draft.attribute)).strip("-—–/") or None
    category = "/".join(filter(None, draft.categories))
    return Indicator(caption, category, draft.number, name, unit, values, draft.lines, attribute, tuple(doubts))
