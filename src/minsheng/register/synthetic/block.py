"""One block of a made-up city: some twenty thousand people of one area, drawn, housed and described."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa

from minsheng.register.schema import EPOCH, NONE_WORD, none_of, plain_schema
from minsheng.register.synthetic.homes import (
    CHILD,
    COLLECTIVE,
    ELDER_MAN,
    ELDER_WOMAN,
    MAN,
    THREE,
    WOMAN,
    Floats,
    Homes,
    Kinds,
    settle,
)
from minsheng.register.synthetic.lives import NONE, NOT_KNOWN, Column, Lives, Mask, Town, lives_of
from minsheng.register.synthetic.margins import Area, Ints
from minsheng.terms.fields import Entity, Field, field_of, fields_of

OLDEST = 104
# Where people come from who moved here; none is published at this detail, so all are as likely.
_ELSEWHERE = ("330200", "330300", "330400", "330500", "330600", "330700", "330800", "330900", "331000", "331100")
_PROVINCES = ("340000", "360000", "410000", "420000", "430000", "520000", "530000", "320000")
_FEWER_OVER_85 = 0.18
_LEAST_GAP = 15


@dataclass(frozen=True)
class Block:
    """The plain rows of one block, households in order."""

    households: pa.RecordBatch
    persons: pa.RecordBatch


def block_of(
    area: Area, cells: Ints, first: int, day: date, share: Mapping[str, float], chance: np.random.Generator
) -> Block:
    """A block with the people of ``cells`` (age groups by sex) whose households are numbered from ``first``."""
    pool = _by_year(area, cells, chance)
    homes = settle(pool, _kinds(area, int(cells.sum())), share, chance)
    size = np.bincount(homes.home, minlength=len(homes.kind))
    collective = homes.kind == COLLECTIVE
    part = area.figures
    rural = _some(np.where(collective, 0.05, 1.0), size, part["rural"] / area.people, chance)
    head_age = homes.age[np.cumsum(size) - size]
    strange = np.where(collective, 5.0, np.where(head_age < 50, 2.0, 0.4))
    came = part["from_same_province"] + part["from_other_province"]
    moved = _some(strange, size, came / area.people, chance)
    owned = part["homes_built"] + part["homes_bought"] + part["homes_inherited"]
    share_owned = owned / (owned + part["homes_rented"] + part["homes_other"])
    owns = _some(np.where(moved, 0.15, 1.0) * ~collective, np.ones(len(size)), share_owned, chance)
    division = _districts(area, size, chance)
    households = {
        "division": division,
        "area": rural.astype(np.int64),
        "floor_area_m2": _floors(size, collective, area, chance),
        "owns_home": owns,
        "assets_over_limit": chance.random(len(size)) < share["assets_over_limit"],
        "unsafe_house": rural & (chance.random(len(size)) < share["unsafe_house"]),
        "renewal_area": ~rural & (chance.random(len(size)) < share["renewal_area"]),
        "sudden_hardship": chance.random(len(size)) < share["sudden_hardship"],
    }
    town = Town(rural[homes.home], moved[homes.home], (day - EPOCH).days)
    lives = lives_of(homes, town, share, chance)
    person = lives.columns
    person["relation"] = _relations(homes, size, chance)
    person["sex"] = homes.sex
    person["birth_date"] = _births(homes.age, day, chance)
    person["death_date"] = np.full(len(homes.age), NOT_KNOWN)
    _residence(person, town, homes, division, part["from_same_province"] / max(came, 1), share, chance)
    return _rows(households, lives, homes, size, first)


def _kinds(area: Area, people: int) -> Kinds:
    part = area.figures
    scale = people / area.people

    def count(number: float) -> int:
        return round(number * scale)

    three = part["three_generations"] + part["four_generations"]
    couples = part["one_generation"] - part["one_person"]
    home = min(count(part["family_people"]), people)
    return Kinds(
        count(part["one_person"]), count(couples), count(part["two_generations"]), count(three), home, people - home
    )


def _by_year(area: Area, cells: Ints, chance: np.random.Generator) -> Ints:
    """Counts by year of age: even within a census group, ever fewer above 85."""
    pool = np.zeros((OLDEST + 1, 2), np.int64)
    for low, high, counts in zip(area.ages_from, area.ages_to, cells, strict=True):
        years = int(high - low + 1)
        weights = np.exp(-np.arange(years) * (_FEWER_OVER_85 if high == OLDEST else 0.0))
        for sex in (0, 1):
            pool[low : high + 1, sex] += chance.multinomial(counts[sex], weights / weights.sum())
    return pool


def _some(weights: Floats, sizes: Column, share: float, chance: np.random.Generator) -> Mask:
    """Households drawn with these weights until their sizes make up the share of all."""
    keys = chance.exponential(size=len(weights)) / np.maximum(weights, 1e-12)
    order = np.argsort(keys, kind="stable")
    taken = np.cumsum(sizes[order]) <= share * sizes.sum() + 0.5
    chosen = np.zeros(len(weights), bool)
    chosen[order[taken]] = True
    return chosen


def _districts(area: Area, size: Ints, chance: np.random.Generator) -> Column:
    """Today's district of each household, by the published totals."""
    codes = np.array([code for code, _, _ in area.districts], object)
    ends = np.cumsum([people for _, _, people in area.districts]) / area.people
    order = chance.permutation(len(size))
    place = np.empty(len(size), np.int64)
    place[order] = np.searchsorted(ends, (np.cumsum(size[order]) - 0.5) / size.sum())
    found: Column = codes[np.minimum(place, len(codes) - 1)]
    return found


