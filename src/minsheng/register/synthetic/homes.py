"""Households of given kinds filled with people of given ages: who lives with whom.

Households are laid out as slots, each with a role and a wished age; then, sex by sex, the people of the census are put
into the slots in the order of age. So every person is used once, every household has its kind, and ages within a
household lie as far apart as wished, but for the little by which wishes and census differ.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from minsheng.register.synthetic.margins import FEMALE, MALE, Ints

Floats = NDArray[np.float64]
# Roles in the order in which members are listed; the middle couple are the parents of the children.
MAN, WOMAN, CHILD, ELDER_MAN, ELDER_WOMAN, MATE = range(6)
ONE, COUPLE, FAMILY, THREE, COLLECTIVE = range(5)
_ADULT = 16


@dataclass(frozen=True)
class Kinds:
    """How many households of each kind, and how many people share them and the collective ones."""

    one: int
    couple: int
    family: int
    three: int
    people: int
    collective: int


@dataclass(frozen=True)
class Homes:
    """People by household, households in order: ``home`` numbers them from 0, ``kind`` is by household."""

    home: Ints
    role: Ints
    sex: Ints
    age: Ints
    kind: Ints


def settle(pool: Ints, kinds: Kinds, share: Mapping[str, float], chance: np.random.Generator) -> Homes:
    """Households of these kinds for the people of ``pool``, counts by age (row) and sex (column).

    The counts of ``kinds`` are met as far as there are people enough for them.
    """
    kinds = _affordable(kinds, int(pool.sum()))
    home, role, wish = _slots(kinds, pool, share, chance)
    sex = _sexes(role, wish, pool, chance)
    age = np.empty(len(home), np.int64)
    for each in (MALE, FEMALE):
        slots = np.flatnonzero(sex == each)
        order = slots[np.argsort(wish[slots], kind="stable")]
        age[order] = np.repeat(np.arange(len(pool)), pool[:, each])
    kind = np.repeat(
        np.arange(5), [kinds.one, kinds.couple, kinds.family, kinds.three, _collective_homes(kinds, share)]
    )
    return _ordered(home, role, sex, age, kind, chance)


def _affordable(kinds: Kinds, total: int) -> Kinds:
    """Fewer large households when the people of a small block do not suffice; singles when there are more of them."""
    one, couple, family, three = kinds.one, kinds.couple, kinds.family, kinds.three
    while one + 2 * couple + 3 * family + 4 * three > kinds.people:
        if three:
            three -= 1
        elif family:
            family -= 1
        elif couple:
            couple -= 1
        else:
            one -= 1
    if not one + couple + family + three:
        one = kinds.people
    return Kinds(one, couple, family, three, kinds.people, total - kinds.people)


def _collective_homes(kinds: Kinds, share: Mapping[str, float]) -> int:
    return -(-kinds.collective // int(share["collective_size"]))


def _slots(
    kinds: Kinds, pool: Ints, share: Mapping[str, float], chance: np.random.Generator
) -> tuple[Ints, Ints, Floats]:
    """The household, role and wished age of every slot."""
    parts: list[tuple[Ints, int, Floats]] = []
    first = kinds.one + kinds.couple
    families = np.arange(first, first + kinds.family)
    threes = np.arange(first + kinds.family, first + kinds.family + kinds.three)
    eldest = _eldest(kinds, pool, share, chance)
    mothers = eldest + np.clip(chance.normal(share["parent_gap"], 4, len(eldest)), 19, 42)
    fathers = mothers + chance.normal(share["spouse_gap"], 2.5, len(mothers))
    homes = np.concatenate([families, threes])
    alone = chance.random(len(homes)) < np.where(np.arange(len(homes)) < len(families), share["single_parent"], 0)
    father_only = alone & (chance.random(len(homes)) < 0.3)
    parts.append((homes[~alone | father_only], MAN, fathers[~alone | father_only]))
    parts.append((homes[~father_only], WOMAN, mothers[~father_only]))
    parts.append((homes, CHILD, eldest))
    elders = mothers[len(families) :] + chance.normal(share["parent_gap"], 4, len(threes))
    woman = chance.random(len(threes)) < 0.65
    parts.append((threes[woman], ELDER_WOMAN, elders[woman]))
    parts.append((threes[~woman], ELDER_MAN, elders[~woman] + share["spouse_gap"]))
    extra = kinds.people - kinds.one - 2 * kinds.couple - sum(len(part[0]) for part in parts)
    # Room for every minor, and a little more: the wished ages do not quite fit the census's.
    needed = int(pool[:18].sum() * 1.08) + 2
    parts += _extra(extra, needed, threes, elders, woman, homes, eldest, share, chance)
    parts += _childless(kinds, pool, parts, share, chance)
    size = int(share["collective_size"])
    start = first + kinds.family + kinds.three
    young = _drawn(pool.sum(axis=1), 16, 45, kinds.collective, chance)
    parts.append((start + np.arange(kinds.collective) // size, MATE, young))
    return (
        np.concatenate([part[0] for part in parts]),
        np.concatenate([np.full(len(part[0]), part[1]) for part in parts]),
        np.concatenate([part[2] for part in parts]) + chance.random(sum(len(part[0]) for part in parts)),
    )


def _eldest(kinds: Kinds, pool: Ints, share: Mapping[str, float], chance: np.random.Generator) -> Floats:
    """The eldest child's age in each two- and three-generation household: minors as many as the census has.

    Younger brothers and sisters are minors too, so the eldest need only be the rest of them; grown children who live
    with their parents make up the number.
    """
    homes = kinds.family + kinds.three
    least = kinds.one + 2 * kinds.couple + 3 * kinds.family + 4 * kinds.three
    spare = kinds.people - least + int(kinds.family * share["single_parent"])
    younger = max(spare - int(kinds.three * share["second_elder"]), 0)
    minors = min(max(int(pool[:18].sum()) - younger, 0), homes)
    people = pool.sum(axis=1)
    grown = people * np.exp(-np.maximum(np.arange(len(people)) - 18, 0) / 8)
    ages = np.concatenate(
        [_drawn(people, 0, 17, minors, chance), _drawn(grown.astype(np.int64), 18, 38, homes - minors, chance)]
    )
    # The last places are the three-generation households': their children are seldom grown.
    ages = chance.permutation(ages)
    order = np.argsort(ages[: kinds.three * 2], kind="stable")
    ages[: kinds.three * 2] = ages[order]
    return np.roll(ages, -kinds.three) if kinds.family >= kinds.three else ages


def _extra(
    extra: int,
    needed: int,
    threes: Ints,
    elders: Floats,
    woman: NDArray[np.bool_],
    homes: Ints,
    eldest: Floats,
    share: Mapping[str, float],
    chance: np.random.Generator,
) -> list[tuple[Ints, int, Floats]]:
    """Members beyond the least of each kind: children up to ``needed``, then second elders, then more children."""
    parts: list[tuple[Ints, int, Floats]] = []
    for_children = max(min(extra, needed - len(homes)), 0)
    extra -= for_children
    parts += _younger(for_children, homes, eldest, 1, chance)
    rounds = len(parts)
    both = chance.permutation(len(threes))[: min(extra, int(len(threes) * share["second_elder"]))]
    men = both[woman[both]]
    parts.append((threes[men], ELDER_MAN, elders[men] + share["spouse_gap"]))
    wives = both[~woman[both]]
    parts.append((threes[wives], ELDER_WOMAN, elders[wives]))
    extra -= len(both)
    return parts + _younger(extra, homes, eldest, rounds + 1, chance)


def _younger(
    count: int, homes: Ints, eldest: Floats, first: int, chance: np.random.Generator
) -> list[tuple[Ints, int, Floats]]:
    """So many more children, at most one a household a round, each round three years younger."""
    parts: list[tuple[Ints, int, Floats]] = []
    while count > 0 and len(homes):
        some = chance.permutation(len(homes))[:count]
        parts.append((homes[some], CHILD, np.maximum(eldest[some] - 3 * (first + len(parts)), 0)))
        count -= len(some)
    return parts


def _childless(
    kinds: Kinds,
    pool: Ints,
    parts: list[tuple[Ints, int, Floats]],
    share: Mapping[str, float],
    chance: np.random.Generator,
) -> list[tuple[Ints, int, Floats]]:
    """Couples and people alone, of the ages that families leave over."""
    taken = sum(len(part[0]) for part in parts)
    singles = kinds.people - taken - 2 * kinds.couple
    used = np.concatenate([part[2] for part in parts]).astype(np.int64)
    left = pool.sum(axis=1) - np.bincount(np.clip(used, 0, len(pool) - 1), minlength=len(pool))
    left = np.maximum(left, 0)
    wives = _drawn(left, 22, len(pool) - 1, kinds.couple, chance)
    couples = np.arange(kinds.one, kinds.one + kinds.couple)
    left = np.maximum(left - 2 * np.bincount(wives.astype(np.int64), minlength=len(pool))[: len(pool)], 0)
    # More people than one a household when there is no family to join: they share.
    alone = np.arange(singles) % max(kinds.one, 1)
    ages = _drawn(left, 20, len(pool) - 1, singles, chance)
    husbands = wives + chance.normal(share["spouse_gap"], 2.5, len(wives))
    return [(couples, MAN, husbands), (couples, WOMAN, wives), (alone, MATE, ages)]


def _drawn(weights: Ints, low: int, high: int, size: int, chance: np.random.Generator) -> Floats:
    """Ages between low and high, both included, as frequent as the weights say."""
    inside = weights[low : high + 1].astype(float) + 1e-9
    return chance.choice(np.arange(low, low + len(inside)), size, p=inside / inside.sum()).astype(float)


def _sexes(role: Ints, wish: Floats, pool: Ints, chance: np.random.Generator) -> Ints:
    """The sex of each slot: given by the role, else such that the people of each sex just suffice.

    Children take their sex from the shares among children, people alone and in collective homes take the rest.
    """
    sex = np.full(len(role), -1)
    sex[np.isin(role, (MAN, ELDER_MAN))] = MALE
    sex[np.isin(role, (WOMAN, ELDER_WOMAN))] = FEMALE
    children = np.flatnonzero(role == CHILD)
    children = children[np.argsort(wish[children] + chance.normal(0, 0.5, len(children)), kind="stable")]
    minors = pool[:18].sum(axis=0)
    boys = np.floor(np.arange(1, len(children) + 1) * minors[MALE] / max(int(minors.sum()), 1))
    sex[children] = np.where(np.diff(boys, prepend=0) > 0, MALE, FEMALE)
    open_ = chance.permutation(np.flatnonzero(sex < 0))
    men = int(pool[:, MALE].sum()) - int((sex == MALE).sum())
    sex[open_] = FEMALE
    sex[open_[: max(men, 0)]] = MALE
    return _balanced(sex, role, wish, int(pool[:, MALE].sum()), chance)


def _balanced(sex: Ints, role: Ints, wish: Floats, men: int, chance: np.random.Generator) -> Ints:
    """Turn as many slots as it takes to have exactly this many men: grown children first, then whoever it must be."""
    over = int((sex == MALE).sum()) - men
    turn = MALE if over > 0 else FEMALE
    if over:
        ready = np.flatnonzero(sex == turn)
        order = np.lexsort((chance.random(len(ready)), role[ready] != CHILD, wish[ready] < 18))
        sex[ready[order[: abs(over)]]] = 1 - turn
    return sex


def _ordered(home: Ints, role: Ints, sex: Ints, age: Ints, kind: Ints, chance: np.random.Generator) -> Homes:
    """The same households in random order, the members of each together and in the order of their roles."""
    place = chance.permutation(len(kind))
    home = place[home]
    order = np.lexsort((-age, role, home))
    shuffled = np.empty_like(kind)
    shuffled[place] = kind
    return Homes(home[order], role[order], sex[order], age[order], shuffled)
