"""Which place's rules answer for a division."""

from __future__ import annotations

from minsheng.hub.household.places import Place, divisions_below, each_in_one
from minsheng.packs.model import Pack, PackFile
from minsheng.terms.periods import Month


def place(pack: str, name: str, division: str) -> Place:
    made = Pack(PackFile(pack, name, pack, division, "city"))
    return Place(made, divisions_below(made), Month(2021, 1), Month(2025, 12))


def test_a_district_of_a_city_with_rules_is_not_offered_by_its_province_too() -> None:
    found = each_in_one(
        {"zhejiang": place("zhejiang", "浙江省", "330000"), "hangzhou": place("hangzhou", "杭州市", "330100")}
    )
    assert found["hangzhou"].divisions["330106"] == "西湖区"
    assert "330106" not in found["zhejiang"].divisions
    assert found["zhejiang"].divisions["330203"] == "海曙区"
    assert [*found] == ["hangzhou", "zhejiang"]
