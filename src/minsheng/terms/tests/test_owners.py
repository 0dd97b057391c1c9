from __future__ import annotations

import pytest

from minsheng.terms.fields import FIELDS, Field, field_of
from minsheng.terms.owners import _KEPT, OWNERS, owner_of


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: f"{field.entity}.{field.name}")
def test_every_field_of_the_register_is_kept_by_someone(field: Field) -> None:
    assert owner_of(field) in OWNERS.values()


def test_whoever_keeps_a_field_keeps_one_that_is_there_and_keeps_it_alone() -> None:
    for entity, kept in _KEPT.items():
        names = [name for owner in kept for name in kept[owner].split()]
        assert len(names) == len(set(names))
        assert all(field_of(entity, name) is not None for name in names)


def test_a_field_a_pack_has_added_is_kept_by_nobody_known() -> None:
    assert owner_of(Field("shoe_size", "person", "whole", "鞋码", "shoe size", "personal")) is None
