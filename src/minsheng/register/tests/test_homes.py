"""Many households asked for at once: the same as one by one, with the fields asked for and no others."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from minsheng.register import store
from minsheng.register.find import Finder
from minsheng.register.importing import import_files
from minsheng.register.snapshot import open_snapshot
from minsheng.terms.fields import Entity


def test_many_households_at_once_are_those_found_one_by_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "GROUP_ROWS", 3)
    homes = ["H1", "H2", "H3", "H5", "H6", "H7"]
    (tmp_path / "h.csv").write_text(
        "household_id,division,area\n" + "".join(f"{home},330106,urban\n" for home in homes), "utf-8"
    )
    persons = "".join(
        f"{home}-{number},{home},1990-01-0{number},{number}00.50\n"
        for home in homes
        for number in range(1, int(home[1]))
    )
    (tmp_path / "p.csv").write_text(f"person_id,household_id,birth_date,monthly_income\n{persons}H1-0,H1,,\n", "utf-8")
    import_files([tmp_path / "h.csv", tmp_path / "p.csv"], day=date(2021, 12, 31), register=tmp_path / "r")
    with Finder(open_snapshot(tmp_path / "r")) as finder:
        asked = ["H7", "H0", "H2", "H4", "H1", "H6", "H9", "H2"]
        everything: dict[Entity, set[str]] = {
            "household": {"division", "area"},
            "person": {"birth_date", "death_date", "monthly_income"},
        }
        found = [*finder.homes(asked, everything)]
        assert found == [finder.home(home) for home in ("H1", "H2", "H6", "H7")]
        few = [*finder.homes(["H3"], {"household": (), "person": ("monthly_income",)})]
        alone = [*finder.homes(["H5", "H3"], everything, only={"H3-1", "H5-4"})]
    assert [[one["person_id"] for one in home.persons] for home in alone] == [["H3-1"], ["H5-4"]]
    assert few[0].household == {"household_id": "H3"}
    assert few[0].persons[1] == {"person_id": "H3-2", "household_id": "H3", "monthly_income": "200.50"}
