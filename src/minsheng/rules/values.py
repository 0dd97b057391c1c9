"""What stands for a value that is not there: not known, or known not to exist."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any, Final


class Unknown:
    """A value nobody knows yet, with the fields that would settle it, each with whose it is.

    What several of them make together is kept as its parts and put together only when somebody asks. ``least`` is
    what the value cannot be below, where that is known: an income that is not told is at least nothing, so a household
    in which one earns 9,000 yuan is not poor whatever the other earns.
    """

    __slots__ = ("_fields", "_parts", "least")

    def __init__(
        self,
        fields: frozenset[tuple[str, str]] | None,
        parts: Sequence[Unknown] = (),
        least: int | Fraction | None = None,
    ) -> None:
        self._fields = fields
        self._parts = parts
        self.least = least

    @classmethod
    def of(cls, owner: str, field: str, least: int | Fraction | None = None) -> Unknown:
        """Not known for want of this field of this person, household or institution."""
        return cls(frozenset([(owner, field)]), (), least)

    @property
    def fields(self) -> frozenset[tuple[str, str]]:
        """Whose and which fields."""
        if self._fields is None:
            self._fields = frozenset().union(*[part.fields for part in self._parts])
        return self._fields

    def __repr__(self) -> str:
        return f"Unknown({', '.join(sorted(field for _, field in self.fields))})"


class _Nothing:
    """Known not to exist: no date of death, no disability. Nothing compares with it, and it adds nothing."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "NOTHING"


NOTHING: Final = _Nothing()


def joined(values: Iterable[Any], least: int | Fraction | None = None) -> Unknown:
    """Not known for want of all the fields the unknown ones among these want; at least as much as is said."""
    parts = [value for value in values if type(value) is Unknown]
    return parts[0] if len(parts) == 1 and parts[0].least == least else Unknown(None, parts, least)


def least_of(value: Any) -> Any:
    """What a number cannot be below: itself when it is known; None when nobody can tell."""
    return value.least if type(value) is Unknown else None if value is NOTHING else value
