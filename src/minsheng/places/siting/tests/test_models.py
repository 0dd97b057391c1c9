from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import chain, combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from minsheng.places.points import Floats, Truths
from minsheng.places.siting.question import Objective, Question
from minsheng.places.siting.reach import reach_of
from minsheng.places.siting.solve import Siting, find_sites
from minsheng.terms.errors import MinshengError

NO = float("inf")

# Five points along a street of 40 minutes, with 10, 20, 30, 5 and 8 people; a site at every point.
STREET = [0.0, 10.0, 18.0, 30.0, 40.0]
HEADS = [10.0, 20.0, 30.0, 5.0, 8.0]
BETWEEN = [[abs(one - other) for other in STREET] for one in STREET]


def asked(
    minutes: list[list[float]],
    heads: list[float],
    *,
    within: float = 10,
    existing: Iterable[int] = (),
    number: int | None = None,
    budget: float | None = None,
    cost: list[float] | None = None,
    capacity: list[float] | None = None,
) -> Question:
    sites = len(minutes[0])
    return Question(
        points=[f"p{at}" for at in range(len(heads))],
        heads=np.array(heads),
        sites=[f"s{at}" for at in range(sites)],
        existing=np.isin(np.arange(sites), list(existing)),
        reach=reach_of(np.array(minutes)),
        within=within,
        number=number,
        budget=budget,
        cost=None if cost is None else np.array(cost),
        capacity=None if capacity is None else np.array(capacity),
    )


def ids(siting: Siting) -> set[str]:
    return {one.id for one in siting.chosen}


def test_one_site_that_covers_most_stands_where_the_two_large_points_are_near() -> None:
    # Within 10 minutes: s0 has 10+20, s1 10+20+30, s2 20+30, s3 5+8, s4 5+8.
    found = find_sites(asked(BETWEEN, HEADS, number=1), "cover")
    assert ids(found) == {"s1"}
    assert (found.objective, found.bound, found.gap) == (60, 60, 0)


def test_two_sites_that_cover_most_are_told_in_the_order_of_what_they_bring() -> None:
    found = find_sites(asked(BETWEEN, HEADS, number=2), "cover")
    assert [(one.id, one.brings) for one in found.chosen] == [("s1", 60), ("s3", 13)]
    assert found.objective == 73


def test_what_exists_is_kept_and_only_what_is_new_counts_for_the_choice() -> None:
    found = find_sites(asked(BETWEEN, HEADS, number=1, existing=[1]), "cover")
    assert [(one.id, one.brings) for one in found.chosen] == [("s3", 13)]
    assert found.before.covered.sum() == 60
    assert found.objective == 73


def test_all_are_covered_with_two_sites_and_no_fewer() -> None:
    found = find_sites(asked(BETWEEN, HEADS), "cover-all")
    assert ids(found) == {"s1", "s3"}
    assert (found.objective, found.bound) == (2, 2)


def test_all_are_covered_although_it_takes_more_than_the_number_and_that_is_told() -> None:
    found = find_sites(asked(BETWEEN, HEADS, number=1), "cover-all")
    assert len(found.chosen) == 2
    assert not found.enough


def test_under_a_budget_all_are_covered_as_cheaply_as_can_be() -> None:
    # s1 covers p0, p1, p2 at 9; s0 and s2 do the same for 2 each.
    found = find_sites(asked(BETWEEN, HEADS, budget=20, cost=[2, 9, 2, 1, 1]), "cover-all")
    assert ids(found) == {"s0", "s2", "s3"}
    assert found.objective == 5
    assert found.enough


def test_least_walking_to_one_site_is_where_half_the_people_are_on_either_side() -> None:
    # The weighted median of 10, 20, 30, 5, 8 (73 people) is p2: 180 + 160 + 0 + 60 + 176.
    found = find_sites(asked(BETWEEN, HEADS, number=1), "distance")
    assert ids(found) == {"s2"}
    assert found.objective == pytest.approx(576)
    assert found.gap == 0


def test_the_fairest_single_site_halves_the_street() -> None:
    # Farthest from s2 (18): p4, 22 minutes; from s3 (30): p0, 30 minutes.
    found = find_sites(asked(BETWEEN, HEADS, number=1), "worst")
    assert ids(found) == {"s2"}
    assert (found.objective, found.bound) == (22, 22)


def test_nobody_lives_there_so_it_need_not_be_near() -> None:
    found = find_sites(asked(BETWEEN, [10, 20, 30, 5, 0], number=1), "worst")
    assert found.objective == 18


