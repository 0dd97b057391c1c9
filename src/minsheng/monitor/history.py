"""The past results that plans print themselves, as observations with their clause."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from minsheng.monitor.observation import Observation
from minsheng.packs.model import Document, Indicator, Pack, Value
from minsheng.terms.divisions import divisions_below
from minsheng.terms.periods import Period

BOUNDS = {">": "原文写作高于此数", ">=": "原文写作不低于此数", "<": "原文写作低于此数", "<=": "原文写作不高于此数"}
"""What the note of a result printed as a bound begins with, by its operator."""
_ABOUT = {"~": "原文写作约数"}


def history(packs: Sequence[Pack]) -> list[Observation]:
    """The actual values of the packs' indicators, in the order they are written.

    A total over the years of a plan has those years as its period: that of the plan before for a result that comes
    before the document's first year, as long as the document's own. Figures printed per division are kept where the
    printed name is that of a county below the pack's division; 主城区 is none. A result that is no number (—, 100/100)
    gives none. What is printed as a bound (<0.011), or is said to be of another year, says so in its note.
    """
    return [row for pack in packs for indicator in pack.indicators for row in _of_indicator(pack, indicator)]


def _of_indicator(pack: Pack, indicator: Indicator) -> Iterator[Observation]:
    documents = {one.id: one for one in pack.documents}
    names = divisions_below(pack.about.division)
    for value in indicator.values:
        if value.kind != "actual" or value.year is None:
            continue
        period = _period(value, documents.get(indicator.source.document))
        if period is None:
            continue
        source, note = str(indicator.source), _note(value)
        if value.value is not None:
            yield Observation(indicator.id, pack.about.division, period, value.value, source, note)
        yield from (
            Observation(indicator.id, names[part.division], period, part.value, source, note)
            for part in value.by_division
            if part.division in names
        )


def _period(value: Value, document: Document | None) -> Period | None:
    assert value.year is not None
    if not value.cumulative:
        return Period(value.year)
    if document is None:
        return None  # a total over nobody knows which years is no figure of any period
    since, until = document.since.year, document.until.year
    first = since if value.year >= since else value.year - (until - since)
    return Period(first, "span", until=value.year) if first < value.year else Period(value.year)


def _note(value: Value) -> str:
    words: Mapping[str, str] = BOUNDS | _ABOUT
    return "；".join(filter(None, (words.get(value.op), value.note)))
