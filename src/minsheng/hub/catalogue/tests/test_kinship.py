from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from minsheng.hub.catalogue import kinship, store

NAMES = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x4E20), min_size=1, max_size=12)


@given(NAMES, NAMES)
def test_likeness_is_the_same_both_ways_and_lies_between_none_and_all(one, other):
    degree = kinship.likeness(kinship.pairs(one), kinship.pairs(other))
    assert degree == kinship.likeness(kinship.pairs(other), kinship.pairs(one))
    assert 0 <= degree <= 1


@given(NAMES)
def test_a_name_is_wholly_like_itself(name):
    assert kinship.likeness(kinship.pairs(name), kinship.pairs(name)) == 1


def test_similar_items_stand_in_other_packs_and_in_the_same_area(packs: Path):
    state = store.current()
    found = kinship.similar_items(state, "east", state.items["east", "care"])
    assert [(pack, item.id) for pack, item in found] == [("west", "care")]
    assert kinship.similar_items(state, "east", state.items["east", "checkup"]) == []


def test_related_indicators_stand_in_the_same_pack_and_each_name_once(packs: Path):
    (packs / "east/more.yaml").write_text(
        """
indicators:
- {id: x.c1, name: 残疾人护理补贴覆盖率, unit: "%", source: east-2021 一, values: [{kind: target, value: 90}]}
- {id: x.c2, name: 残疾人护理补贴覆盖率, unit: "%", source: east-2021 一, values: [{kind: target, value: 95}]}
""",
        "utf-8",
    )
    state = store.current()
    found = kinship.related_indicators(state, "east", state.items["east", "care"])
    assert [indicator.id for _pack, indicator in found] == ["x.c1"]
    assert [item.id for _pack, item in kinship.related_items(state, "east", found[0][1])] == ["care"]
