from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from minsheng.packs.audit.tests.samples import actual, item, row, target
from minsheng.packs.compare import compare, paired_items
from minsheng.packs.model import Amount, Area, Indicator, Match, Pack, PackFile, ServiceItem
from minsheng.terms.errors import MinshengError

FRAME = (Area("culture-sport", "文体服务", "Culture and sport"), Area("elder-care", "老有所养", "Old age"))
PROVINCE = Pack(PackFile("upland", "上省", "Upland", "330000", "province"), areas=FRAME)
CITY_A = Pack(PackFile("lakeside", "湖滨市", "Lakeside", "330100", "city", "upland"))
CITY_B = Pack(PackFile("riverside", "江滨市", "Riverside", "330800", "city", "upland"))


def packs(
    *,
    a: tuple[Indicator, ...] = (),
    b: tuple[Indicator, ...] = (),
    above: tuple[Indicator, ...] = (),
    a_items: tuple[ServiceItem, ...] = (),
    b_items: tuple[ServiceItem, ...] = (),
    above_items: tuple[ServiceItem, ...] = (),
    matches: tuple[Match, ...] = (),
) -> dict[str, Pack]:
    return {
        "upland": replace(PROVINCE, indicators=above, items=above_items),
        "lakeside": replace(CITY_A, indicators=a, items=a_items, matches=matches),
        "riverside": replace(CITY_B, indicators=b, items=b_items),
    }


def test_services_stand_side_by_side_by_identifier_then_by_name() -> None:
    left = [replace(item("送戏下乡"), id="drama"), item("重度残疾人护理补贴"), item("夜市")]
    right = [item("残疾人护理补贴"), replace(item("看戏"), id="drama"), item("登山步道")]
    found = [
        (one.left and one.left.name, one.right and one.right.name, one.likeness) for one in paired_items(left, right)
    ]
    assert found == [
        ("送戏下乡", "看戏", 1.0),
        ("重度残疾人护理补贴", "残疾人护理补贴", 0.875),
        ("夜市", None, 0.0),
        (None, "登山步道", 0.0),
    ]


def test_services_are_compared_inside_their_area_only() -> None:
    other = replace(item("送戏下乡"), area="elder-care")
    found = compare("lakeside", "riverside", packs(a_items=(item("送戏下乡"),), b_items=(other,)))
    assert [(area.area.id, len(area.items)) for area in found.areas] == [("culture-sport", 1), ("elder-care", 1)]


def test_indicators_stand_side_by_side_with_their_figures_by_year() -> None:
    found = compare(
        "lakeside",
        "riverside",
        packs(
            a=(
                row("每万人拥有律师数", "个", actual("9.65"), target("11")),
                row("每万人口拥有律师数", "个", target("12")),
                row("书房", "个", target("9")),
            ),
            b=(row("每万人拥有律师数", "人", target("4")), row("夜市", "个", target("9"))),
        ),
    )
    (one,) = found.indicators
    assert one.sure
    assert [(line.kind, line.year, len(line.left), len(line.right)) for line in one.lines] == [
        ("actual", 2020, 1, 0),
        ("target", 2025, 2, 1),
    ]
    assert ([row.name for row in found.only_left], [row.name for row in found.only_right]) == (["书房"], ["夜市"])
    assert found.below == ()


def test_a_refused_match_keeps_indicators_apart() -> None:
    a, b = row("森林覆盖率", "%", target("66")), row("森林覆盖率", "%", target("60"))
    refused = Match("forest", "森林", (a.id, b.id), "refused", "口径不同", "王芳")
    assert compare("lakeside", "riverside", packs(a=(a,), b=(b,), matches=(refused,))).indicators == ()


@pytest.mark.parametrize("order", [("lakeside", "upland"), ("upland", "lakeside")])
def test_a_city_below_its_province_is_flagged_whichever_stands_first(order: tuple[str, str]) -> None:
    drama = item("送戏下乡", Amount(Decimal(5), "场", ">=", "年"))
    more = item("送戏下乡", Amount(Decimal(6), "场", ">=", "年"))
    found = compare(
        *order,
        packs(
            a=(row("森林覆盖率", "%", target("60")),),
            above=(row("森林覆盖率", "%", target("66")),),
            a_items=(drama,),
            above_items=(more,),
        ),
    )
    assert [one.code for one in found.below] == ["weaker-than-parent", "amount-below-parent"]
    assert [clause.pack for clause in found.below[1].clauses] == ["lakeside", "upland"]


def test_amounts_of_which_there_are_several_or_that_are_ceilings_are_not_judged() -> None:
    own = item("送戏下乡", Amount(Decimal(5), "场"), Amount(Decimal(1), "元", "<="))
    above = item("送戏下乡", Amount(Decimal(6), "场"), Amount(Decimal(7), "场"), Amount(Decimal(9), "元", "<="))
    assert compare("lakeside", "upland", packs(a_items=(own,), above_items=(above,))).below == ()


@pytest.mark.parametrize(
    ("left", "right", "code"), [("x", "upland", "pack.unknown"), ("upland", "upland", "pack.same")]
)
def test_packs_that_cannot_be_compared_are_told(left: str, right: str, code: str) -> None:
    with pytest.raises(MinshengError) as raised:
        compare(left, right, packs())
    assert raised.value.faults[0].code == code