def test_a_budget_takes_two_cheap_sites_in_place_of_one_dear_site() -> None:
    found = find_sites(asked(BETWEEN, HEADS, budget=5, cost=[2, 6, 2, 9, 9]), "cover")
    assert ids(found) == {"s0", "s2"}
    assert found.objective == 60


def test_what_no_candidate_reaches_is_listed_with_its_people_and_the_rest_is_covered() -> None:
    minutes = [[3.0, NO], [NO, 4.0], [NO, 30.0], [NO, NO]]
    found = find_sites(asked(minutes, [1, 2, 4, 8]), "cover-all")
    assert ids(found) == {"s0", "s1"}
    assert found.out_of_reach == ("p2", "p3")
    assert found.out_of_reach_heads == 12
    assert found.no_way == ("p3",)


def test_who_has_no_way_at_all_does_not_count_for_walking_and_is_listed() -> None:
    found = find_sites(asked([[3.0, 5.0], [6.0, 1.0], [NO, NO]], [1, 2, 4], number=1), "distance")
    assert (ids(found), found.objective, found.no_way) == ({"s1"}, 7, ("p2",))


def test_everybody_must_have_a_way_although_another_choice_walks_less() -> None:
    # s0 is best for the many, s1 the only one that all have a way to.
    minutes = [[1.0, 9.0, 2.0], [NO, 9.0, NO]]
    found = find_sites(asked(minutes, [1000, 1], number=1), "distance")
    assert (ids(found), found.objective) == ({"s1"}, 9009)


def test_of_equal_choices_the_first_is_taken_every_time() -> None:
    same = [[5.0, 5.0, 5.0]]
    for kind in ("cover", "cover-all", "distance", "worst"):
        assert [ids(find_sites(asked(same, [7], number=1), kind)) for _ in range(2)] == [{"s0"}, {"s0"}]


def test_larger_cities_agree_with_the_textbook_model() -> None:
    # Cities in which the proof has to branch; HiGHS solves the model with a variable a pair.
    for seed in range(2):
        random = np.random.default_rng(seed)
        minutes = random.integers(1, 60, (30, 12)).astype(float)
        heads = random.integers(1, 50, 30).astype(float)
        found = find_sites(asked(minutes.tolist(), heads.tolist(), number=4), "distance")
        assert found.gap == 0
        assert found.objective == pytest.approx(textbook(minutes, heads, 4), rel=1e-6)


def textbook(minutes: Floats, heads: Floats, number: int) -> float:
    """The p-median model of ReVelle and Swain (1970)."""
    points, sites = minutes.shape
    pairs = points * sites
    each = np.kron(np.eye(points), np.ones(sites))
    opened = np.hstack([np.eye(pairs), -np.tile(np.eye(sites), (points, 1))])
    found = milp(
        np.r_[(heads[:, None] * minutes).ravel(), np.zeros(sites)],
        constraints=[
            LinearConstraint(np.hstack([each, np.zeros((points, sites))]), 1, 1),
            LinearConstraint(opened, -np.inf, 0),
            LinearConstraint(np.r_[np.zeros(pairs), np.ones(sites)], 0, number),
        ],
        integrality=np.r_[np.zeros(pairs), np.ones(sites)],
        bounds=Bounds(0, 1),
    )
    return float(found.fun)


def test_without_time_there_is_still_an_answer_and_a_bound_that_holds() -> None:
    random = np.random.default_rng(5)
    minutes = random.uniform(1, 60, (80, 30)).tolist()
    heads = random.integers(1, 50, 80).astype(float).tolist()
    objectives: tuple[Objective, ...] = ("cover", "distance")
    for kind in objectives:
        question = asked(minutes, heads, number=4)
        quick, best = find_sites(question, kind, seconds=0), find_sites(question, kind)
        assert best.gap == 0
        better = quick.bound >= best.objective if kind == "cover" else quick.bound <= best.objective
        assert better
        assert len(quick.chosen) == 4


Choice = tuple[int, ...]


def choices(question: Question, *, limited: bool = True) -> list[Choice]:
    """Every choice of candidates within the limits."""
    own = question.candidates.tolist()
    every = chain.from_iterable(combinations(own, size) for size in range(len(own) + 1))
    if not limited:
        return list(every)
    return [
        one
        for one in every
        if (question.number is None or len(one) <= question.number)
        and (question.budget is None or question.cost is None or question.cost[list(one)].sum() <= question.budget)
    ]


