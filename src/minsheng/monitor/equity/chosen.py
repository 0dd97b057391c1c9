"""Which targets count in a realisation degree: of each indicator one, of the plans that run, nearest in time."""

from __future__ import annotations

import re
from collections.abc import Iterable

from minsheng.monitor.book import Book
from minsheng.monitor.choice import documents_at
from minsheng.monitor.target import Target
from minsheng.terms.periods import Period

_SATISFACTION = re.compile(r"满意")


def is_satisfaction(name: str) -> bool:
    """Whether an indicator is what people say of a service, not what is there; such figures stay apart.

    >>> is_satisfaction("公众气象服务满意度"), is_satisfaction("公共交通站点覆盖率")
    (True, False)
    """
    return _SATISFACTION.search(name) is not None


def chosen(book: Book, at: Period, source: str | None = None) -> list[Target]:
    """The targets that count at a time, in the order of the pack; several for one indicator only where each division
    has its own.

    ``source`` keeps one document, or one of its tables (``hzs-2021 表1``); left out, the plans that run at ``at``.
    Of one indicator under several names, or with several years, counts the target whose year is the first not before
    ``at`` (else the last before it); of several such a row of a table before a sentence, then the one written first.
    """
    running = {one.id for one in documents_at(book.pack, at)}
    found: dict[tuple[str, str], Target] = {}
    for target in book.targets:
        cited = target.indicator.source
        table = f"{cited.document} 表{cited.table}" if cited.table is not None else None
        if source not in (cited.document, str(cited), table) if source is not None else cited.document not in running:
            continue
        series = book.series.get(target.indicator.id)
        place = (target.indicator.id if series is None else series.key, target.division)
        other = found.get(place)
        if other is None or _rank(target, at) < _rank(other, at):
            found[place] = target
    kept = set(map(id, found.values()))
    return [target for target in book.targets if id(target) in kept]


def _rank(target: Target, at: Period) -> tuple[bool, bool, int, bool]:
    """What sorts before: one that figures can be held against, not over yet, near in time, of a table."""
    words = target.aim is None and target.kind != "keep"
    late = target.year < at.last_year
    distance = abs(target.year - at.last_year)
    return words, late, distance, target.indicator.source.table is None


def by_indicator(targets: Iterable[Target]) -> dict[str, list[Target]]:
    """The targets by indicator, in order."""
    found: dict[str, list[Target]] = {}
    for target in targets:
        found.setdefault(target.indicator.id, []).append(target)
    return found
