"""Another figure for one cell: held against its unit and bounds like one of a file, and added with its reason."""

from __future__ import annotations

from minsheng.hub.cockpit.board import Board
from minsheng.monitor.importing.figures import Problem
from minsheng.monitor.importing.numbers import read_number
from minsheng.monitor.limits import limits_of
from minsheng.monitor.observation import Observation
from minsheng.monitor.store import Added, Cell
from minsheng.terms.errors import Fault, MinshengError
from minsheng.terms.periods import Period


def corrected(board: Board, cell: Cell, *, value: str, source: str, because: str, by: str) -> Added:
    """Put a figure into a cell in place of what is there; raises `MinshengError` when it cannot be."""
    indicator = board.book.indicators[cell[0]]
    series = board.book.series.get(indicator.id)
    read = read_number(value, indicator.unit)
    if isinstance(read, Problem):
        raise MinshengError(Fault(read.code, read.message, None, None, value, read.expected))
    limits = limits_of(indicator, series.members if series else ())
    if limits.breaks(read):
        raise MinshengError(Fault("observations.bounds", "超出范围", None, None, value, limits.words))
    row = Observation(cell[0], cell[1], Period.parse(cell[2]), read, source, group=cell[3])
    return board.store.add([row], by=by, because=because, expect=board.book.version, origin="网页更正")
