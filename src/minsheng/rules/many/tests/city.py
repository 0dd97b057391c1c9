"""Homes as the register stores them, and what both compilers say of them in one form."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa

from minsheng.register.schema import EPOCH, Stored, none_of, plain_type, store
from minsheng.rules.answer import Answer, Assessor
from minsheng.rules.many.answer import CityAssessor
from minsheng.rules.situation import Situation
from minsheng.rules.values import NOTHING
from minsheng.terms.fields import Entity, Field, fields_of

Key = tuple[str, str | None, str | None]
Told = tuple[str, int | None, tuple[str, ...]]


def stored(field: Field, value: Any) -> Stored:
    """A situation's value as the register stores it."""
    if value is None:
        return None
    if value is NOTHING:
        return none_of(field)
    if field.type == "category":
        return field.categories.index(value)
    if field.type == "categories":
        return tuple(field.categories.index(word) for word in value)
    if isinstance(value, date):
        return (value - EPOCH).days
    if field.type in ("whole", "ratio"):
        return int(value * field.scale)
    assert isinstance(value, int | str)
    return value


def table(entity: Entity, rows: Sequence[dict[str, Any]]) -> pa.Table:
    """Rows of an entity as an Arrow table of the register."""
    columns = {}
    for field in fields_of(entity):
        values = [stored(field, row.get(field.name)) for row in rows]
        plain = [list(value) if isinstance(value, tuple) else value for value in values]
        columns[field.name] = store(field, pa.array(plain, plain_type(field)))
    return pa.table(columns)


def city(homes: Sequence[Situation]) -> tuple[pa.Table, pa.Table, Any]:
    """Homes as tables of households and persons, and how many each has."""
    houses = [{**home.household, "household_id": str(place)} for place, home in enumerate(homes)]
    people = []
    for place, home in enumerate(homes):
        for person in home.persons:
            row = {name: value for name, value in person.items() if name != "death_date" or value is not NOTHING}
            people.append({**row, "household_id": str(place)})
    counts = np.array([len(home.persons) for home in homes], np.int64)
    return table("household", houses), table("person", people), counts


def said_by_one(assessor: Assessor, homes: Sequence[Situation]) -> dict[Key, Told]:
    """What the compiler for one household says of each, no's left out."""
    found: dict[Key, Told] = {}
    for place, home in enumerate(homes):
        for answer in assessor.answers(home):
            if answer.outcome != "not_owed":
                found[answer.rule.benefit.id, str(place), answer.person_id] = _told(answer)
    return found


def _told(answer: Answer) -> Told:
    return answer.outcome, answer.amount, answer.missing


def said_by_many(assessor: CityAssessor, homes: Sequence[Situation]) -> dict[Key, Told]:
    """What the compiler for many households says of them at once, no's left out."""
    household, person, counts = city(homes)
    homes_of = np.repeat(np.arange(len(counts)), counts).tolist()
    names = person.column("person_id").to_pylist()
    found: dict[Key, Told] = {}
    for one in assessor.answers(assessor.batch_of_households(household, person, counts)):
        benefit = one.owed.rule.benefit

        def keys(rows: Iterable[int], name: str = benefit.id, serves: str = benefit.serves) -> list[Key]:
            if serves == "household":
                return [(name, str(row), None) for row in rows]
            return [(name, str(homes_of[row]), names[row]) for row in rows]

        fen = [None] * len(one.owed.rows) if one.owed.fen is None else one.owed.fen.tolist()
        found |= {key: ("owed", amount, ()) for key, amount in zip(keys(one.owed.rows), fen, strict=True)}
        if one.undecided is not None:
            wanted = [one.undecided.wanted[place] for place in one.undecided.which]
            found |= {k: ("unknown", None, names_) for k, names_ in zip(keys(one.undecided.rows), wanted, strict=True)}
    return found
