"""Whom a rule looks at: one person, household or institution, with all that is known of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from minsheng.terms.periods import months_between, years_between

MONTHS = lru_cache(maxsize=4096)(months_between)
YEARS = lru_cache(maxsize=4096)(years_between)


class View:
    """What is known of one person, household or institution, and of those it belongs with.

    ``values`` has every field the rules use (a person's with those of the household), ``members`` the views of the
    household's people, ``owed`` and ``amounts`` the answers so far by benefit, ``steps`` those of the amount at hand.
    ``age`` is worked out once, as so many rules ask for it.
    """

    __slots__ = ("age", "amounts", "day", "household", "members", "owed", "owner", "parameters", "steps", "values")

    def __init__(
        self,
        owner: str,
        values: Mapping[str, Any],
        parameters: Mapping[str, Any],
        day: date,
        household: str | None = None,
    ) -> None:
        self.owner = owner
        self.household = household
        self.values = values
        self.parameters = parameters
        self.day = day
        self.members: list[View] = []
        self.owed: dict[str, Any] = {}
        self.amounts: dict[str, Any] = {}
        self.steps: dict[str, Any] = {}
        born = values.get("birth_date")
        self.age: Any = YEARS(born, day) if isinstance(born, date) else born
