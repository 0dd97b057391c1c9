"""What stands for a value that is not there: not known, or known not to exist."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final


class Unknown:
    """A value nobody knows yet, with the fields that would settle it, each with whose it is.

    What several of them make together is kept as its parts and put together only when somebody asks.
    """

    __slots__ = ("_fields", "_parts")

    def __init__(self, fields: frozenset[tuple[str, str]] | None, parts: Sequence[Unknown] = ()) -> None:
        self._fields = fields
        self._parts = parts

    @classmethod
    def of(cls, owner: str, field: str) -> Unknown:
        """Not known for want of this field of this person, household or institution."""
        return cls(frozenset([(owner, field)]))

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


def joined(values: Iterable[Any]) -> Unknown:
    """Not known for want of all the fields the unknown ones among these want."""
    parts = [value for value in values if type(value) is Unknown]
    return parts[0] if len(parts) == 1 else Unknown(None, parts)
