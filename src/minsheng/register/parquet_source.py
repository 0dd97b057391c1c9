"""A Parquet file as batches of text cells; the register's own files are read back in their stored units."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from minsheng.register.schema import REGISTER_MARK, as_written, stored_of
from minsheng.register.sources import BATCH, Header, Progress, RawBatch, Sheet, sheet_of, text_of
from minsheng.terms.errors import Fault, MinshengError
from minsheng.terms.fields import Field, fields_of


def read_parquet(
    path: Path, seen: Callable[[Sheet], None], progress: Progress, header: Header = sheet_of
) -> Iterator[RawBatch]:
    """The batches of a Parquet file; a row's place is its number from 1."""
    try:
        file = pq.ParquetFile(path)
    except (pa.ArrowException, OSError) as error:
        raise _unreadable(path, error) from None
    with file:
        schema = file.schema_arrow
        sheet = header(path.name, None, schema.names)
        seen(sheet)
        own = REGISTER_MARK in (schema.metadata or {})
        fields = {field.name: field for field in fields_of(sheet.entity)}
        done, total = 0, file.metadata.num_rows
        try:
            for batch in file.iter_batches(BATCH):
                columns = {
                    name: texts_of(batch.column(at), fields.get(name) if own else None)
                    for at, name in enumerate(sheet.columns)
                    if name
                }
                yield RawBatch(sheet, range(done + 1, done + 1 + batch.num_rows), columns)
                done += batch.num_rows
                progress(done, total)
        except (pa.ArrowException, OSError) as error:
            raise _unreadable(path, error) from None


def texts_of(column: pa.Array, stored: Field | None) -> list[str]:
    """A column's values as cells, each distinct one put into words once; ``stored`` tells the register's own units."""
    if pa.types.is_list(column.type) or pa.types.is_large_list(column.type):
        return [text_of(value) for value in column.to_pylist()]
    encoded = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
    words = ["", *(_word(value, stored) for value in _values(encoded.dictionary))]
    places = pc.add(pc.fill_null(encoded.indices.cast(pa.int64()), -1), 1)
    return [words[place] for place in places.to_pylist()]


def _values(column: pa.Array) -> list[Any]:
    """The values; a day Python has no date for, such as infinity, as the number it is stored as."""
    try:
        return list(column.to_pylist())
    except (OverflowError, ValueError):
        return [_value(one) for one in column]


def _value(one: pa.Scalar) -> Any:
    try:
        return one.as_py()
    except (OverflowError, ValueError):
        return str(one.value)


def _word(value: Any, stored: Field | None) -> str:
    if stored is not None and stored.type in ("money", "whole", "ratio", "date"):
        return as_written(stored, stored_of(value))
    return text_of(value)


def _unreadable(path: Path, error: Exception) -> MinshengError:
    return MinshengError(Fault("register.parquet", "不是能读的 Parquet 文件", str(path), None, str(error)[:80]))
