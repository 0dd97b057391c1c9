"""A department's list of people as records to be matched: identifier, name, sex, birth, division, telephone."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from minsheng.register.cells import CellFault, read_cell
from minsheng.register.schema import as_written
from minsheng.register.sources import Notes, Progress, Sheet, read_file
from minsheng.terms.errors import Fault, MinshengError
from minsheng.terms.fields import field_of
from minsheng.terms.identity import mask_identity, problem_of_identity, read_identity

COLUMNS = ("record_id", "identity", "name", "sex", "birth_date", "division", "phone")
"""What records are compared by; ``record_id`` is the department's own identifier of a row."""

LABELS = {
    "record_id": ("记录编号", "编号", "人员编号", "person_id"),
    "identity": ("身份证号", "身份号码", "公民身份号码", "身份证号码"),
    "name": ("姓名",),
    "sex": ("性别",),
    "birth_date": ("出生日期",),
    "division": ("区划", "所在区划", "hukou_division", "户籍区划"),
    "phone": ("电话", "手机号", "联系电话"),
}
_MOST_ROWS = 5_000_000
_PHONE = re.compile(r"\+?[0-9][0-9 -]{5,19}")
_NAME_END = 64


@dataclass(frozen=True)
class Records:
    """A department's records as text columns, empty ones null, and what was wrong with cells that were left empty."""

    file: str
    table: pa.Table
    faults: tuple[Fault, ...]


def read_records(path: Path, progress: Progress = lambda done, total: None) -> Records:
    """Read a .csv, .xlsx or .parquet list; raises `MinshengError` when it has no identifiers or one of them twice.

    A cell that cannot be right (no such day, a wrong check digit) is left empty and told; its row stays. ``progress``
    is told how much of how much is read.
    """
    rows: dict[str, list[str | None]] = {name: [] for name in COLUMNS}
    faults: list[Fault] = []
    for batch in read_file(path, Notes(), progress, _header):
        for place, line in enumerate(batch.lines):
            cells = {name: batch.columns[name][place].strip() for name in batch.columns if name}
            for name, value in _read(cells, path.name, line, faults).items():
                rows[name].append(value)
        if len(rows["record_id"]) > _MOST_ROWS:
            raise MinshengError(Fault("matching.too-many", "行数太多", path.name, expected=f"不超过 {_MOST_ROWS:,} 行"))
    table = pa.table({name: pa.array(values, pa.string()) for name, values in rows.items()})
    _refuse_twice(table, path.name)
    return Records(path.name, table, tuple(faults))


def _header(file: str, name: str | None, header: Sequence[str]) -> Sheet:
    known = {label: column for column, labels in LABELS.items() for label in (column, *labels)}
    titles = [title.strip().lstrip("\ufeff") for title in header]
    columns = tuple(known.get(title, "") for title in titles)
    if "record_id" not in columns:
        raise MinshengError(
            Fault("matching.header", "没有编号列", file, 1, "、".join(titles)[:80], "记录编号、姓名、出生日期、性别 …")
        )
    if len(set(columns) - {""}) < 3:
        said = "除了编号，至少还要两列才能比对"
        raise MinshengError(Fault("matching.header", said, file, 1, "、".join(titles)[:80], "姓名、出生日期、性别 …"))
    twice = sorted({column for column in columns if column and columns.count(column) > 1})
    if twice:
        raise MinshengError(Fault("matching.column-twice", f"列 {'、'.join(twice)} 出现了不止一次", file, 1))
    return Sheet(file, name, "person", columns)


def _read(cells: dict[str, str], file: str, line: int, faults: list[Fault]) -> dict[str, str | None]:
    found: dict[str, str | None] = dict.fromkeys(COLUMNS)
    for name, text in cells.items():
        if not text:
            continue
        value = _READERS[name](text) if text.isascii() or _writable(text) else _GARBLED
        if isinstance(value, Fault):
            faults.append(
                Fault(value.code, f"{LABELS[name][0]}：{value.message}", file, line, value.read, value.expected)
            )
        else:
            found[name] = value
    if found["record_id"] is None:
        raise MinshengError(Fault("matching.no-id", "这一行没有编号", file, line))
    if found["identity"] is not None:
        told = read_identity(found["identity"])
        found["birth_date"] = found["birth_date"] or told.birth.isoformat()
        found["sex"] = found["sex"] or told.sex
    return found


_GARBLED = Fault("matching.encoding", "有认不出的字符，文件的编码可能不对")


def _writable(text: str) -> bool:
    """Whether the text has none of the stand-ins for bytes that fit no encoding."""
    return not any("\ud800" <= letter <= "\udfff" for letter in text)


def _identity(text: str) -> str | Fault:
    problem = problem_of_identity(text)
    return text.upper() if problem is None else problem


def _name(text: str) -> str | Fault:
    plain = re.sub(r"\s|[·•．.]", "", text)
    return plain if 0 < len(plain) <= _NAME_END else Fault("matching.name", "不像姓名", read=text[:20])


def _phone(text: str) -> str | Fault:
    if not _PHONE.fullmatch(text):
        return Fault("matching.phone", "不像电话号码", read=text[:4] + "…")
    return re.sub(r"\D", "", text)[-11:]


def _cell(name: str) -> Callable[[str], str | Fault]:
    field = field_of("household" if name == "division" else "person", name)
    assert field is not None

    def read(text: str) -> str | Fault:
        value = read_cell(field, text)
        if isinstance(value, CellFault):
            return Fault(value.code, value.message, read=text[:40], expected=value.expected)
        return as_written(field, value)

    return read


_READERS: dict[str, Callable[[str], str | Fault]] = {
    "record_id": lambda text: text if len(text) <= _NAME_END else Fault("matching.id", "编号太长", read=text[:20]),
    "identity": _identity,
    "name": _name,
    "sex": _cell("sex"),
    "birth_date": _cell("birth_date"),
    "division": _cell("division"),
    "phone": _phone,
}


def _refuse_twice(table: pa.Table, file: str) -> None:
    counts = table.column("record_id").value_counts().to_pylist()
    twice = [one["values"] for one in counts if one["counts"] > 1]
    if twice:
        raise MinshengError(Fault("matching.twice", "同一个编号出现了不止一次", file, read="、".join(twice[:3])))


def masked(name: str, value: str | None) -> str:
    """A cell as a reviewer sees it: enough to tell two records apart, not enough to copy a person.

    >>> masked("name", "欧阳小红"), masked("phone", "13800138000"), masked("birth_date", "1960-02-29")
    ('欧**红', '138****8000', '1960-02-29')
    """
    if value is None:
        return ""
    if name == "identity":
        return mask_identity(value)
    if name == "name":
        return value[0] + "*" * (len(value) - 2) + value[-1] if len(value) > 2 else value[0] + "*"
    return value[:3] + "*" * (len(value) - 7) + value[-4:] if name == "phone" and len(value) > 7 else value
