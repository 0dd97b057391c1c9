from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path

from minsheng.packs.check import check_folder
from minsheng.packs.load import load_pack
from minsheng.packs.model import Match
from minsheng.packs.tests.samples import INDICATOR, write_good
from minsheng.packs.write import put_match, write_whole

HAND = """\
matches:
# read by two people
- id: meal-points
  name: 助餐点
  members: [ls-2021.t1.4, ls-2021.c3]
  state: proposed
  because: 说法相近
"""
SECOND = """\
- id: ls-2021.c3
  name: 助餐点
  unit: 个
  source: ls-2021 三(一)1
  values:
  - {kind: target, year: 2025, value: 3}
"""
DECIDED = Match(
    "meal-points", "助餐点", ("ls-2021.t1.4", "ls-2021.c3"), "confirmed", "口径相同", "wang", date(2026, 3, 1)
)


def city(root: Path) -> Path:
    return write_good(root, indicators=INDICATOR + SECOND, matches=HAND)


def test_a_decision_stands_in_for_the_match_written_by_hand_and_the_pack_stays_without_fault(tmp_path: Path) -> None:
    folder = city(tmp_path)
    assert put_match(folder, "meal-points", DECIDED) is None
    assert load_pack(folder).matches == (DECIDED,)
    assert check_folder(folder) == []
    assert (folder / "matches.yaml").read_text("utf-8") == HAND


def test_when_the_decision_is_undone_the_match_written_by_hand_is_in_force_again(tmp_path: Path) -> None:
    folder = city(tmp_path)
    put_match(folder, "meal-points", DECIDED)
    assert put_match(folder, "meal-points", None) == DECIDED
    assert [(one.state, one.because) for one in load_pack(folder).matches] == [("proposed", "说法相近")]
    assert list((folder / "accepted").glob("*.yaml")) == []


def test_another_decision_about_the_same_match_takes_the_place_of_the_first(tmp_path: Path) -> None:
    folder = city(tmp_path)
    put_match(folder, "meal-points", DECIDED)
    refused = replace(DECIDED, state="refused", by="li")
    assert put_match(folder, "meal-points", refused) == DECIDED
    assert load_pack(folder).matches == (refused,)


def test_two_decisions_with_one_id_in_accepted_files_are_a_fault(tmp_path: Path) -> None:
    folder = city(tmp_path)
    put_match(folder, "meal-points", DECIDED)
    write_whole(folder / "accepted" / "ls-2021.yaml", HAND)
    assert [fault.code for fault in check_folder(folder)] == ["pack.duplicate-id"]


def test_deciders_at_the_same_time_lose_no_decision(tmp_path: Path) -> None:
    folder = city(tmp_path)
    rows = [replace(DECIDED, id=f"m{number}") for number in range(20)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda row: put_match(folder, row.id, row), rows))
    assert {one.id for one in load_pack(folder).matches} == {"meal-points", *(row.id for row in rows)}
