"""Those we are measured beside: where their interpreter is, and what OpenFisca is asked about one household."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any


def peers_python() -> Path:
    """The interpreter with OpenFisca and Polars: $MINSHENG_PEERS, else that of ``.venv/peers``, see the Makefile."""
    asked = os.environ.get("MINSHENG_PEERS")
    return Path(asked) if asked else Path(__file__).resolve().parent.parent / ".venv" / "peers" / "bin" / "python"


_OF_PERSON = ("age", "basic_income", "income_tax", "pension", "social_security_contribution")
_OF_HOUSEHOLD = (
    "disposable_income", "household_income", "housing_allowance", "meal_price", "parenting_allowance",
    "swimming_pool_access", "total_benefits", "total_taxes",
)  # fmt: skip


def openfisca_situation(at: int) -> dict[str, Any]:
    """Three people in OpenFisca's country template, asked for all that it can work out; each number another income."""
    month, year = "2017-01", "2017"
    wanted = {name: {month: None} for name in _OF_PERSON}
    given = {"rent": {month: 300}, "accommodation_size": {month: 60}, "housing_tax": {year: None}}
    born = {"widow": "1959-05-01", "son": "1990-01-01", "grandchild": "2015-09-01"}
    persons: dict[str, Any] = {name: {"birth": {"ETERNITY": day}, **wanted} for name, day in born.items()}
    persons["widow"]["salary"] = {month: 700 + at}
    home = {"adults": ["widow", "son"], "children": ["grandchild"], **given}
    return {"persons": persons, "households": {"home": {**home, **{name: {month: None} for name in _OF_HOUSEHOLD}}}}
