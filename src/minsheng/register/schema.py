"""How the register is stored: one Arrow schema an entity, and values as whole units (fen, hundredths, days)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, TypeAlias

import pyarrow as pa

from minsheng.terms.fields import Entity, Field, fields_of

ENTITIES: tuple[Entity, ...] = ("household", "person", "institution")
ENTITY_LABELS: Mapping[Entity, str] = {"household": "户", "person": "人员", "institution": "机构"}
REGISTER_MARK = b"minsheng.register"
SYNTHETIC_MARK = b"minsheng.synthetic"
NONE_MARK = b"none"
EPOCH = date(1970, 1, 1)

NONE_WHOLE = -1
"""A whole number known not to exist, as stored."""
NONE_DATE = (date(1, 1, 1) - EPOCH).days
"""A date known not to exist, as stored: 1 January of the year 1, in days since 1970."""
NONE_WORD = "none"
"""A category or division known not to exist, as stored; a category's place is then one past its last word."""

Stored: TypeAlias = int | str | tuple[int, ...] | None
"""A value while it is checked: whole units, days since 1970, a category's place, yes or no, text; None is not known.

What is known not to exist is stored as ``none_of`` says.
"""

_INT8, _INT16, _INT32 = 2**7 - 1, 2**15 - 1, 2**31 - 1


def plain_type(field: Field) -> pa.DataType:
    """The type while rows are checked and sorted: categories by their place, the rest as stored."""
    if field.type in ("money", "whole", "ratio"):
        return _whole_type((field.high or 0) * field.scale if field.type != "money" else 2**62)
    simple: dict[str, pa.DataType] = {
        "date": pa.date32(),
        "yesno": pa.bool_(),
        "category": pa.int8(),
        "categories": pa.list_(pa.int8()),
        "text": pa.string(),
    }
    return simple[field.type]


def stored_type(field: Field) -> pa.DataType:
    """The type in the Parquet file: small integers, dictionaries for categories and divisions."""
    names = pa.dictionary(pa.int8(), pa.string())
    if field.type == "category":
        return names
    if field.type == "categories":
        return pa.list_(names)
    if field.is_division:
        return pa.dictionary(pa.int32(), pa.string())
    return plain_type(field)


def none_of(field: Field) -> Stored:
    """How the field stores that it is known not to exist; None when it cannot say so.

    >>> from minsheng.terms.fields import field_of
    >>> [none_of(field_of("person", name)) for name in ("grade", "pregnancy_due", "disability_kind", "pension")]
    [-1, -719162, 7, None]
    """
    if not field.can_be_none:
        return None
    if field.type == "category":
        return len(field.categories)
    return {"whole": NONE_WHOLE, "date": NONE_DATE}.get(field.type, NONE_WORD)


def words_of(field: Field) -> tuple[str, ...]:
    """The words of a category as stored, in the order of their places.

    >>> from minsheng.terms.fields import field_of
    >>> words_of(field_of("person", "sex")), words_of(field_of("person", "medical"))
    (('male', 'female', 'none'), ('employee', 'resident', 'none'))
    """
    return (*field.categories, NONE_WORD) if field.type == "category" and field.can_be_none else field.categories


def schema_of(entity: Entity, *, day: date, synthetic: bool) -> pa.Schema:
    """The schema of an entity's file: every field with label, unit and scale, and what the file is.

    >>> schema_of("person", day=date(2021, 12, 31), synthetic=False).field("monthly_income").type
    DataType(int64)
    """
    marks = {
        REGISTER_MARK: entity.encode(),
        b"minsheng.date": day.isoformat().encode(),
        SYNTHETIC_MARK: b"true" if synthetic else b"false",
    }
    return pa.schema([_arrow_field(field) for field in fields_of(entity)], metadata=marks)


def _arrow_field(field: Field) -> pa.Field:
    told = {"label": field.label, "unit": field.unit, "scale": str(field.scale), "sensitivity": field.sensitivity}
    if field.can_be_none:
        told[NONE_MARK.decode()] = {"whole": str(NONE_WHOLE), "date": "0001-01-01"}.get(field.type, NONE_WORD)
    return pa.field(field.name, stored_type(field), nullable=not field.required, metadata=told)


def plain_schema(entity: Entity, *more: pa.Field) -> pa.Schema:
    """The schema of rows on their way: plain types, followed by ``more``."""
    return pa.schema([*(pa.field(field.name, plain_type(field)) for field in fields_of(entity)), *more])


def store(field: Field, column: pa.Array) -> pa.Array:
    """A plain column as it is stored."""
    if field.type == "category":
        return _named(field, column)
    if field.type == "categories":
        return pa.ListArray.from_arrays(column.offsets, _named(field, column.values), mask=column.is_null())
    if field.is_division:
        return column.dictionary_encode()
    return column


def _named(field: Field, places: pa.Array) -> pa.Array:
    return pa.DictionaryArray.from_arrays(places, pa.array(words_of(field), pa.string()))


def as_written(field: Field, value: Stored) -> str:
    """A stored value as the contract writes it; empty when not known, ``none`` when known not to exist.

    >>> from minsheng.terms.fields import field_of
    >>> as_written(field_of("person", "monthly_income"), 123450), as_written(field_of("person", "sex"), 1)
    ('1234.50', 'female')
    >>> as_written(field_of("institution", "lon"), -120_150_000), as_written(field_of("person", "chronic"), (0, 1))
    ('-120.150000', 'hypertension|diabetes')
    >>> as_written(field_of("person", "grade"), -1)
    'none'
    """
    if value is None:
        return ""
    if value == none_of(field):
        return NONE_WORD
    if isinstance(value, tuple):
        return "|".join(field.categories[place] for place in value) or "none"
    if isinstance(value, str):
        return value
    if field.type == "category":
        return field.categories[value]
    if field.type == "yesno":
        return "true" if value else "false"
    if field.type == "date":
        return (EPOCH + timedelta(days=value)).isoformat()
    if field.scale == 1:
        return str(value)
    whole, rest = divmod(abs(value), field.scale)
    return f"{'-' if value < 0 else ''}{whole}.{rest:0{len(str(field.scale)) - 1}d}"


def stored_of(value: Any) -> Stored:
    """What Arrow's ``as_py`` gives of a plain column, as a Stored.

    >>> stored_of(date(1970, 1, 3)), stored_of([0, 1]), stored_of(True), stored_of(None)
    (2, (0, 1), True, None)
    """
    if isinstance(value, date):
        return (value - EPOCH).days
    if isinstance(value, list):
        return tuple(value)
    assert value is None or isinstance(value, str | int)
    return value


def _whole_type(most: int) -> pa.DataType:
    for limit, kind in ((_INT8, pa.int8()), (_INT16, pa.int16()), (_INT32, pa.int32())):
        if most <= limit:
            return kind
    return pa.int64()
