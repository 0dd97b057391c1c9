"""The twelve rules everyone is measured on, and what an engine is told of them.

They are taken as they stand in the pack of Hangzhou: sums over a household, benefits that ask about others, tables of
amounts, dates, shares of a dated figure. A peer gets the figures worked out (in fen, by division) and ages as the last
day of birth that makes them, which is less work than ours has to do.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from minsheng.rules.folder import program_of
from minsheng.rules.parameters import Figures, read_overrides
from minsheng.rules.program import Program, fields_read
from minsheng.terms.fields import Entity
from minsheng.terms.money import half_up
from minsheng.terms.periods import Month

PACKS = Path(__file__).resolve().parents[2] / "packs"
PACK = "hangzhou"
MONTH = Month(2021, 12)
RULES = (
    "minimum-living",
    "severe-disability-minimum-living",
    "disabled-living-allowance",
    "severe-disability-care",
    "orphan-support",
    "destitute-support",
    "family-planning-special-support",
    "elder-welfare-subsidy",
    "compulsory-education-living-allowance",
    "school-nutrition",
    "unemployment-insurance",
    "maternity-insurance",
)
# What the plan does not print and an office would set; in yuan, square metres and percent, as `--parameters` reads it.
PARAMETERS = """\
urban_consumption: 44609
unemployment_benefit: 1824
housing_area_limit: 15
housing_income_limit: 4000
children_in_need_share: 100
"""
_BENEFIT = re.compile(r"^(?=- id: )", re.MULTILINE)


@dataclass(frozen=True)
class Rules:
    """A folder of packs with the file of parameters to run it with, as both a command and this module need it."""

    packs: Path
    parameters: Path

    @property
    def program(self) -> Program:
        """The pack's program."""
        return program_of(PACK, self.packs)

    @property
    def count(self) -> int:
        """How many rules ask about a household or a person."""
        return sum(rule.benefit.serves != "institution" for rule in self.program.on(MONTH.last_day))

    @property
    def figures(self) -> Mapping[str, Figures]:
        """The parameters, with those of the file in their place."""
        return read_overrides(self.parameters, self.program.parameters)

    def columns(self, entity: Entity) -> list[str]:
        """The columns of an entity's file that must be read: identifiers, and every field a rule reads."""
        held = self.program.on(MONTH.last_day)
        wanted = [rule for rule in held if rule.benefit.serves != "institution"]
        keys = {"person": ["person_id", "household_id", "death_date"], "household": ["household_id", "division"]}
        return list(dict.fromkeys([*keys[entity], *fields_read(wanted)[entity]]))


def rules_in(folder: Path, only: Iterable[str] | None = RULES) -> Rules:
    """The bundled packs in a folder, with these benefits alone (all of them when None)."""
    packs, parameters = folder / "packs", folder / "parameters.yaml"
    shutil.rmtree(packs, ignore_errors=True)
    shutil.copytree(PACKS, packs)
    parameters.write_text(PARAMETERS, "utf-8")
    if only is not None:
        keep = {f"- id: {name}" for name in only}
        for path in packs.glob("*/benefits/*.yaml"):
            head, *rows = _BENEFIT.split(path.read_text("utf-8"))
            kept = [row for row in rows if row.partition("\n")[0].strip() in keep]
            path.unlink()
            if kept:
                path.write_text(head + "".join(kept), "utf-8")
    return Rules(packs, parameters)


def told(rules: Rules, snapshot: Path, out: Path) -> dict[str, Any]:
    """What a peer is told: files, days, figures in fen, columns to read."""
    figures, day = rules.figures, MONTH.last_day
    divisions = pq.read_table(snapshot / "household.parquet", columns=["division"]).column("division").unique()
    standards = {
        code: figures["low_income_standard"].at(day, code) for code in divisions.cast("string").to_pylist() if code
    }
    consumption = Fraction(_figure(figures, "urban_consumption", day))
    return {
        "persons": str(snapshot / "person.parquet"),
        "households": str(snapshot / "household.parquet"),
        "person_columns": rules.columns("person"),
        "household_columns": rules.columns("household"),
        "out": str(out),
        "benefits": list(RULES),
        "first_day": MONTH.first_day.isoformat(),
        "last_day": day.isoformat(),
        "months": 12 * MONTH.year + MONTH.number,
        "born_by": {"adult": _born_by(18).isoformat(), "elder": _born_by(60).isoformat()},
        "standards": {code: value for code, value in standards.items() if isinstance(value, int)},
        "orphan_institution": half_up(consumption * Fraction(8, 10) / 12),
        "orphan_dispersed": half_up(consumption * Fraction(8, 10) * Fraction(7, 10) / 12),
        "destitute": half_up(consumption / 2 / 12),
        "unemployment": _figure(figures, "unemployment_benefit", day),
    }


def write_told(rules: Rules, snapshot: Path, out: Path) -> Path:
    """`told` as a file beside the output."""
    out.mkdir(parents=True, exist_ok=True)
    path = out / "told.json"
    path.write_text(json.dumps(told(rules, snapshot, out)), "utf-8")
    return path


def _figure(figures: Mapping[str, Figures], name: str, day: date) -> int:
    value = figures[name].at(day, "330100")
    assert isinstance(value, int), name
    return value


def _born_by(age: int) -> date:
    """The last day of birth of those who are that old on the last day of the month."""
    return Month(MONTH.year - age, MONTH.number).last_day
