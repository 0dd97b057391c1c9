"""One household as JSON: ``{"household": {…}, "persons": [{…}, …]}``."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from minsheng.register.sources import RawBatch, batch_of, sheet_of, text_of
from minsheng.terms.errors import Fault, MinshengError

_MOST_BYTES = 10_000_000
_SHAPE = '{"household": {…}, "persons": [{…}]}'


def load_json(path: Path) -> Any:
    """The file's content, numbers kept as they are written; MinshengError when it is no JSON."""
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise _error(path.name, "文件过大，一个 JSON 文件只放一户")
        text = path.read_bytes().decode("utf-8-sig")
        return json.loads(text, parse_float=str, parse_int=str, parse_constant=str)
    except UnicodeDecodeError:
        raise _error(path.name, "不是 UTF-8 文字") from None
    except OSError as error:
        raise _error(str(path), "读不了这个文件", error.strerror) from None
    except (ValueError, RecursionError) as error:
        line = error.lineno if isinstance(error, json.JSONDecodeError) else None
        raise _error(path.name, "不是 JSON", line=line) from None


def batches_of(content: Any, file: str) -> list[RawBatch]:
    """The household's row and its persons' rows as text; a row's place is its number from 1.

    >>> home = {"household": {"household_id": "H1"}, "persons": [{"person_id": "P1", "sex": "male"}]}
    >>> [dict(batch.columns) for batch in batches_of(home, "home.json")]
    [{'household_id': ('H1',)}, {'person_id': ('P1',), 'sex': ('male',), 'household_id': ('H1',)}]
    """
    household = content.get("household") if isinstance(content, dict) else None
    persons = content.get("persons") if isinstance(content, dict) else None
    if (
        not isinstance(household, dict)
        or not isinstance(persons, list)
        or not all(isinstance(p, dict) for p in persons)
    ):
        raise _error(file, "内容不是一户人家", expected=_SHAPE)
    known = {"household_id": household.get("household_id")}
    rows = [{**person, "household_id": person.get("household_id", known["household_id"])} for person in persons]
    return [_batch(file, "household", [household]), *([_batch(file, "persons", rows)] if rows else [])]


def _batch(file: str, name: str, rows: list[dict[str, Any]]) -> RawBatch:
    titles = list(dict.fromkeys(title for row in rows for title in row))
    sheet = sheet_of(file, name, titles)
    cells = [[_text(row.get(title), file) for title in titles] for row in rows]
    return batch_of(sheet, range(1, len(rows) + 1), cells)


def _text(value: Any, file: str) -> str:
    nested: Iterable[Any] = value if isinstance(value, list) else [value]
    if any(isinstance(part, dict | list) for part in nested):
        raise _error(file, "值里不能再有对象", expected="文字、数字、true、false、null 或列表")
    return text_of(value)


def _error(
    file: str, message: str, read: str | None = None, *, expected: str | None = None, line: int | None = None
) -> MinshengError:
    return MinshengError(Fault("register.json", message, file, line, read, expected))
