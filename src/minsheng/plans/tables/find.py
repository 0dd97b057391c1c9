"""Finding tables among the lines of a plan."""

from __future__ import annotations

import re
from collections.abc import Sequence

from minsheng.plans.layout.marks import is_caption, is_note
from minsheng.plans.model import Doubt, Lines
from minsheng.plans.tables.cells import Line, cut, cut_tight, display_width
from minsheng.plans.tables.columns import is_header, is_second_header, same_header, title_role
from minsheng.plans.tables.figures import looks_like_value
from minsheng.plans.tables.grid import Row, Stretch, Table
from minsheng.plans.tables.names import is_unit
from minsheng.plans.tables.stream import Effort, find_stream, header_lines
from minsheng.plans.tables.text import is_open, narrow, plain

_BETWEEN = re.compile(
    r"[(（]?\s*(?:续\s*表?|接上[页表]|[表附]\s*\d*\s*续)\s*\d*\s*[)）]?|.{0,40}[(（]续[)）表]?|[(（]?单位[:：].{1,20}"
)
_PAGE = re.compile(r"[-—–·•\s]*\d{1,4}[-—–·•\s]*|第\s*\d+\s*页.{0,12}")
_CAPTION_LENGTH = 60
_UNIT_ABOVE = re.compile(r"单位\s*[:：]\s*([^\s()]{1,8}?)\s*[)）|]*\s*$")
_BLANKS = 3
_GROUP_LENGTH = 30
_LEAST_TITLES = 4
_ENUMERATED = re.compile(r"(?:[一二三四五六七八九十]{1,3}[、.]|\([一二三四五六七八九十]{1,3}\))\s*\S")
_EFFORT_LEAST = 50_000
_EFFORT_A_LINE = 10


def find_tables(lines: Sequence[str]) -> tuple[Table, ...]:
    r"""The tables of a text in order, each with its lines from the caption to the last row.

    An indicator table is known by its header: a title for the names beside titles for years, targets or results.
    Rows may be parted by tabs, pipes or blanks, or be printed one cell a line. Other tables in tabs or pipes are
    found too, with no stretches, so that their cells are not taken for sentences.

    >>> [table.lines for table in find_tables(["表1 指标", "", "指标\t2020年\t2025年", "托位数\t2.0\t4.6", "", "完"])]
    [(1, 4)]
    """
    page = _Page(lines)
    tables: list[Table] = []
    at = 0
    while at < len(lines):
        table, at = page.indicator_table(at)
        if table is not None:
            tables.append(table)
    taken = {line for table in tables for line in range(table.lines[0], table.lines[1] + 1)}
    others = page.other_tables(taken)
    taken |= {line for table in others for line in range(table.lines[0], table.lines[1] + 1)}
    rest = (*others, *page.not_tried(), *page.without_rows(taken))
    return tuple(sorted((*tables, *rest), key=lambda table: table.lines))