def nearest(question: Question, choice: Choice) -> Floats:
    open_sites = [*question.kept.tolist(), *choice]
    return np.asarray(question.reach.dense[:, open_sites].min(axis=1, initial=np.inf))


@st.composite
def questions(draw: st.DrawFn) -> Question:
    points, sites = draw(st.integers(1, 7)), draw(st.integers(1, 6))
    away = st.one_of(st.integers(0, 30).map(float), st.just(NO))
    minutes = draw(st.lists(st.lists(away, min_size=sites, max_size=sites), min_size=points, max_size=points))
    heads = draw(st.lists(st.integers(0, 9).map(float), min_size=points, max_size=points).filter(any))
    existing = draw(st.sets(st.integers(0, sites - 1), max_size=sites - 1))
    count = sites - len(existing)
    cost = draw(st.lists(st.integers(1, 9).map(float), min_size=sites, max_size=sites))
    number = draw(st.none() | st.integers(1, count))
    least = int(min(cost[at] for at in range(sites) if at not in existing))
    budget = float(draw(st.integers(least, 30))) if number is None or draw(st.booleans()) else None
    return asked(minutes, heads, within=12, existing=existing, number=number, budget=budget, cost=cost)


def brute(question: Question, value: Callable[[Floats], float], *, most: bool) -> float:
    found = [value(nearest(question, one)) for one in choices(question)]
    return max(found) if most else min(found)


@settings(max_examples=50, deadline=None)
@given(questions())
def test_most_covered_is_what_trying_every_choice_finds(question: Question) -> None:
    best = brute(question, lambda away: float(question.heads[away <= 12].sum()), most=True)
    found = answer(question, "cover")
    if isinstance(found, str):
        assert found == "siting.cannot-cover"
        assert best == 0
        return
    assert found.objective == best == found.bound
    assert found.enough


@settings(max_examples=25, deadline=None)
@given(questions())
def test_more_points_than_tables_hold_are_covered_as_well_by_the_sparse_model(question: Question) -> None:
    found = answer(question, "cover")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("minsheng.places.siting.cover._MOST_CELLS", 0)
        sparse = answer(question, "cover")
    if isinstance(found, str) or isinstance(sparse, str):
        assert found == sparse
        return
    assert (sparse.objective, sparse.bound) == (found.objective, found.bound)


@settings(max_examples=50, deadline=None)
@given(questions())
def test_fewest_is_what_trying_every_choice_finds(question: Question) -> None:
    possible = nearest(question, tuple(question.candidates.tolist())) <= 12
    needed = possible & (question.heads > 0)
    price = question.cost if question.budget is not None else np.ones(len(question.sites))
    assert price is not None
    best = min(
        float(price[list(one)].sum())
        for one in choices(question, limited=False)
        if (nearest(question, one)[needed] <= 12).all()
    )
    found = answer(question, "cover-all")
    if isinstance(found, str):
        assert found == "siting.cannot-cover"
        assert not needed.any()
        return
    assert found.objective == best == found.bound


@settings(max_examples=50, deadline=None)
@given(questions())
def test_least_walking_is_what_trying_every_choice_finds(question: Question) -> None:
    some = (question.heads > 0) & np.isfinite(question.reach.dense).any(axis=1)
    best = brute(question, lambda away: walked(question, away, some), most=False)
    found = answer(question, "distance")
    if isinstance(found, str):
        assert found in ("siting.cannot-serve", "siting.cannot-cover")
        assert best == np.inf or not some.any()
        return
    assert found.objective == pytest.approx(best, rel=1e-6)
    assert found.bound == pytest.approx(best, rel=1e-6)
    assert found.enough


@settings(max_examples=50, deadline=None)
@given(questions())
def test_the_fairest_is_what_trying_every_choice_finds(question: Question) -> None:
    some = (question.heads > 0) & np.isfinite(question.reach.dense).any(axis=1)
    best = brute(question, lambda away: float(away[some].max(initial=0)), most=False)
    found = answer(question, "worst")
    if isinstance(found, str):
        assert found in ("siting.cannot-serve", "siting.cannot-cover")
        assert best == np.inf or not some.any()
        return
    assert found.objective == best == found.bound
    assert found.enough


def answer(question: Question, kind: Objective) -> Siting | str:
    """The siting, or the code of the fault."""
    try:
        return find_sites(question, kind)
    except MinshengError as error:
        return error.faults[0].code


def walked(question: Question, away: Floats, some: Truths) -> float:
    return float((question.heads[some] * away[some]).sum())
