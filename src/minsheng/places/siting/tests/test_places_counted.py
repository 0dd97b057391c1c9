"""Siting where places are counted, held against every choice with a maximum flow or a transport problem each."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_flow

from minsheng.places.siting.question import Objective, Question
from minsheng.places.siting.solve import Siting, find_sites
from minsheng.places.siting.tests.test_models import NO, Choice, asked, choices, ids
from minsheng.terms.errors import MinshengError


def test_places_and_not_people_nearby_decide_how_many_are_covered() -> None:
    # Both have 30 people within reach; s0 has 5 places, s1 has 20.
    found = find_sites(asked([[5.0, 20.0], [20.0, 5.0]], [30, 30], number=1, capacity=[5, 20]), "cover")
    assert (ids(found), found.objective, found.bound) == ({"s1"}, 20, 20)
    assert [(one.id, one.brings) for one in found.chosen] == [("s1", 20)]
    assert found.after.covered.tolist() == [0, 20]


def test_people_of_one_point_are_shared_out_among_sites_so_that_most_have_a_place() -> None:
    # p0 reaches both, p1 only s0: p1 takes s0's 10 places, p0 goes to s1.
    found = find_sites(asked([[5.0, 5.0], [5.0, NO]], [10, 10], number=2, capacity=[10, 10]), "cover")
    assert found.objective == 20


def test_what_exists_fills_up_first_and_the_new_site_brings_the_rest() -> None:
    minutes = [[5.0, 5.0, 30.0], [30.0, 30.0, 5.0]]
    found = find_sites(asked(minutes, [10, 4], existing=[0], number=1, capacity=[6, 9, 9]), "cover")
    assert found.before.covered.sum() == 6
    assert [(one.id, one.brings) for one in found.chosen] == [("s1", 4)] or ids(found) == {"s2"}
    assert found.objective == 10


def test_all_get_a_place_with_two_sites_although_one_is_near_everybody() -> None:
    minutes = [[5.0, 5.0], [5.0, 30.0]]
    found = find_sites(asked(minutes, [10, 10], capacity=[12, 10]), "cover-all")
    assert ids(found) == {"s0", "s1"}


def test_who_finds_the_nearest_site_full_walks_on() -> None:
    # 10 people, 6 places one minute away and 9 places three minutes away: 6 + 4 × 3.
    found = find_sites(asked([[1.0, 3.0]], [10], number=2, capacity=[6, 9]), "distance")
    assert found.objective == pytest.approx(18)
    assert found.gap == 0


def test_the_longest_way_is_that_of_who_finds_no_place_nearer() -> None:
    found = find_sites(asked([[1.0, 3.0, 9.0]], [10], number=2, capacity=[6, 9, 9]), "worst")
    assert (found.objective, ids(found)) == (3, {"s1", "s0"}) or (found.objective, ids(found)) == (3, {"s0", "s1"})


def test_too_few_places_for_all_are_refused_with_counts_and_an_example() -> None:
    for kind in ("cover-all", "distance", "worst"):
        with pytest.raises(MinshengError) as raised:
            find_sites(asked([[5.0, 5.0]], [30], number=1, capacity=[6, 9]), kind)
        said = "30 人要名额，已有设施和全部 2 个备选点共 15 个，全建了仍有 15 人没有，如 p0"
        assert said in str(raised.value)


def test_places_that_suffice_only_with_more_sites_than_asked_are_refused() -> None:
    with pytest.raises(MinshengError, match="已有设施加最大的 1 个备选点共 9 个名额"):
        find_sites(asked([[5.0, 5.0]], [12], number=1, capacity=[6, 9]), "distance")


@st.composite
def crowded(draw: st.DrawFn) -> Question:
    points, sites = draw(st.integers(1, 5)), draw(st.integers(1, 5))
    away = st.one_of(st.integers(0, 30).map(float), st.just(NO))
    minutes = draw(st.lists(st.lists(away, min_size=sites, max_size=sites), min_size=points, max_size=points))
    heads = draw(st.lists(st.integers(0, 9).map(float), min_size=points, max_size=points).filter(any))
    existing = draw(st.sets(st.integers(0, sites - 1), max_size=sites - 1))
    capacity = draw(st.lists(st.integers(0, 15).map(float), min_size=sites, max_size=sites))
    number = draw(st.integers(1, sites - len(existing)))
    return asked(minutes, heads, within=12, existing=existing, number=number, capacity=capacity)


def placed(question: Question, choice: Choice, within: float) -> int:
    """Heads that get a place within the minutes, as a maximum flow."""
    assert question.capacity is not None
    points, sites = question.reach.shape
    open_sites = {*question.kept.tolist(), *choice}
    edges = [(0, 1 + at, heads) for at, heads in enumerate(question.heads.tolist())]
    edges += [(1 + points + at, 1 + points + sites, question.capacity[at]) for at in open_sites]
    edges += [
        (1 + point, 1 + points + site, 99)
        for point in range(points)
        for site in open_sites
        if question.reach.dense[point, site] <= within
    ]
    rows, columns, most = (np.array(one, dtype=np.int32) for one in zip(*edges, strict=True))
    size = points + sites + 2
    return int(maximum_flow(csr_array((most, (rows, columns)), shape=(size, size)), 0, size - 1).flow_value)


def least(question: Question, choice: Choice) -> float:
    """Person-minutes when everybody with a way gets a place, as a transport problem; inf when they cannot."""
    assert question.capacity is not None
    open_sites = [*question.kept.tolist(), *choice]
    minutes = question.reach.dense
    rows = [
        point for point in range(len(question.heads)) if question.heads[point] and np.isfinite(minutes[point]).any()
    ]
    if not open_sites or not rows:
        return 0.0 if not rows else NO
    table = minutes[np.ix_(rows, open_sites)]
    count = len(open_sites)
    found = linprog(
        np.where(np.isfinite(table), table, 0).ravel(),
        A_eq=np.kron(np.eye(len(rows)), np.ones(count)),
        b_eq=question.heads[rows],
        A_ub=np.kron(np.ones(len(rows)), np.eye(count)),
        b_ub=question.capacity[open_sites],
        bounds=[(0, None if np.isfinite(one) else 0) for one in table.ravel()],
    )
    return float(found.fun) if found.success else NO


def with_a_way(question: Question) -> float:
    return float(question.heads[np.isfinite(question.reach.dense).any(axis=1)].sum())


def answer(question: Question, kind: Objective) -> Siting | str:
    try:
        return find_sites(question, kind)
    except MinshengError as error:
        return error.faults[0].code


@settings(max_examples=20, deadline=None)
@given(crowded())
def test_most_places_taken_is_what_trying_every_choice_finds(question: Question) -> None:
    best = max(placed(question, one, 12) for one in choices(question))
    found = answer(question, "cover")
    if isinstance(found, str):
        assert (found, best) == ("siting.cannot-cover", 0)
        return
    assert found.objective == pytest.approx(best, abs=1e-6)
    assert found.bound == pytest.approx(best, abs=1e-6)
    assert sum(one.brings for one in found.chosen) == pytest.approx(best - placed(question, (), 12), abs=1e-6)


@settings(max_examples=20, deadline=None)
@given(crowded())
def test_fewest_sites_with_a_place_for_all_is_what_trying_every_choice_finds(question: Question) -> None:
    near = (question.reach.dense <= 12).any(axis=1)
    needed = question.heads[near].sum()
    enough = [one for one in choices(question, limited=False) if placed(question, one, 12) == needed]
    found = answer(question, "cover-all")
    if isinstance(found, str):
        assert not enough or not needed
        return
    assert found.objective == found.bound == min(map(len, enough))


@settings(max_examples=20, deadline=None)
@given(crowded())
def test_least_walking_to_a_place_is_what_trying_every_choice_finds(question: Question) -> None:
    best = min(least(question, one) for one in choices(question))
    found = answer(question, "distance")
    if isinstance(found, str):
        assert best == NO or (found == "siting.cannot-cover" and not with_a_way(question))
        return
    assert found.objective == pytest.approx(best, abs=1e-5)
    assert found.bound == pytest.approx(best, abs=1e-5)


@settings(max_examples=20, deadline=None)
@given(crowded())
def test_the_fairest_way_to_a_place_is_what_trying_every_choice_finds(question: Question) -> None:
    needed = with_a_way(question)
    possible = sorted(set(question.reach.minutes.tolist()))
    enough = [r for r in possible if any(placed(question, one, r) == needed for one in choices(question))]
    found = answer(question, "worst")
    if isinstance(found, str):
        assert not enough or (found == "siting.cannot-cover" and not needed)
        return
    assert found.objective == found.bound == enough[0]