class _Page:
    """The lines of a text, each cut once."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._lines = lines
        self._cuts = [cut(line) for line in lines]
        self._end_of_last = 0
        self._bare_headers: list[Lines] = []
        self._effort = Effort(_EFFORT_LEAST + _EFFORT_A_LINE * len(lines))

    def without_rows(self, taken: set[int]) -> list[Table]:
        """Headers below which no row was found."""
        left = [lines for lines in self._bare_headers if lines[0] not in taken]
        reason = "像指标表的表头，下面没有读出各行"
        return [Table("", lines, doubts=(Doubt("table.no-rows", reason, lines),)) for lines in left]

    def not_tried(self) -> list[Table]:
        """The first header that was not tried because too many before it led nowhere."""
        return [
            Table(
                "",
                (line, line),
                doubts=(Doubt("table.not-tried", "像表头的行太多，从这里起未再逐个尝试", (line, line)),),
            )
            for line in self._effort.refused[:1]
        ]

    def indicator_table(self, at: int) -> tuple[Table | None, int]:
        """The indicator table whose header stands at line ``at`` (0-based), if one does, and where to look next."""
        line = self._cuts[at]
        if line is not None and not line.rule and is_header(line.cells):
            return self._rows_below(at, line)
        if line is None and (tight := _tight_header(self._lines[at])) is not None:
            return self._rows_below(at, tight, tight=True)
        if line is None or len([cell for cell in line.cells if cell]) == 1:
            found = find_stream(self._lines, at, self._effort)
            if found is not None:
                stretch, last, left = found
                header = stretch.header[0].lines[0]
                caption, first = self._caption(header - 1)
                self._end_of_last = last
                doubts = (*_no_caption(caption, (header, header)), *left)
                return Table(caption, (first + 1, last), (stretch,), doubts, self._unit(first, header - 1)), last
            titles = header_lines(self._lines, at)
            if len(titles) >= _LEAST_TITLES and self._effort.cells >= 0:
                self._bare_headers.append((titles[0] + 1, titles[-1] + 1))
                return None, titles[-1] + 1
        return None, at + 1

    def _rows_below(self, at: int, first_line: Line, *, tight: bool = False) -> tuple[Table | None, int]:
        header, after = ((_row(first_line, at + 1, placed=False),), at + 1) if tight else self._header(at, first_line)
        stretches: list[tuple[tuple[Row, ...], list[Row]]] = [(header, [])]
        last = after
        blanks, between = 0, False
        while after < len(self._lines):
            text, line = self._lines[after], self._cut(after, first_line, tight=tight)
            if not text.strip():
                blanks += 1
                if blanks > _BLANKS:
                    break
            elif line is not None and line.rule:
                last = after + 1
            elif line is not None and line.mark == first_line.mark:
                if _is_note_row(line.cells):
                    last = after + 1
                    break
                if is_header(line.cells):
                    if between or not same_header(line.cells, header[0].cells):
                        break
                    again, after = self._header(after, line)
                    stretches.append((again, []))
                    last, blanks = after, 0
                    continue
                if line.mark == "space" and not _plausible(line, len(header[0].cells), blanks):
                    break
                stretches[-1][1].append(_row(line, after + 1, placed=not tight))
                last, blanks = after + 1, 0
            elif self._is_group(after, first_line, stretches[-1][1], tight=tight):
                stretches[-1][1].append(_lone(text, after + 1, placed=first_line.mark == "space" and not tight))
                last, blanks = after + 1, 0
            elif self._goes_on(after, first_line, stretches[-1][1], blanks):
                _extend(stretches[-1][1], text, after + 1, first_line)
                last, blanks = after + 1, 0
            elif _PAGE.fullmatch(text.strip()) or _BETWEEN.fullmatch(text.strip()):
                pass
            else:
                break
            after += 1
        rows = [row for _, some in stretches for row in some]
        if not any(looks_like_value(cell) for row in rows for cell in row.cells if cell):
            self._bare_headers.append((at + 1, at + 1))
            return None, max(last, at + 1)
        caption, first = self._caption(at)
        self._end_of_last = last
        found = tuple(Stretch(head, tuple(some)) for head, some in stretches)
        doubts = _no_caption(caption, (at + 1, at + 1))
        return Table(caption, (first + 1, last), found, doubts, self._unit(first, at)), last

    def _header(self, at: int, line: Line) -> tuple[tuple[Row, ...], int]:
        """The header's one, two or three rows, and the place after them."""
        rows, after = [line.row((at + 1, at + 1))], at + 1
        while after < len(self._lines) and len(rows) < 3:
            below = self._cuts[after]
            if not self._lines[after].strip() or (below is not None and below.rule):
                after += 1
                continue
            if below is None or below.mark != line.mark or is_header(below.cells):
                break
            if line.mark == "space":
                goes_on = all(title_role(cell) == "value" and not looks_like_value(cell) for cell in below.cells)
            else:
                goes_on = is_second_header(below.cells, rows[-1].cells)
            if not goes_on:
                break
            rows.append(below.row((after + 1, after + 1)))
            after += 1
        return tuple(rows), rows[-1].lines[1]

    def _cut(self, at: int, header: Line, *, tight: bool = False) -> Line | None:
        """A line below a header as cells: cut at every blank where only that yields as many as the header has."""
        line = self._cuts[at]
        if header.mark != "space" or (
            line is not None and (line.mark != "space" or len(line.cells) >= len(header.cells))
        ):
            return line
        close = cut_tight(self._lines[at])
        if close is None or not any(looks_like_value(cell) for cell in close.cells):
            return line
        if len(close.cells) == len(header.cells) or (tight and len(close.cells) > 2 and "。" not in self._lines[at]):
            return close
        return _values_apart(line, close) if line is not None else line

    def _is_group(self, at: int, header: Line, rows: Sequence[Row], *, tight: bool) -> bool:
        """Whether a line names the group of the rows below it (一、公共教育): short, alone, a row under it."""
        text = narrow(self._lines[at])
        if not 0 < len(text) <= _GROUP_LENGTH or re.search(r"[。；;:，]|\d%", text) or _is_mark(text):
            return False
        enumerated = _ENUMERATED.match(text) is not None
        if not enumerated and self._goes_on(at, header, rows, 0):
            return False
        below = next(
            (place for place in range(at + 1, min(at + 4, len(self._lines))) if self._lines[place].strip()), None
        )
        if below is None:
            return False
        line = self._cut(below, header, tight=tight)
        if line is not None and line.mark == header.mark and not line.rule:
            enough = len(line.cells) >= max(2, len(header.cells) - 2)
            return enough and not is_header(line.cells) and any(looks_like_value(cell) for cell in line.cells if cell)
        return enumerated and line is None and self._is_group(below, header, rows, tight=tight)

    def _goes_on(self, at: int, header: Line, rows: Sequence[Row], blanks: int) -> bool:
        """Whether a line without the table's mark is the rest of the cell above it."""
        text = self._lines[at].strip()
        if not rows or len(text) > 60 or is_note(narrow(text)) or is_caption(narrow(text)):
            return False
        if header.mark == "space":
            line = self._lines[at]
            return blanks == 0 and line[:1] in " \u3000" and len(text) <= 40 and not text.endswith("。")
        if header.mark == "pipe":
            return False
        below = next((cell for cell in range(at + 1, min(at + 3, len(self._lines))) if self._lines[cell].strip()), None)
        more = below is not None and (under := self._cuts[below]) is not None and under.mark == "tab"
        short = len(rows[-1].cells) < len(header.cells) or is_open(rows[-1].cells[-1])
        return short and more and not _PAGE.fullmatch(text)

    def _caption(self, at: int) -> tuple[str, int]:
        """The caption above a header and the line it stands on; empty when the line above is no caption."""
        above = at - 1
        for _ in range(8):
            if above < self._end_of_last:
                break
            text = " ".join(self._lines[above].replace("|", " ").split())
            if not text or re.fullmatch(r"[(（]?单位[:：].{1,20}", text) or self._is_rule(above):
                above -= 1
                continue
            bare = re.sub(r"^#+\s*|\*\*|__", "", text).strip()
            flat = narrow(bare)
            if len(flat) <= _CAPTION_LENGTH and (is_caption(flat) or _reads_as_caption(flat)):
                return bare, above
            break
        return "", at

    def _unit(self, first: int, header: int) -> str:
        """The unit said once between the caption and the header, empty where none or more than one is."""
        for line in self._lines[first:header]:
            said = _UNIT_ABOVE.search(narrow(line))
            if said is not None and is_unit(said.group(1)):
                return said.group(1)
        return ""

    def _is_rule(self, at: int) -> bool:
        line = self._cuts[at]
        return line is not None and line.rule

    def other_tables(self, taken: set[int]) -> list[Table]:
        """Runs of two rows and more in tabs or pipes that are no indicator tables."""
        tables: list[Table] = []
        at = 0
        while at < len(self._cuts):
            first = at
            while at < len(self._cuts) and at + 1 not in taken and self._is_plain_row(at):
                at += 1
            if sum(line is not None and not line.rule for line in self._cuts[first:at]) >= 2:
                lines = (first + 1, at)
                doubt = Doubt("table.not-indicators", "表格的表头不像指标表，各行未读成指标", lines)
                tables.append(Table(self._caption(first)[0], lines, doubts=(doubt,)))
            at = max(at, first + 1)
        return tables

    def _is_plain_row(self, at: int) -> bool:
        line = self._cuts[at]
        if line is None:
            return False
        if line.mark == "pipe":
            return True
        return line.mark == "tab" and sum(bool(cell) for cell in line.cells) >= 2 and len(line.cells) >= 3


