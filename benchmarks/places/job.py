"""What every engine does the same way: read the city, time its steps, hand in its answers.

An engine is a program ``engine.py CITY.npz OUT.npz`` in the environment it needs. The city is numbers: ``lon``, ``lat``
and ``heads`` by node, ``starts``, ``ends``, ``metres`` of edges that lead both ways, ``facility`` (nodes) and
``capacity``, ``limit`` in metres. A step's figure is CPU seconds of all threads, the median of its rounds.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np

Made = TypeVar("Made")


class Job:
    """One engine's run over one city."""

    def __init__(self) -> None:
        self.city: dict[str, Any] = dict(np.load(sys.argv[1]))
        self.limit = float(self.city["limit"])
        self._spent: dict[str, float] = {}
        self._answers: dict[str, Any] = {}

    def timed(self, step: str, work: Callable[[], Made], *, rounds: int = 3, part: float = 1.0) -> Made:
        """Run the step and keep its median; ``part`` of the work was done, the figure is for all of it."""
        took = []
        for _ in range(rounds):
            began = time.process_time()
            made = work()
            took.append((time.process_time() - began) / part)
        self._spent[step] = statistics.median(took)
        return made

    def answer(self, **answers: Any) -> None:
        """Keep arrays to be compared."""
        self._answers |= answers

    def done(self) -> None:
        """Hand in."""
        np.savez(sys.argv[2], spent=json.dumps(self._spent), **self._answers)
