from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_array

from minsheng.places.siting.question import Question
from minsheng.places.siting.reach import Reach, reach_of
from minsheng.places.siting.served import Served, compare_sites, served_by

NO = float("inf")


def state(minutes: list[list[float]], open_sites: list[int]) -> Served:
    question = Question(
        points=["a", "b", "c"],
        heads=np.array([5.0, 7.0, 2.0]),
        sites=["s0", "s1"],
        existing=np.array([False, False]),
        reach=reach_of(np.array(minutes)),
        within=10,
    )
    return served_by(question, np.array(open_sites, dtype=np.int64))


MINUTES = [[3.0, 20.0], [12.0, 4.0], [NO, NO]]


def test_before_and_after_are_told_in_all_by_place_and_by_point() -> None:
    told = compare_sites(state(MINUTES, [0]), state(MINUTES, [0, 1]), places=["east", "west", "west"])
    assert (told.whole.heads, told.whole.before, told.whole.after, told.whole.gained) == (14, 5, 12, 7)
    assert [(one.name, one.heads, one.before, one.after) for one in told.places] == [
        ("east", 5, 5, 5),
        ("west", 9, 0, 7),
    ]
    assert told.mean == ((5 * 3 + 7 * 12) / 12, (5 * 3 + 7 * 4) / 12)
    assert told.worst == (12, 4)
    assert (told.newly, told.no_longer, told.left) == ((("b", 7.0),), (), (("c", 2.0),))


def test_a_site_that_closes_is_told_as_who_is_no_longer_covered() -> None:
    told = compare_sites(state(MINUTES, [0, 1]), state(MINUTES, [1]))
    assert told.no_longer == (("a", 5.0),)
    assert told.whole.gained == -5
    assert told.as_data()["covered"] == {"before": 12.0, "after": 7.0, "gained": -5.0}


def test_nothing_open_is_nobody_covered_and_no_minutes() -> None:
    nothing = state(MINUTES, [])
    assert nothing.covered.sum() == 0
    assert (nothing.mean, nothing.worst) == (None, None)


def test_states_of_different_people_are_not_compared() -> None:
    other = Served(
        points=("z",), heads=np.ones(1), minutes=np.ones(1), site=np.zeros(1, dtype=np.int64), covered=np.ones(1)
    )
    with pytest.raises(ValueError, match="same points"):
        compare_sites(state(MINUTES, []), other)


def test_stored_zeros_of_a_sparse_matrix_are_ways_of_no_minutes() -> None:
    stored = csr_array((np.array([0.0, 2.0]), (np.array([0, 1]), np.array([1, 0]))), shape=(2, 2))
    minutes, site = reach_of(stored).nearest(np.array([0, 1]))
    assert minutes.tolist() == [0, 2]
    assert site.tolist() == [1, 0]


def test_pairs_in_any_order_are_the_same_reach() -> None:
    mixed = Reach((2, 2), np.array([1, 0, 1]), np.array([1, 0, 0]), np.array([4.0, 1.0, 3.0]))
    assert mixed.dense.tolist() == [[1, NO], [3, 4]]
    assert mixed.take(np.array([1]), np.array([1, 0])).dense.tolist() == [[4, 3]]
