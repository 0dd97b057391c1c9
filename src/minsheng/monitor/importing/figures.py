"""A figure as a file has it: words not yet understood, with the cell it stands in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from minsheng.terms.errors import Fault


@dataclass(frozen=True)
class Place:
    """Where something stands: a line of a file, or a cell of a workbook's sheet."""

    file: str
    line: int
    sheet: str | None = None
    column: str | None = None

    def __str__(self) -> str:
        """The written form: 2023Q4.xlsx[教育]!F12, a.csv:7."""
        if self.sheet is None:
            return f"{self.file}:{self.line}"
        return f"{self.file}[{self.sheet}]!{self.column or ''}{self.line}"

    def fault(self, code: str, message: str, read: str | None = None, expected: str | None = None) -> Fault:
        """A fault here."""
        shown = None if read is None else read[:60]
        if self.sheet is None:
            return Fault(code, message, self.file, self.line, shown, expected)
        return Fault(code, message, str(self), None, shown, expected)


@dataclass(frozen=True)
class Problem:
    """What is wrong with a cell, before anything is known of where it stands."""

    code: str
    message: str
    expected: str | None = None


@dataclass(frozen=True)
class Figure:
    """One figure and what stands beside it, as texts.

    ``words`` has indicator, name, unit, division, period, group, source and note, as far as there are such columns.
    ``percent`` says that the cell shows 0.956 as 95.6%. ``problem`` is what is wrong with the cell itself.
    """

    place: Place
    value: str
    words: Mapping[str, str]
    percent: bool = False
    problem: Problem | None = None


@dataclass
class Read:
    """What was read of a file: its figures, how many cells were left empty, faults and things worth saying."""

    figures: list[Figure] = field(default_factory=list)
    blank: int = 0
    faults: list[Fault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def note(self, text: str) -> None:
        """Say something, once."""
        if text not in self.notes:
            self.notes.append(text)
