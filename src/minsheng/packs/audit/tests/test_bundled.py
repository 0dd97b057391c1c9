from __future__ import annotations

from pathlib import Path

import pytest

from minsheng.packs.audit import Finding, audit
from minsheng.packs.compare import compare
from minsheng.packs.load import load_packs
from minsheng.packs.model import Pack

ROOT = Path(__file__).resolve().parents[5] / "packs"


@pytest.fixture(scope="module")
def packs() -> dict[str, Pack]:
    return load_packs(ROOT)


@pytest.fixture(scope="module")
def findings(packs: dict[str, Pack]) -> tuple[Finding, ...]:
    return audit("hangzhou", packs)


@pytest.mark.parametrize(
    ("code", "sources"),
    [
        ("target-conflict", {"hz-2021 表2.2", "hzs-2021 表2.6"}),
        ("target-conflict", {"hz-2021 表2.31", "hzs-2021 表2.12"}),
        ("target-conflict", {"hz-2021 十(二)1", "hzs-2021 表2.23"}),
        ("past-conflict", {"hz-2021 表2.32", "hzs-2021 表2.13"}),
        ("unit-conflict", {"hz-2021 一(一)1", "hzs-2021 一(一)3"}),
        ("amount-conflict", {"hz-2021 专栏12.5", "hz-2021 专栏12.9"}),
        ("weaker-than-parent", {"hz-2021 三(一)3", "zj-2021 三(一)3"}),
        ("met-by-baseline", {"hz-2021 表2.11"}),
        ("no-baseline", {"hz-2021 表2.1"}),
        ("text-baseline", {"hz-2021 表2.40"}),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_a_careful_reader_found_in_hangzhou_is_found(
    findings: tuple[Finding, ...], code: str, sources: set[str]
) -> None:
    places = [{str(clause.source) for clause in one.clauses} for one in findings if one.code == code]
    assert any(sources <= cited for cited in places)


def test_nothing_is_called_serious_without_two_clauses_and_a_reason(findings: tuple[Finding, ...]) -> None:
    serious = [one for one in findings if one.severity == "serious"]
    assert serious
    assert all(len(one.clauses) >= 2 and one.because and one.inferred is None for one in serious)


def test_hangzhou_and_quzhou_share_indicators_and_services(packs: dict[str, Pack]) -> None:
    compared = compare("hangzhou", "quzhou", packs)
    names = {one.name for row in compared.indicators for one in (*row.left, *row.right)}
    assert {"人均体育场地面积", "每万人拥有律师数", "城乡居民收入比"} <= names
    assert any(pair.left and pair.right for area in compared.areas for pair in area.items)
