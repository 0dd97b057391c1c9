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
        ("two-figures", {"hz-2021 表2.40"}),
        ("text-baseline", {"hzs-2021 表1.21"}),
        ("target-conflict", {"hz-2021 九(一)4", "hz-2021 专栏11.4"}),
        ("met-by-baseline", {"hz-2021 一(一)1", "hz-2021 三(一)1"}),
        ("met-by-baseline", {"hz-2021 十(二)1", "hzs-2021 一(一)5"}),
        ("met-by-baseline", {"hz-2021 表1.19", "hz-2021 专栏11.4"}),
        ("met-by-baseline", {"hz-2021 一(一)1", "hz-2021 专栏13.2"}),
        ("met-by-baseline", {"hz-2021 一(一)1", "hz-2021 四(一)1"}),
        ("missed-and-dropped", {"hzs-2021 表1.7"}),
        ("missed-and-dropped", {"hzs-2021 表1.16"}),
        ("missed-and-dropped", {"hzs-2021 表1.24"}),
        ("jump", {"hzs-2021 表2.30"}),
        ("no-progress", {"hz-2013 四(二)1", "hz-2021 表1.6", "hz-2021 表2.20"}),
        ("sign-differs", {"hz-2021 表2.7", "hzs-2021 表2.2", "hzs-2021 二(三)"}),
        ("unit-wording", {"hz-2021 表2.40", "hzs-2021 表2.19"}),
        ("baseline-elsewhere", {"hz-2021 表2.17", "hzs-2021 表2.16"}),
        ("no-result", {"hzs-2021 表1.18"}),
        ("not-taken-up", {"zj-2021 四(一)2", "zj-2021 七(一)2"}),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_a_careful_reader_found_in_hangzhou_is_found(
    findings: tuple[Finding, ...], code: str, sources: set[str]
) -> None:
    places = [{str(clause.source) for clause in one.clauses} for one in findings if one.code == code]
    assert any(sources <= cited for cited in places)


def test_quzhou_promises_no_service_in_two_amounts(packs: dict[str, Pack]) -> None:
    findings = audit("quzhou", packs)
    assert [one for one in findings if one.code == "amount-conflict"] == []
    (two,) = [one for one in findings if one.code == "two-figures"]
    assert [str(clause.source) for clause in two.clauses] == ["qz-2021 表1.40"]


@pytest.mark.parametrize("pack", ["hangzhou", "quzhou", "zhejiang"])
def test_what_names_no_year_is_one_finding_a_document_at_most(packs: dict[str, Pack], pack: str) -> None:
    cited = [one.clauses[0].source.document for one in audit(pack, packs) if one.code == "no-year"]
    assert len(cited) == len(set(cited)) > 0


def test_nothing_is_called_serious_without_two_clauses_and_a_reason(findings: tuple[Finding, ...]) -> None:
    serious = [one for one in findings if one.severity == "serious"]
    assert serious
    assert all(len(one.clauses) >= 2 and one.because and one.inferred is None for one in serious)


@pytest.mark.parametrize(
    ("left", "right", "sure"),
    [
        ("hz-2021.c54", "qz-2021.t1.19", True),
        ("hz-2021.c57", "qz-2021.t1.53", False),
        ("hzs-2021.t2.4", "qz-2021.t1.10", False),
        ("hz-2013.c62", "qz-2021.c10", True),
        ("hz-2021.c49", "qz-2021.t1.43", False),
    ],
)
def test_rows_the_names_do_not_join_are_joined_by_the_packs(
    packs: dict[str, Pack], left: str, right: str, sure: bool
) -> None:
    rows = compare("hangzhou", "quzhou", packs).indicators
    (one,) = [row for row in rows if left in {own.id for own in row.left}]
    assert right in {own.id for own in one.right}
    assert one.sure is sure


def test_public_culture_is_not_compared_because_the_two_cities_count_different_places(packs: dict[str, Pack]) -> None:
    compared = compare("hangzhou", "quzhou", packs)
    assert "qz-2021.t1.23" in {one.id for one in compared.only_right}


def test_hangzhou_and_quzhou_share_indicators_and_services(packs: dict[str, Pack]) -> None:
    compared = compare("hangzhou", "quzhou", packs)
    names = {one.name for row in compared.indicators for one in (*row.left, *row.right)}
    assert {"人均体育场地面积", "每万人拥有律师数", "城乡居民收入比"} <= names
    assert any(pair.left and pair.right for area in compared.areas for pair in area.items)
