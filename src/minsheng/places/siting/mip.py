"""Linear and integer programmes, handed to HiGHS as arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np

from minsheng.places.points import Floats, Truths, Whole
from minsheng.places.siting.plan import Tick

INF = float(highspy.kHighsInf)
_CSR = int(highspy.MatrixFormat.kRowwise)
_MINIMISE = int(highspy.ObjSense.kMinimize)


@dataclass(frozen=True, eq=False, kw_only=True)
class Programme:
    """Minimise ``cost`` · x with ``low`` ≤ x ≤ ``high`` and ``least`` ≤ ``rows`` · x ≤ ``most``; ``whole``: integers.

    ``rows`` is a SciPy CSR matrix. ``step``: every value of the objective is a multiple of it (0: any number).
    """

    cost: Floats
    low: Floats
    high: Floats
    rows: Any
    least: Floats
    most: Floats
    whole: Truths
    step: float = 0.0


@dataclass(frozen=True, eq=False)
class Found:
    """The best ``values`` (None when none was found), a ``bound`` below every solution, whether the search ended.

    ``duals`` are those of the rows, for a programme without whole numbers. A programme without a solution has no
    values and a bound of inf.
    """

    values: Floats | None
    bound: float
    ended: bool
    duals: Floats


def quiet_highs(seconds: float) -> Any:
    """A HiGHS that prints nothing, takes one thread, so that it always does the same, and stops after ``seconds``."""
    make: Any = highspy.Highs
    highs = make()
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("threads", 1)
    highs.setOptionValue("time_limit", max(seconds, 0.0))
    return highs


def minimised(
    asked: Programme,
    *,
    seconds: float,
    start: Floats | None = None,
    chosen: Sequence[int] | None = None,
    target: float | None = None,
    tick: Tick | None = None,
) -> Found:
    """Solve to optimality, or as far as the time allows.

    ``start`` is a known solution to begin from, ``chosen`` only those of its whole numbers that are 1. With a
    ``target`` the search ends at the first solution that is not above it; ``tick`` is called now and then.
    """
    highs = quiet_highs(seconds)
    columns = len(asked.cost)
    integer = asked.whole.astype(np.int32)
    highs.passModel(
        columns, len(asked.least), asked.rows.nnz, _CSR, _MINIMISE, 0.0, asked.cost, asked.low, asked.high,
        asked.least, asked.most, asked.rows.indptr.astype(np.int32), asked.rows.indices.astype(np.int32),
        asked.rows.data.astype(np.float64), integer,
    )  # fmt: skip
    highs.setOptionValue("mip_rel_gap", 0.0)
    highs.setOptionValue("mip_abs_gap", 0.999 * asked.step if asked.step else 1e-9)
    if target is not None:
        highs.setOptionValue("objective_target", target)
    if chosen is not None:
        # Only what is built is told; HiGHS works the rest out.
        given = np.zeros(int(asked.whole.sum()))
        given[list(chosen)] = 1.0
        highs.setSolution(len(given), np.flatnonzero(asked.whole).astype(np.int32), given)
    if start is not None:
        highs.setSolution(columns, np.arange(columns, dtype=np.int32), start)
    if tick is not None:
        highs.cbMipInterrupt.subscribe(lambda _: tick())
    highs.run()
    return _found(highs, asked)


def _found(highs: Any, asked: Programme) -> Found:
    status, info = highs.getModelStatus(), highs.getInfo()
    kinds = highspy.HighsModelStatus
    if status == kinds.kInfeasible:
        return Found(None, np.inf, True, np.empty(0))
    ended = status in (kinds.kOptimal, kinds.kObjectiveTarget)
    solution = highs.getSolution()
    values = np.array(solution.col_value) if info.primal_solution_status == 2 else None
    if asked.whole.any():
        bound = float(info.mip_dual_bound)
        if asked.step:
            bound = float(np.ceil(bound / asked.step - 1e-6) * asked.step) if np.isfinite(bound) else bound
    else:
        bound = float(info.objective_function_value) if ended else -np.inf
    return Found(values, bound, ended, np.array(solution.row_dual))


def chosen_of(values: Floats, candidates: int) -> list[int]:
    """Which of the first so many columns are built."""
    picked: Whole = np.flatnonzero(values[:candidates] > 0.5)
    return [int(at) for at in picked]