def _tight_header(text: str) -> Line | None:
    """A header whose titles stand one blank apart: three titles at least, and nothing else."""
    line = cut_tight(text) if len(text) <= 200 else None
    if line is None or len(line.cells) < 3 or not is_header(line.cells):
        return None
    return line if all(title_role(cell) is not None for cell in line.cells) else None


def _values_apart(line: Line, close: Line) -> Line:
    """A line in which a figure or a unit one blank behind a name is a cell of its own."""
    cells: list[str] = []
    places: list[tuple[int, int]] = []
    pieces = list(zip(close.cells, close.places, strict=True))
    for cell, (first, last) in zip(line.cells, line.places, strict=True):
        inside = [(text, place) for text, place in pieces if first <= place[0] and place[1] <= last]
        if len(inside) < 2 or not all(looks_like_value(text) or is_unit(text) for text, _ in inside[1:]):
            inside = [(cell, (first, last))]
        cells += [text for text, _ in inside]
        places += [place for _, place in inside]
    return Line("space", tuple(cells), tuple(places))


def _row(line: Line, number: int, *, placed: bool) -> Row:
    """A line as a row; one text in every cell of a row is a merged cell, printed once."""
    row = line.row((number, number))
    if len(row.cells) > 2 and row.cells[0] and len(set(row.cells)) == 1:
        return _lone(row.cells[0], number, placed=False) if not row.places else row
    return row if placed else Row(row.cells, row.lines)


