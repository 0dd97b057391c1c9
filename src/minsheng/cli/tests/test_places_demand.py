"""``minsheng places demand``: the years told, their gaps, and what is refused."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from minsheng.cli.places import command
from minsheng.terms.errors import MinshengError

PACKS = Path(__file__).resolve().parents[4] / "packs"
ASKED = ["demand", "--pack", "hangzhou", "--packs", str(PACKS)]


def test_the_years_to_come_are_told_by_group_and_district_with_every_assumption(tmp_path: Path) -> None:
    done = CliRunner().invoke(command, [*ASKED, "--until", "2025", "--json", "--out", str(tmp_path / "out")])
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert told["years"]["2020"][""][""] == 11_936_010
    assert set(told["years"]) == {"2020", "2021", "2022", "2023", "2024", "2025"}
    assert len(told["districts"]) == 13
    assert all(one["because"] for one in told["assumed"])
    with (tmp_path / "out" / "demand.csv").open(encoding="utf-8-sig") as file:
        rows = [*csv.DictReader(file)]
    assert len(rows) == 6 * 14
    assert rows[0]["名称"] == "全市"
    assert rows[0]["常住人口"] == "11936010"


def test_what_quotas_will_ask_for_is_told_beside_what_there_is(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("id,lon,lat,people\np,120.15,30.25,1000\n", "utf-8")
    (tmp_path / "facilities.csv").write_text("id,lon,lat,kind,capacity\nn,120.15,30.25,nursery,9000\n", "utf-8")
    files = ["--people", str(tmp_path / "people.csv"), "--facilities", str(tmp_path / "facilities.csv")]
    done = CliRunner().invoke(command, [*ASKED, "--until", "2035", *files, "--json"])
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    needs = {one["promise"]: one for one in told["needs"]}
    assert told["needs_year"] == 2035
    places = needs["nursery-places"]
    assert places["need"] == pytest.approx(4.6 * told["years"]["2035"][""][""] / 1000, rel=1e-5)
    assert (places["have"], places["state"]) == (9000, "short")


@pytest.mark.parametrize(
    ("more", "code"),
    [
        (["--until", "2019"], "demand.year"),
        (["--until", "2030", "--year", "2031"], "demand.year"),
        (["--people", "people.csv"], "demand.files"),
    ],
)
def test_what_cannot_be_told_is_refused(more: list[str], code: str) -> None:
    with pytest.raises(MinshengError) as raised:
        CliRunner().invoke(command, [*ASKED, *more], catch_exceptions=False)
    assert [fault.code for fault in raised.value.faults] == [code]
