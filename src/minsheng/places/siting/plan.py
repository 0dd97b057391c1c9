"""What every model answers with: candidates to build, and how much better it could be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

# Called now and then while something takes long.
Tick: TypeAlias = Callable[[], None]


@dataclass(frozen=True)
class Plan:
    """The candidates to build, and a ``bound`` that no choice can better, in the terms of the model."""

    chosen: tuple[int, ...]
    bound: float
