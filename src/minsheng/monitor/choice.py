"""Which indicators an office is asked for: one a series, of the plans that are running, with a target to be held to."""

from __future__ import annotations

from collections.abc import Sequence

from minsheng.monitor.series import Series, series_of
from minsheng.packs.model import Document, Indicator, Pack
from minsheng.terms.periods import Period


def asked(pack: Pack, packs: Sequence[Pack], at: Period) -> list[tuple[Indicator, Series]]:
    """The indicators of the pack to report for the period, in the pack's order, each with its series.

    Of a series the first row of a running plan's table is asked, before a promise in running text. Plans run that have
    begun by the period's end and not ended before its first day; when none does, the last to end counts. Indicators
    whose targets are no numbers, or are of the plan before, are not asked.
    """
    running = {one.id: one for one in documents_at(pack, at)}
    every = series_of([pack, *(one for one in packs if one.id != pack.id)])
    chosen: dict[str, Indicator] = {}
    for one in pack.indicators:
        document = running.get(one.source.document)
        if document is None or not _has_target(one, since=document.since.year):
            continue
        key = every[one.id].key
        if key not in chosen or (chosen[key].source.table is None and one.source.table is not None):
            chosen[key] = one
    return [(one, every[one.id]) for one in pack.indicators if chosen.get(every[one.id].key) is one]


def documents_at(pack: Pack, at: Period) -> list[Document]:
    """The plans of the pack that run in the period; when none does, those that ended last."""
    running = [one for one in pack.documents if one.since <= at.last_day and one.until >= at.first_day]
    last = max((one.until for one in pack.documents), default=None)
    return running or [one for one in pack.documents if one.until == last]


def _has_target(indicator: Indicator, *, since: int) -> bool:
    """Whether it has a target that is a number, for a year of the plan: tables look back on the plan before, too."""
    return any(
        value.kind == "target"
        and (value.value is not None or value.low is not None or value.high is not None)
        and (value.year is None or value.year >= since)
        for value in indicator.values
    )
