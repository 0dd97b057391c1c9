"""From the register's Arrow columns to values rules calculate with."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa

from minsheng.register.schema import NONE_DATE, NONE_WHOLE, NONE_WORD
from minsheng.rules.many.lists import Lists
from minsheng.rules.many.masks import Array, Mask
from minsheng.rules.many.number import Number
from minsheng.rules.many.truth import Truth
from minsheng.rules.many.word import UNKNOWN, Words, coded
from minsheng.terms.fields import EMPTY_IS_NONE, Field

Value: TypeAlias = Truth | Number | Words | Lists


def column_of(field: Field, column: pa.ChunkedArray) -> Value:
    """The field's values in the rows of an Arrow column as the register stores it."""
    value: Value = _READ[field.type](field, column)
    return value


def wanting(value: Value, bits: Array) -> Value:
    """The value with the field's own bit set where it is not known; ``bits`` has a word in each row."""
    unk = value.unk
    if unk is None:
        return value
    miss = np.where(unk, bits.reshape(-1, 1), np.uint64(0))
    if isinstance(value, Truth):
        return Truth(value.yes, value.may, miss)
    if isinstance(value, Words):
        return Words(value.codes, value.names, miss, value.whole)
    if isinstance(value, Lists):
        return Lists(value.bits, value.names, value.unk, miss)
    return Number(value.num, value.low, value.high, value.den, value.most, value.unk, value.floor, value.gone, miss)


def nulls(chunk: pa.Array) -> Mask:
    """Where an array is null; None when it nowhere is."""
    if not chunk.null_count:
        return None
    validity = chunk.buffers()[0]
    bits = np.unpackbits(np.frombuffer(validity, np.uint8), bitorder="little")
    return np.asarray(bits[chunk.offset : chunk.offset + len(chunk)] == 0)


def _joined(column: pa.ChunkedArray, read: Callable[[pa.Array], Array]) -> tuple[Array, Mask]:
    """Every chunk read, one after the other, and where it is null."""
    chunks = column.chunks
    parts = [read(chunk) for chunk in chunks]
    values = parts[0] if len(parts) == 1 else np.concatenate(parts) if parts else np.zeros(0, np.int8)
    if not column.null_count:
        return values, None
    marks = [nulls(chunk) for chunk in chunks]
    none = [np.zeros(len(chunk), bool) if mark is None else mark for chunk, mark in zip(chunks, marks, strict=True)]
    return values, none[0] if len(none) == 1 else np.concatenate(none)


def _plain(chunk: pa.Array) -> Array:
    kind = np.dtype(np.int32 if pa.types.is_date32(chunk.type) else chunk.type.to_pandas_dtype())
    if not len(chunk):
        return np.zeros(0, kind)
    return np.frombuffer(chunk.buffers()[1], kind, len(chunk), chunk.offset * kind.itemsize)


def _yesno(field: Field, column: pa.ChunkedArray) -> Truth:
    values, unk = _joined(column, _bits)
    if unk is None:
        return Truth.sure(values)
    yes = values & ~unk
    return Truth(yes, yes | unk)


def _bits(chunk: pa.Array) -> Array:
    if not len(chunk):
        return np.zeros(0, bool)
    bits = np.unpackbits(np.frombuffer(chunk.buffers()[1], np.uint8), bitorder="little")
    return bits[chunk.offset : chunk.offset + len(chunk)].view(bool)


def _number(field: Field, column: pa.ChunkedArray) -> Number:
    values, unk = _joined(column, _plain)
    scale = 1 if field.type == "money" else field.scale
    assert field.low is not None
    assert field.high is not None
    low, high = field.low * field.scale, field.high * field.scale
    gone = None
    if field.can_be_none:
        gone = values == NONE_WHOLE if unk is None else (values == NONE_WHOLE) & ~unk
        gone = gone if gone.any() else None
        low = min(low, NONE_WHOLE)
    if unk is not None:
        values = np.where(unk, values.dtype.type(0), values)
        low, high = min(low, 0), max(high, 0)
    floor = field.low == 0 and field.type in ("money", "ratio")
    return Number(values, low, high, scale, scale, unk, floor, gone)


def _date(field: Field, column: pa.ChunkedArray) -> Number:
    values, unk = _joined(column, _plain)
    if unk is not None:
        values = np.where(unk, np.int32(0), values)
    gone = values == NONE_DATE
    if unk is not None and field.name in EMPTY_IS_NONE:
        gone, unk = gone | unk, None
    return Number(values, NONE_DATE, 2**17, unk=unk, gone=gone if gone.any() else None)


def _category(field: Field, column: pa.ChunkedArray) -> Words:
    def read(chunk: pa.DictionaryArray) -> Array:
        none = NONE_WORD if NONE_WORD not in field.categories else None
        return coded(_places(chunk), chunk.dictionary.to_pylist(), field.categories, none)

    values, unk = _joined(column, read)
    return Words(values, field.categories, whole=unk is None)


def _places(chunk: pa.DictionaryArray) -> Array:
    """Where each row's word stands in the dictionary; the last place but none where it is null."""
    indices = chunk.indices
    places = _plain(indices)
    mask = nulls(indices)
    return places if mask is None else np.where(mask, places.dtype.type(UNKNOWN), places)


def _text(field: Field, column: pa.ChunkedArray) -> Words:
    if not pa.types.is_dictionary(column.type):
        column = column.dictionary_encode()
    names: dict[str, int] = {}

    def read(chunk: pa.DictionaryArray) -> Array:
        told = [word for word in chunk.dictionary.to_pylist() if word != NONE_WORD or not field.is_division]
        for word in told:
            names.setdefault(word, len(names))
        table = [names.get(word, -2) for word in chunk.dictionary.to_pylist()]
        return np.array([*table, UNKNOWN], np.int16 if len(names) < 2**15 else np.int32)[_places(chunk)]

    values, unk = _joined(column, read)
    return Words(values, tuple(names), whole=unk is None)


def _categories(field: Field, column: pa.ChunkedArray) -> Lists:
    kind = np.min_scalar_type(2 ** len(field.categories) - 1)

    def read(chunk: pa.ListArray) -> Array:
        bits = np.zeros(len(chunk), kind)
        starts = np.frombuffer(chunk.buffers()[1], np.int32, len(chunk) + 1, chunk.offset * 4)
        lengths = starts[1:] - starts[:-1]
        held = chunk.flatten()
        if len(held):
            mask = nulls(chunk)
            lengths = lengths if mask is None else np.where(mask, 0, lengths)
            codes = coded(_places(held), held.dictionary.to_pylist(), field.categories, None)
            np.bitwise_or.at(bits, np.repeat(np.arange(len(chunk)), lengths), kind.type(1) << codes.astype(kind))
        return bits

    values, unk = _joined(column, read)
    return Lists(values, field.categories, unk)


_READ: dict[str, Callable[[Field, pa.ChunkedArray], Any]] = {
    "yesno": _yesno,
    "money": _number,
    "whole": _number,
    "ratio": _number,
    "date": _date,
    "category": _category,
    "categories": _categories,
    "text": _text,
}
