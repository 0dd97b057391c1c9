"""What the API says about contradictions: the audit of a pack, and two packs side by side."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel

from minsheng.hub.api.shapes import Page, SourceOut
from minsheng.packs.audit import Finding


class ClauseOut(BaseModel):
    """One place a finding names: the row, its figure in words, and where it is written."""

    pack: str
    row: str
    name: str
    figure: str
    source: SourceOut


class FindingOut(BaseModel):
    """Something a planner should look at.

    ``because`` explains why two differently named rows were taken for one, ``state`` whether a person agreed;
    ``inferred`` is the reason for a direction nobody wrote down.
    """

    code: str
    severity: Literal["serious", "doubtful", "note"]
    message: str
    clauses: list[ClauseOut]
    inferred: str | None
    because: str | None
    state: Literal["proposed", "confirmed", "refused"] | None

    @classmethod
    def of(cls, finding: Finding) -> dict[str, Any]:
        """A finding as this shape."""
        return {
            "code": finding.code,
            "severity": finding.severity,
            "message": finding.message,
            "clauses": [
                {
                    "pack": each.pack,
                    "row": each.row,
                    "name": each.name,
                    "figure": each.figure,
                    "source": SourceOut.of(each.source),
                }
                for each in finding.clauses
            ],
            "inferred": finding.inferred,
            "because": finding.because,
            "state": finding.state,
        }


class Findings(Page):
    """A page of findings, most serious first."""

    results: list[FindingOut]


class ItemPairOut(BaseModel):
    """A service of one place beside that of the other, by id; null where one has none."""

    left: str | None
    right: str | None
    likeness: float


class AreaPairsOut(BaseModel):
    """The services of one area."""

    area: str
    name: str
    items: list[ItemPairOut]


class StatedOut(BaseModel):
    """A figure in words with the indicator that states it."""

    indicator: str
    figure: str
    source: str


class LineOut(BaseModel):
    """Figures of one kind and year on both sides."""

    kind: Literal["target", "actual", "growth"]
    year: int | None
    left: list[StatedOut]
    right: list[StatedOut]


class IndicatorPairOut(BaseModel):
    """One indicator in both places; ``because`` says why differently named rows were taken for one."""

    name: str
    sure: bool
    because: list[str]
    lines: list[LineOut]


class ComparisonOut(BaseModel):
    """Two packs side by side; ``below`` lists where the lower level promises less than the one above it."""

    left: str
    right: str
    areas: list[AreaPairsOut]
    indicators: list[IndicatorPairOut]
    only_left: list[str]
    only_right: list[str]
    below: list[FindingOut]
