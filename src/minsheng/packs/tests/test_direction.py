from __future__ import annotations

from decimal import Decimal

import pytest

from minsheng.packs.direction import direction_of, infer_direction
from minsheng.packs.model import Direction, Indicator, Operator, Value
from minsheng.terms.citation import Citation


def indicator(name: str, *, op: Operator = "=", direction: Direction | None = None) -> Indicator:
    values = (Value("target", 2025, op, Decimal(9)),)
    return Indicator("x", name, "%", Citation("a"), values, direction=direction)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("孕产妇死亡率", "lower"),
        ("城镇调查失业率", "lower"),
        ("城乡居民收入比", "lower"),
        ("万人成讼率", "lower"),
        ("森林覆盖率", "higher"),
        ("人均体育场地面积", "higher"),
        ("儿童青少年总体近视率降低", "higher"),
        ("事故死亡人数下降率", "higher"),
    ],
)
def test_the_name_says_which_way_is_better(name: str, expected: str) -> None:
    found = infer_direction(indicator(name))
    assert found is not None
    assert (found.direction, "名称" in found.reason) == (expected, True)


def test_the_target_says_it_when_the_name_does_not() -> None:
    found = infer_direction(indicator("某某强度", op=">="))
    assert found is not None
    assert (found.direction, found.reason) == ("higher", "目标写作“以上”，是下限")
    below = infer_direction(indicator("某某强度", op="<"))
    assert below is not None
    assert below.direction == "lower"


def test_nothing_is_guessed_when_nothing_says_it_or_name_and_target_disagree() -> None:
    assert infer_direction(indicator("某某强度")) is None
    assert infer_direction(indicator("婴儿死亡率", op=">=")) is None
    assert direction_of(indicator("某某强度")) == (None, None)


def test_what_the_pack_says_is_not_inferred() -> None:
    assert direction_of(indicator("婴儿死亡率", direction="keep")) == ("keep", None)
    assert direction_of(indicator("婴儿死亡率")) == ("lower", "名称里有“死亡”，越低越好")
