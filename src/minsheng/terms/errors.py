"""One shape for everything that can be wrong: a code, its data, and a Chinese sentence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: what, where, what was read and what was expected.

    ``code`` is stable and in English (``pack.unknown-field``); ``message`` is a Chinese sentence for the reader.
    ``file`` and ``line`` (1-based) say where, when there is a where.
    """

    code: str
    message: str
    file: str | None = None
    line: int | None = None
    read: str | None = None
    expected: str | None = None
    data: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        """The one clear line that commands print: ``file:line: message（读到 …；应为 …）``.

        >>> print(Fault("pack.unit", "目标没有单位", file="a.yaml", line=3, expected="unit: 个"))
        a.yaml:3: 目标没有单位（应为：unit: 个） [pack.unit]
        """
        where = "" if self.file is None else self.file + ("" if self.line is None else f":{self.line}") + ": "
        notes = [label + text for label, text in (("读到：", self.read), ("应为：", self.expected)) if text is not None]
        tail = f"（{'；'.join(notes)}）" if notes else ""
        return f"{where}{self.message}{tail} [{self.code}]"


class MinshengError(Exception):
    """Bad input, told as a list of faults; commands print one line each and exit with 2."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults: tuple[Fault, ...] = faults

    @classmethod
    def of(cls, faults: Iterable[Fault]) -> MinshengError:
        """The error that carries these faults."""
        return cls(*faults)
