"""What was wrong with the rows of an import: a file with a line per fault, and counts."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from minsheng.register.check import RowFault
from minsheng.register.sources import IDENTITY, Sheet
from minsheng.terms.errors import Fault
from minsheng.terms.fields import Entity, field_of, fields_of

# A masked number is no number: the column is passed over when the file is imported again.
_MASKED = "_identity"
COLUMNS = ("文件", "表", "行", "列", "代码", "问题", "读到", "应为")
_FORMULA = ("=", "+", "@", "\t")
# Whatever may be an identity number is not written where columns are not known.
_LONG_NUMBER = re.compile(r"[0-9]{14,}[0-9Xx]")
_MOST_SHOWN = 200


class FaultLog:
    """Writes every fault to a CSV file (UTF-8 with a mark, so that Excel opens it) and keeps the first few at hand."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("w", encoding="utf-8-sig", errors="backslashreplace", newline="")
        self._writer = csv.writer(self._file)
        self._writer.writerow(COLUMNS)
        self.first: list[Fault] = []
        self.total = 0
        self.by_code: Counter[str] = Counter()
        self.by_field: Counter[tuple[Entity, str]] = Counter()

    def add(self, sheet: Sheet, line: int, fault: RowFault) -> None:
        """One more fault, at this line of this sheet."""
        read = None if fault.read is None else _tame(fault.read[:80])
        cells = (sheet.file, sheet.name or "", line, fault.column or "", fault.code, fault.message)
        self._writer.writerow([*cells, read or "", fault.expected or ""])
        self.total += 1
        self.by_code[fault.code] += 1
        if fault.column is not None:
            self.by_field[sheet.entity, fault.column] += 1
        if len(self.first) < _MOST_SHOWN:
            self.first.append(fault_of(sheet, line, fault))

    def close(self) -> None:
        """Finish the file."""
        self._file.close()


def fault_of(sheet: Sheet, line: int, fault: RowFault) -> Fault:
    """The row's fault as the one shape for everything that can be wrong."""
    field = field_of(sheet.entity, fault.column or "")
    label = sheet.labels.get(fault.column or "", "身份号码") if field is None else field.label
    message = fault.message if fault.column is None else f"{label}（{fault.column}）：{fault.message}"
    return Fault(fault.code, message, sheet.title, line, _shown(fault.read), fault.expected)


def _shown(text: str | None) -> str | None:
    return None if text is None else text[:80].encode("utf-8", "backslashreplace").decode()


def _tame(text: str) -> str:
    """Text that a spreadsheet does not take for a formula."""
    return "'" + text if text.startswith(_FORMULA) or (text[:1] == "-" and not text[1:2].isdigit()) else text


class Rejects:
    """The rows set aside, in words, with their place and why: to be repaired and imported again."""

    def __init__(self, path: Path, entity: Entity) -> None:
        self._path = path
        self._names = [field.name for field in fields_of(entity)]
        self._writer: csv.DictWriter[str] | None = None
        self._file: TextIO | None = None
        self.rows = 0
        self._entity = entity

    def add(self, sheet: Sheet, line: int, why: Sequence[str], cells: dict[str, str], more: Sequence[str] = ()) -> None:
        """One row; ``more`` are the cells of a row that does not fit its header."""
        if self._file is None:
            self._path.parent.mkdir(exist_ok=True)
            file = self._path.open("w", encoding="utf-8-sig", errors="backslashreplace", newline="")
            self._file = file
            extra = [_MASKED] if self._entity == "person" else []
            self._writer = csv.DictWriter(file, ["_file", "_line", "_why", *self._names, *extra, "_cells"])
            self._writer.writeheader()
        assert self._writer is not None
        place = {
            "_file": sheet.title,
            "_line": str(line),
            "_why": "；".join(why),
            "_cells": _LONG_NUMBER.sub("…", "|".join(more)),
        }
        shown = {_MASKED if name == IDENTITY else name: text for name, text in cells.items()}
        self._writer.writerow({**place, **shown})
        self.rows += 1

    def close(self) -> None:
        """Finish the file, if a row was set aside."""
        if self._file is not None:
            self._file.close()
