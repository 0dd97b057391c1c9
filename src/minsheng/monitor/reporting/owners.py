"""Who answers for a target: as far as the pack says."""

from __future__ import annotations

from minsheng.monitor.book import Book
from minsheng.monitor.warnings.signals import rules_of
from minsheng.packs.family import lineage
from minsheng.packs.model import Indicator

NOBODY = "规划未写明"


def owner_of(book: Book, indicator: Indicator) -> str:
    """The office a warning on the indicator names, else the lead of the service item of the same clause, else nobody.

    Plans seldom say who answers for a figure; an office is never guessed.
    """
    series = book.series.get(indicator.id)
    names = {indicator.id} if series is None else {member.id for member in series.members}
    for rule in rules_of(book.pack, book.packs):
        if rule.watches in names:
            return rule.owner
    for pack in lineage(book.pack, book.packs):
        for item in pack.items:
            if item.lead and item.source == indicator.source:
                return "、".join(item.lead)
    return NOBODY
