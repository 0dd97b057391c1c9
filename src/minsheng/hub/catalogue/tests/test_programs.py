"""The rules kept ready: compiled once a pack and month, shared between threads, bounded."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from minsheng.hub.catalogue import programs
from minsheng.hub.config.settings import ROOT
from minsheng.terms.errors import MinshengError
from minsheng.terms.periods import Month

DECEMBER = Month(2021, 12)


@pytest.fixture
def kept(settings) -> programs.Programs:
    settings.MINSHENG_PACKS = ROOT / "packs"
    return programs.Programs(ROOT / "packs")


def test_a_pack_and_month_are_compiled_once_for_all_threads(
    kept: programs.Programs, monkeypatch: pytest.MonkeyPatch
) -> None:
    loads = []
    load = programs.load_all
    monkeypatch.setattr(programs, "load_all", lambda folder: loads.append(folder) or load(folder))
    with ThreadPoolExecutor(8) as threads:
        made = list(threads.map(lambda _: kept.ready("hangzhou", DECEMBER).assessor, range(32)))
    assert len(loads) == 1
    assert kept.ready("hangzhou", DECEMBER).assessor in made
    assert kept.ready("hangzhou", DECEMBER).assessor is kept.ready("hangzhou", DECEMBER).assessor


def test_other_months_and_figures_have_rules_of_their_own(kept: programs.Programs) -> None:
    plain = kept.ready("hangzhou", DECEMBER).assessor
    assert kept.ready("hangzhou", Month(2022, 1)).assessor is not plain
    changed = kept.ready("hangzhou", DECEMBER, {"urban_consumption": "44609"}).assessor
    assert changed is not plain
    assert kept.ready("hangzhou", DECEMBER, {"urban_consumption": "44609"}).assessor is changed
    assert kept.ready("hangzhou", DECEMBER, {}).assessor is plain


def test_no_more_are_kept_than_the_bound(kept: programs.Programs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programs, "MOST_ASSESSORS", 3)
    first = kept.ready("hangzhou", DECEMBER).assessor
    for number in range(1, 6):
        kept.ready("hangzhou", Month(2022, number))
    assert kept._state is not None
    assert len(kept._state.assessors) == 3
    assert kept.ready("hangzhou", DECEMBER).assessor is not first


def test_an_unknown_pack_is_told_with_a_known_one(kept: programs.Programs) -> None:
    with pytest.raises(MinshengError) as told:
        kept.ready("hangzou", DECEMBER)
    (fault,) = told.value.faults
    assert (fault.code, fault.read, fault.expected) == (programs.UNKNOWN_PACK, "hangzou", "hangzhou")
