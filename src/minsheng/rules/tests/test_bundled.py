"""The rules of the bundled packs come out as people worked them out by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from minsheng.packs.load import Loaded, load_all
from minsheng.rules.cases import Case, Runner, read_cases
from minsheng.rules.program import load_program
from minsheng.rules.provision import load_provisions

PACKS = Path(__file__).resolve().parents[4] / "packs"


def _cases() -> list[Case]:
    return [case for folder in sorted(PACKS.iterdir()) if folder.is_dir() for case in read_cases(folder)]


@pytest.fixture(scope="module")
def packs() -> dict[str, Loaded]:
    return load_all(PACKS)


@pytest.fixture(scope="module")
def runners(packs: dict[str, Loaded]) -> dict[str, Runner]:
    return {pack: Runner(load_program(pack, packs), load_provisions(pack, packs)) for pack in packs}


@pytest.mark.parametrize("case", _cases(), ids=lambda case: f"{case.file.partition('/')[0]}-{case.name}")
def test_the_case(case: Case, runners: dict[str, Runner]) -> None:
    assert [str(failure) for failure in runners[case.file.partition("/")[0]].run(case)] == []
