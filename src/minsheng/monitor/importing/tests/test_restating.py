from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from minsheng.monitor.importing.restating import Restatement, restate_file
from minsheng.monitor.importing.tests.conftest import PACK
from minsheng.monitor.importing.words import Words
from minsheng.packs.model import Pack, PackFile
from minsheng.terms.errors import MinshengError

HEAD = "指标,区划,时期,数值,来源\n"


def restated(tmp_path: Path, text: str, pack: Pack = PACK) -> Restatement:
    (tmp_path / "old.csv").write_text(text, "utf-8")
    return restate_file(tmp_path / "old.csv", Words(pack, {pack.id: pack}))


def told(found: Restatement) -> list[tuple[str, str, Decimal]]:
    return [(row.indicator, row.division, row.value) for row in found.rows]


def test_a_count_is_added_up_and_a_rate_is_weighted_by_people(tmp_path: Path) -> None:
    rows = "杭州书房,下城区,2020,4,年鉴\n杭州书房,330105,2020,6,年鉴\n"
    rates = "义务教育巩固率,下城,2020,90,年鉴\n义务教育巩固率,杭州市拱墅区,2020,80,年鉴\n"
    found = restated(tmp_path, HEAD + rows + rates)
    # (90 × 485,849 + 80 × 635,136) / 1,120,985
    assert told(found) == [("a-2021.t1.3", "330105", Decimal(10)), ("a-2021.t1.1", "330105", Decimal("84.3341"))]
    assert [row.note for row in found.rows] == [
        "原下城区、原拱墅区之和",
        "原下城区、原拱墅区按2020年普查人口加权平均",
    ]


def test_a_district_that_was_parted_is_unknown_but_its_parts_together_are_not(tmp_path: Path) -> None:
    found = restated(tmp_path, HEAD + "杭州书房,余杭区,2020,9,年鉴\n")
    assert told(found) == []
    assert "杭州书房 2020 临平区：临平区是从原余杭区分出来的，分不清各占多少" in found.unknown
    assert found.together == ("杭州书房 2020 余杭区+临平区：9（就是原余杭区）",)


def test_a_district_that_stayed_as_it_was_goes_through(tmp_path: Path) -> None:
    assert told(restated(tmp_path, HEAD + "杭州书房,西湖区,2020,9,年鉴\n")) == [("a-2021.t1.3", "330106", Decimal(9))]


def test_one_column_for_each_old_district_is_read_too(tmp_path: Path) -> None:
    found = restated(tmp_path, "指标,时期,下城区,拱墅区,西湖区\n杭州书房,2020,4,6,9\n")
    assert told(found) == [("a-2021.t1.3", "330106", Decimal(9)), ("a-2021.t1.3", "330105", Decimal(10))]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("杭州书房,下城区,2022,4,年鉴", "restate.period"),
        ("杭州书房,东湖区,2020,4,年鉴", "observations.division"),
        ("不存在,下城区,2020,4,年鉴", "observations.indicator"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_restated(tmp_path: Path, row: str, code: str) -> None:
    with pytest.raises(MinshengError) as caught:
        restated(tmp_path, HEAD + row + "\n")
    assert [(fault.code, fault.line) for fault in caught.value.faults] == [(code, 2)]


def test_a_city_that_was_never_redrawn_has_nothing_to_restate(tmp_path: Path) -> None:
    with pytest.raises(MinshengError, match="没有记着区划调整"):
        restated(tmp_path, HEAD, Pack(PackFile("q", "衢州市", "Q", "330800", "city")))