def _lone(text: str, number: int, *, placed: bool) -> Row:
    start = display_width(text[: len(text) - len(text.lstrip())])
    bare = re.sub(r"^#+\s*|\*\*", "", text.strip())
    places = ((start, start + display_width(text.strip())),) if placed else ()
    return Row((bare,), (number, number), places)


def _is_mark(text: str) -> bool:
    return (
        is_note(text) or is_caption(text) or _PAGE.fullmatch(text) is not None or _BETWEEN.fullmatch(text) is not None
    )


def _plausible(line: Line, width: int, blanks: int) -> bool:
    """Whether a line with wide blanks is a row rather than a sentence that happens to have some."""
    if len(line.cells) >= max(2, width - 2):
        return not any(len(cell) > 60 and "。" in cell for cell in line.cells)
    return blanks == 0 and all(len(cell) <= 40 for cell in line.cells)


def _extend(rows: list[Row], text: str, number: int, header: Line) -> None:
    """Add a line to the row above: to its last cell, or, where blanks part cells, as a row of its own place."""
    if header.mark == "space":
        start = display_width(text[: len(text) - len(text.lstrip())])
        place = (start, start + display_width(text.strip()))
        rows.append(Row((text.strip(),), (number, number), (place,)))
        return
    row = rows[-1]
    rows[-1] = Row((*row.cells[:-1], plain(row.cells[-1] + " " + text.strip())), (row.lines[0], number))


def _is_note_row(cells: Sequence[str]) -> bool:
    filled = [cell for cell in cells if cell]
    return bool(filled) and is_note(narrow(filled[0]))


def _reads_as_caption(flat: str) -> bool:
    if re.search(r"[。；;！？]", flat):
        return False
    if re.fullmatch(r"附?表\s*\d{1,2}", flat):
        return True
    return (
        flat.endswith(("表", "指标", "目标", "情况", "体系"))
        or "指标" in flat
        or flat.startswith(("附表", "专表", "附件"))
    )


def _no_caption(caption: str, lines: Lines) -> tuple[Doubt, ...]:
    return () if caption else (Doubt("table.no-caption", "表格上方没有找到表名", lines),)
