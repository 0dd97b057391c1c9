"""A household told to `explain` and one imported into the register are the same: both readers take the same texts."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from minsheng.register.cells import CellFault, read_cell
from minsheng.register.schema import EPOCH, Stored, as_written, none_of
from minsheng.register.tests.strategies import values_of
from minsheng.rules.situation import read_value
from minsheng.rules.values import NOTHING
from minsheng.terms.fields import FIELDS, Field

WORDS = [field for field in FIELDS if field.type not in ("money", "whole", "ratio")]
TEXTS = st.one_of(
    st.sampled_from(
        ["none", "无", "否", "true", "FALSE", " 是", "visual", "视力|听力", "2021-12-31", "330106", "none|none"]
    ),
    st.dates().map(str),
    st.text("0123-|,、;no无 视力", min_size=1, max_size=12),
    st.text(min_size=1, max_size=8),
)


def _meant(field: Field, stored: Stored) -> Any:
    """What rules calculate with for a stored value."""
    if stored == none_of(field) and field.can_be_none:
        return NOTHING
    if isinstance(stored, tuple):
        return frozenset(field.categories[place] for place in stored)
    if field.type == "category" and isinstance(stored, int):
        return field.categories[stored]
    if field.type == "date" and isinstance(stored, int):
        return EPOCH + timedelta(days=stored)
    if field.type == "ratio" and isinstance(stored, int):
        return Fraction(stored, field.scale)
    return stored


def _read(field: Field, text: str) -> Any:
    try:
        return read_value(field, text)
    except ValueError:
        return ValueError


@settings(max_examples=400)
@given(st.data(), st.sampled_from(FIELDS))
def test_what_the_register_writes_the_rules_read_as_the_same(data: st.DataObject, field: Field) -> None:
    stored = data.draw(values_of(field).filter(lambda value: value is not None))
    assert _read(field, as_written(field, stored)) == _meant(field, stored)


@settings(max_examples=600)
@given(st.sampled_from(WORDS), TEXTS)
def test_any_text_the_register_takes_the_rules_take_for_the_same(field: Field, text: str) -> None:
    cell = read_cell(field, text)
    if cell is not None and not isinstance(cell, CellFault):
        assert _read(field, text) == _meant(field, cell), (field.name, text, cell)
