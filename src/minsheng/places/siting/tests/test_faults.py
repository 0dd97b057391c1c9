from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest

from minsheng.places.siting.question import Question
from minsheng.places.siting.reach import Reach, reach_of
from minsheng.places.siting.solve import check_size, find_sites
from minsheng.terms.errors import Fault, MinshengError

NO = float("inf")


def asked(**changed: Any) -> Question:
    minutes = changed.pop("minutes", [[3.0, 20.0, NO], [9.0, 4.0, NO]])
    given = {
        "points": ["p0", "p1"],
        "heads": np.array([5.0, 7.0]),
        "sites": ["c0", "c1", "e0"],
        "existing": np.array([False, False, True]),
        "within": 15.0,
    }
    return Question(reach=reach_of(np.array(minutes)), **{**given, **changed})


def only_fault(raised: pytest.ExceptionInfo[MinshengError]) -> Fault:
    (fault,) = raised.value.faults
    return fault


@pytest.mark.parametrize(
    ("changed", "code", "said"),
    [
        ({"number": 0}, "siting.number", "新建个数至少为 1（读到：0；应为：1 到 2（备选点的个数））"),
        ({"number": -3}, "siting.number", "新建个数至少为 1"),
        ({"number": 3}, "siting.number", "要建 3 处，备选点只有 2 个"),
        ({"sites": ["c0", "c0", "e0"]}, "siting.same-site", "有 1 个备选点编号重复，如 c0"),
        ({"points": ["p0", "p0"]}, "siting.same-point", "有 1 个居民点编号重复，如 p0"),
        ({"existing": np.array([True] * 3)}, "siting.no-candidates", "没有备选点"),
        ({"heads": np.array([5.0, -7.0])}, "siting.heads", "有 1 个居民点的人数不是零或正数，如 p1（读到：-7"),
        ({"heads": np.array([NO, 1.0])}, "siting.heads", "有 1 个居民点的人数不是零或正数，如 p0（读到：inf"),
        ({"heads": np.array([0.0, 0.0])}, "siting.nobody", "2 个居民点合计没有人"),
        ({"within": 0.0}, "siting.minutes", "分钟数不对"),
        ({"within": float("nan")}, "siting.minutes", "分钟数不对"),
        (
            {"capacity": np.array([1.0, -2.0, -3.0])},
            "siting.capacity",
            "有 2 处设施的容量不是零或正数，如 c1",
        ),
        ({"budget": 10.0}, "siting.cost", "给了预算，备选点却没有造价"),
        (
            {"budget": 10.0, "cost": np.array([4.0, np.nan, 0.0])},
            "siting.cost",
            "有 1 个备选点的造价不是零或正数，如 c1（读到：nan",
        ),
        (
            {"budget": 10.0, "cost": np.array([12.0, 11.0, 0.0])},
            "siting.budget",
            "预算不够 2 个备选点中的任何一个，最便宜的是 c1（读到：10；应为：至少 11）",
        ),
        (
            {"budget": float("nan"), "cost": np.array([12.0, 11.0, 0.0])},
            "siting.budget",
            "预算不够 2 个备选点中的任何一个",
        ),
    ],
)
def test_a_question_that_makes_no_sense_is_refused_with_counts_and_an_example(
    changed: dict[str, Any], code: str, said: str
) -> None:
    with pytest.raises(MinshengError) as raised:
        asked(**changed)
    assert only_fault(raised).code == code
    assert said in str(only_fault(raised))


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(MinshengError) as raised:
        asked(number=0, within=-1, heads=np.array([5.0, -7.0]))
    assert {one.code for one in raised.value.faults} == {"siting.number", "siting.minutes", "siting.heads"}


@pytest.mark.parametrize("kind", ["cover", "cover-all"])
def test_candidates_that_cannot_cover_anybody_are_refused_with_the_nearest_of_them(kind: Any) -> None:
    with pytest.raises(MinshengError) as raised:
        find_sites(asked(within=2.0, number=1), kind)
    fault = only_fault(raised)
    assert fault.code == "siting.cannot-cover"
    assert "2 个备选点在 2 分钟内够不到任何一个居民点（有人的共 2 个）" in str(fault)
    assert "最近的是 c0 到 p0，3.0 分钟" in str(fault)


@pytest.mark.parametrize("kind", ["cover", "cover-all", "distance", "worst"])
def test_candidates_without_a_way_to_anybody_are_refused(kind: Any) -> None:
    with pytest.raises(MinshengError) as raised:
        find_sites(asked(minutes=[[NO, NO, NO], [NO, NO, NO]], number=1), kind)
    assert only_fault(raised).code == "siting.cannot-cover"


@pytest.mark.parametrize("kind", ["distance", "worst"])
def test_too_few_sites_for_everybody_to_have_a_way_says_how_many_it_takes(kind: Any) -> None:
    with pytest.raises(MinshengError) as raised:
        find_sites(asked(minutes=[[3.0, NO, NO], [NO, 4.0, NO]], number=1), kind)
    fault = only_fault(raised)
    assert fault.code == "siting.cannot-serve"
    assert "要至少建 2 处，才人人有路可到；有 2 个居民点只到得了一部分备选点，如 p0" in str(fault)


def test_a_question_without_a_limit_is_refused_where_one_is_needed() -> None:
    with pytest.raises(MinshengError, match=re.escape("没有说明建多少")):
        find_sites(asked(), "distance")


def test_more_pairs_than_memory_holds_are_refused_before_they_are_measured() -> None:
    with pytest.raises(MinshengError, match=re.escape("1,000,000 个居民点 × 300 个备选点太多")):
        check_size(1_000_000, 300)


@pytest.mark.parametrize(
    ("point", "site", "minutes"),
    [([0, 0], [1, 1], [1.0, 2.0]), ([0], [0], [-1.0]), ([0], [0], [NO])],
    ids=["twice", "below zero", "infinite"],
)
def test_pairs_that_contradict_themselves_are_a_mistake_of_the_caller(
    point: list[int], site: list[int], minutes: list[float]
) -> None:
    with pytest.raises(ValueError, match=r"minutes|twice"):
        Reach((2, 2), np.array(point), np.array(site), np.array(minutes))


def test_a_matrix_with_unknown_minutes_is_refused() -> None:
    with pytest.raises(ValueError, match="known"):
        reach_of([[1.0, float("nan")]])
