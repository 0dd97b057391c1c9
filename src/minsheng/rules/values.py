"""What stands for a value that is not there: not known, or known not to exist."""

from __future__ import annotations

from typing import Any, Final


class Unknown:
    """A value nobody knows yet, with the fields that would settle it, each with whose it is."""

    __slots__ = ("fields",)

    def __init__(self, fields: frozenset[tuple[str, str]]) -> None:
        self.fields = fields

    @classmethod
    def of(cls, owner: str, field: str) -> Unknown:
        """Not known for want of this field of this person, household or institution."""
        return cls(frozenset([(owner, field)]))

    def __repr__(self) -> str:
        return f"Unknown({', '.join(sorted(field for _, field in self.fields))})"


class _Nothing:
    """Known not to exist: no date of death, no disability. Nothing compares with it, and it adds nothing."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "NOTHING"


NOTHING: Final = _Nothing()


def joined(values: Any) -> Unknown:
    """Not known for want of all the fields the unknown ones among these want."""
    return Unknown(frozenset().union(*(value.fields for value in values if type(value) is Unknown)))
