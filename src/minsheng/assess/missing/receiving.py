"""The list of those who receive benefits already, read as a register is read: every fault told by row and column."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa
import pyarrow.parquet as pq

from minsheng.packs.build import instead
from minsheng.packs.model import Benefit
from minsheng.register.cells import CellFault, read_cell
from minsheng.register.check import Reader, RowFault
from minsheng.register.faults import FaultLog
from minsheng.register.gather import place_of
from minsheng.register.sources import Notes, Progress, RawBatch, Sheet, read_file
from minsheng.terms.errors import Fault, MinshengError
from minsheng.terms.fields import MOST_FEN, Entity, Field, field_of

LABELS: Mapping[str, str] = {"benefit": "待遇", "amount": "金额"}
_TITLES: Mapping[str, str] = {
    "person_id": "person_id",
    "人员编号": "person_id",
    "household_id": "household_id",
    "户编号": "household_id",
    "benefit": "benefit",
    "待遇": "benefit",
    "amount": "amount",
    "金额": "amount",
}
_AMOUNT = Field(
    "amount", "person", "money", "金额", "amount received", "sensitive", "元", low=0, high=MOST_FEN // 100, scale=100
)
_MOST_WORDS = 100_000
_PLAIN = re.compile(r"[0-9A-Za-z][0-9A-Za-z_-]{0,63}").fullmatch
"""Identifiers as nearly all are, in which nothing can be wrong."""
ROWS = pa.schema(
    [
        ("place", pa.int64()),
        ("benefit", pa.int16()),
        ("person_id", pa.string()),
        ("household_id", pa.string()),
        ("amount_fen", pa.int64()),
    ]
)
"""A read list: each line's place, its benefit's place among those known, who, and fen where an amount is told."""


@dataclass
class Receiving:
    """What reading a list came to: its rows in ``file``, its sheets, and how many lines were read and left out."""

    file: Path
    sheets: list[Sheet] = field(default_factory=list)
    read: int = 0
    set_aside: int = 0
    other: int = 0
    named: set[int] = field(default_factory=set)
    notes: Notes = field(default_factory=Notes)


def list_sheet(file: str, name: str | None, header: Sequence[str]) -> Sheet:
    """The sheet of a list of recipients; raises `MinshengError` when nothing says who is meant.

    >>> list_sheet("a.csv", None, ["人员编号", "待遇", "金额", "备注"])
    Sheet(file='a.csv', name=None, entity='person', columns=('person_id', 'benefit', 'amount', ''), unknown=('备注',))
    """
    titles = [title.strip().lstrip("\ufeff") for title in header]
    columns = tuple(_TITLES.get(title, "") for title in titles)
    where = file if name is None else f"{file}[{name}]"
    if not {"person_id", "household_id"} & set(columns):
        said = "第一行没有人员编号或户编号，看不出是谁在领"
        expected = "人员编号（person_id）或户编号（household_id）"
        raise MinshengError(Fault("register.header", said, where, 1, "、".join(titles)[:80] or None, expected))
    twice = sorted({column for column in columns if column and columns.count(column) > 1})
    if twice:
        raise MinshengError(Fault("register.column-twice", f"列 {'、'.join(twice)} 出现了不止一次", where, 1))
    unknown = tuple(title for title, column in zip(titles, columns, strict=True) if title and not column)
    entity: Entity = "person" if "person_id" in columns else "household"
    return Sheet(file, name, entity, columns, unknown, LABELS)


class _Tell(Protocol):
    """Takes in what is wrong with a cell; the line is left out when that spoils it."""

    def __call__(self, at: int, column: str, fault: CellFault, *, spoils: bool = True) -> None: ...


class ListReader:
    """Reads lists of who receives which of these benefits.

    ``benefits`` are all the list may name, by their places; ``only`` those asked about, when not all that the list
    names; of one alone, the list need not name it.
    """

    def __init__(self, benefits: Sequence[Benefit], held: Collection[str], only: Sequence[str]) -> None:
        self._benefits = benefits
        self._places = {one.id: place for place, one in enumerate(benefits)}
        names = Counter(one.name for one in benefits)
        self._places |= {one.name: place for place, one in enumerate(benefits) if names[one.name] == 1}
        self._held = held
        self._asked = {self._places[one] for one in only}
        self._words: dict[str, int | CellFault] = {}
        self._amounts = Reader(_AMOUNT)

    def read(self, path: Path, rows: Path, log: FaultLog, progress: Progress) -> Receiving:
        """Read a list into a Parquet file of `ROWS`; faults go to the log, the lines they spoil are left out.

        A line whose amount cannot be read still says that somebody receives: it stays, without an amount. Raises
        `MinshengError` when the file is no list.
        """
        found = Receiving(rows)
        with pq.ParquetWriter(rows, ROWS, write_statistics=False) as writer:
            for batch in read_file(path, found.notes, progress, list_sheet):
                if not found.sheets or found.sheets[-1] is not batch.sheet:
                    found.sheets.append(batch.sheet)
                    self._check_named(batch.sheet)
                writer.write_table(self._rows(found, batch, log))
        return found

    def _check_named(self, sheet: Sheet) -> None:
        if "benefit" not in sheet.columns and len(self._asked) != 1:
            said = "名单里没有待遇这一列，要说明是哪一项待遇的名单"
            raise MinshengError(
                Fault("missing.no-benefit", said, sheet.title, 1, None, "加一列待遇，或用 --benefit 指明")
            )

    def _rows(self, found: Receiving, batch: RawBatch, log: FaultLog) -> pa.Table:
        sheet, lines = batch.sheet, batch.lines
        number = len(found.sheets)
        for line, ragged in batch.ragged:
            message = f"这一行有 {len(ragged)} 格，表头有 {len(sheet.columns)} 格"
            log.add(sheet, line, RowFault(0, None, "register.row-length", message))
        bad: set[int] = set()

        def tell(at: int, column: str, fault: CellFault, *, spoils: bool = True) -> None:
            read = batch.columns[column][at].strip() or None if column in batch.columns else None
            log.add(sheet, lines[at], RowFault(at, column, fault.code, fault.message, read, fault.expected))
            if spoils:
                bad.add(at)

        benefits = self._benefit_column(batch, tell)
        persons = _ids(batch, "person_id", tell)
        homes = _ids(batch, "household_id", tell)
        amounts = self._amount_column(batch, tell)
        kept: list[int] = []
        for at, place in enumerate(benefits):
            if place is None or (bad and at in bad):
                continue
            if self._asked and place not in self._asked:
                found.other += 1
            elif wanting := self._wanting(place, persons[at], homes[at]):
                tell(at, *wanting)
            else:
                kept.append(at)
        found.named |= {place for at in kept if (place := benefits[at]) is not None}
        found.read += len(lines) + len(batch.ragged)
        found.set_aside += len(bad) + len(batch.ragged)
        places: list[Any] = [place_of(number, line) for line in lines]
        told: tuple[list[Any], ...] = (places, benefits, persons, homes, amounts)
        columns = told if len(kept) == len(lines) else [[column[at] for at in kept] for column in told]
        return pa.table([pa.array(one, kind.type) for one, kind in zip(columns, ROWS, strict=True)], schema=ROWS)

    def _wanting(self, place: int, person: str | None, home: str | None) -> tuple[str, CellFault] | None:
        one = self._benefits[place]
        if one.serves == "person" and person is None:
            return "person_id", CellFault("missing.no-id", f"缺少人员编号：{one.name}按人发", "人员编号")
        if person is None and home is None:
            return "household_id", CellFault("missing.no-id", f"缺少编号：{one.name}按户发", "户编号或人员编号")
        return None

    def _benefit_column(self, batch: RawBatch, tell: _Tell) -> list[int | None]:
        texts = batch.columns.get("benefit")
        if texts is None:
            return [next(iter(self._asked))] * len(batch.lines)
        if len(self._words) > _MOST_WORDS:
            self._words.clear()
        self._words |= {text: self._benefit(text.strip()) for text in {*texts} - self._words.keys()}
        found: list[int | None] = []
        for at, text in enumerate(texts):
            value = self._words[text]
            if isinstance(value, CellFault):
                tell(at, "benefit", value)
            found.append(None if isinstance(value, CellFault) else value)
        return found

    def _benefit(self, word: str) -> int | CellFault:
        if not word:
            return CellFault("missing.no-benefit", "没有写是哪项待遇", "待遇的名称或编号")
        place = self._places.get(word)
        if place is None:
            expected = instead(word, self._places)
            return CellFault("missing.unknown-benefit", "没有这项待遇", expected)
        one = self._benefits[place]
        if one.serves == "institution":
            return CellFault("missing.institution", f"{one.name}是给机构的，不在此比对")
        if one.id not in self._held:
            return CellFault("missing.not-in-force", f"{one.name}在这个月没有施行")
        return place

    def _amount_column(self, batch: RawBatch, tell: _Tell) -> list[int | None]:
        texts = batch.columns.get("amount")
        if texts is None:
            return [None] * len(batch.lines)
        values = self._amounts.column(texts, lambda at, fault: tell(at, "amount", fault, spoils=False))
        return [value if isinstance(value, int) else None for value in values]


def _ids(batch: RawBatch, name: str, tell: _Tell) -> list[str | None]:
    texts = batch.columns.get(name)
    if texts is None:
        return [None] * len(batch.lines)
    known = field_of("person", name)
    assert known is not None
    if all(map(_PLAIN, texts)):
        return [*texts]
    found: list[str | None] = []
    for at, text in enumerate(texts):
        value = read_cell(known, text) if text and not text.isspace() else None
        if isinstance(value, CellFault):
            tell(at, name, value)
        found.append(value if isinstance(value, str) else None)
    return found