def _floors(size: Ints, collective: Mask, area: Area, chance: np.random.Generator) -> Ints:
    """Hundredths of a square metre, in the mean the published area a head."""
    spread = np.exp(chance.normal(-(0.35**2) / 2, 0.35, len(size)))
    floors = np.rint(area.figures["floor_area_per_head"] * size * spread * 10) * 10
    return np.where(collective, NOT_KNOWN, floors.astype(np.int64))


def _births(age: Ints, day: date, chance: np.random.Generator) -> Ints:
    """Birth dates, as days since 1970, of people who are so old on the day."""
    last = np.array([(_years_before(day, years) - EPOCH).days for years in range(OLDEST + 2)])
    births: Ints = last[age] - chance.integers(0, last[age] - last[age + 1])
    return births


def _years_before(day: date, years: int) -> date:
    """The last birthday that makes so many years; 29 February falls to 28 in other years."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def _relations(homes: Homes, size: Ints, chance: np.random.Generator) -> Ints:
    """To the head: an elder in half of the three-generation homes, else father, mother or the first there is."""
    relation = field_of("person", "relation")
    assert relation is not None
    place = {name: at for at, name in enumerate(relation.categories)}
    home, role, count = homes.home, homes.role, len(size)

    def has(which: int) -> Mask:
        return np.bincount(home[role == which], minlength=count).astype(bool)

    elder_heads = (homes.kind == THREE) & (chance.random(count) < 0.5)
    father_heads = has(MAN) & (~has(WOMAN) | (chance.random(count) < 0.7))
    head_role = np.where(father_heads, MAN, np.where(has(WOMAN), WOMAN, role[np.cumsum(size) - size]))
    head_role = np.where(elder_heads, np.where(has(ELDER_MAN), ELDER_MAN, ELDER_WOMAN), head_role)
    ranked = np.lexsort((np.arange(len(home)), role != head_role[home], home))
    heads = ranked[np.cumsum(size) - size]
    under_elder = elder_heads[home]
    gap = homes.age - homes.age[heads][home]
    names = np.select(
        [
            under_elder & (role == CHILD) & (gap <= -2 * _LEAST_GAP),
            under_elder & (role == MAN) & (gap <= -_LEAST_GAP),
            under_elder & np.isin(role, (ELDER_MAN, ELDER_WOMAN)),
            ~under_elder & (role == CHILD) & (gap <= -_LEAST_GAP),
            ~under_elder & np.isin(role, (MAN, WOMAN)),
            ~under_elder & np.isin(role, (ELDER_MAN, ELDER_WOMAN)) & (gap >= _LEAST_GAP),
        ],
        [place[name] for name in ("grandchild", "child", "spouse", "child", "spouse", "parent")],
        place["other"],
    )
    names[heads] = place["head"]
    return names


def _residence(
    person: dict[str, Column],
    town: Town,
    homes: Homes,
    division: Column,
    share_near: float,
    share: Mapping[str, float],
    chance: np.random.Generator,
) -> None:
    """Where people live, where they are registered, since when they are here."""
    count = len(division)
    near = chance.choice(np.array(_ELSEWHERE, object), count)
    far = chance.choice(np.array(_PROVINCES, object), count)
    origin = np.where(chance.random(count) < share_near, near, far)
    here = division[homes.home]
    person["residence_division"] = here
    person["hukou_division"] = np.where(town.moved, origin[homes.home], here)
    school = person["school_ownership"]
    person["school_division"] = np.where(school == NONE, np.array(NONE_WORD, object), here)
    person["school_division"][school == NOT_KNOWN] = None
    permit = chance.random(len(here)) < share["migrant_permit"]
    person["residence_status"] = np.where(town.moved, np.where(permit, 1, 2), 0)
    points = np.maximum(chance.normal(share["residence_points"], 35, len(here)), 10).astype(np.int64)
    person["residence_points"] = np.where(town.moved & permit, points, NONE)
    # A register holds people; a visit is told by who asks about it.
    person["visit_kind"] = np.full(len(here), NONE)
    # Who is registered here was born here, or moved the registration here once.
    years = np.where(town.moved, 15, 40)
    since = town.day - (30 + chance.random(len(here)) * (years * 365 - 30)).astype(np.int64)
    arrived = town.moved | (chance.random(len(here)) < share["registered_later"])
    person["residence_since"] = np.where(arrived, np.maximum(since, person["birth_date"]), person["birth_date"])


def _rows(households: dict[str, Column], lives: Lives, homes: Homes, size: Ints, first: int) -> Block:
    numbers = np.char.zfill(np.arange(first, first + len(size)).astype(str), 10)
    ids = np.char.add("H", numbers)
    member = np.arange(len(homes.home)) - np.repeat(np.cumsum(size) - size, size)
    households["household_id"] = ids
    lives.columns["household_id"] = ids[homes.home]
    people = np.char.add("P", numbers)[homes.home]
    lives.columns["person_id"] = np.char.add(people, np.char.zfill(member.astype(str), 2))
    return Block(_batch("household", households, None), _batch("person", lives.columns, lives.chronic))


def _batch(entity: Entity, columns: dict[str, Column], chronic: Mapping[str, Mask] | None) -> pa.RecordBatch:
    schema = plain_schema(entity)
    arrays = []
    for field in fields_of(entity):
        if field.type == "categories":
            arrays.append(_lists(field, chronic or {}))
            continue
        column = columns.get(field.name)
        if column is None:  # no share states it: not known of anyone
            arrays.append(pa.nulls(len(columns["household_id"]), schema.field(field.name).type))
        elif column.dtype.kind in "if":
            empty = column == NOT_KNOWN
            none = none_of(field)
            column = column if none is None else np.where(column == NONE, none, column)
            plain = np.where(empty, 0, column).astype(np.int64 if field.type != "date" else np.int32)
            arrays.append(pa.array(plain, mask=empty).cast(schema.field(field.name).type))
        else:
            arrays.append(pa.array(column, schema.field(field.name).type))
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def _lists(field: Field, masks: Mapping[str, Mask]) -> pa.Array:
    """A list a person from one mask a category."""
    size = len(next(iter(masks.values())))
    table = np.stack([masks.get(name, np.zeros(size, bool)) for name in field.categories], axis=1)
    _, places = np.nonzero(table)
    offsets = np.concatenate([[0], np.cumsum(table.sum(axis=1))]).astype(np.int32)
    return pa.ListArray.from_arrays(pa.array(offsets), pa.array(places.astype(np.int8)))
