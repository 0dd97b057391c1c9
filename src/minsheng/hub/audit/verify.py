"""Checking the trail where it lies, in pieces: memory stays flat, and nobody who writes has to wait."""

from __future__ import annotations

from collections.abc import Callable

from minsheng.hub.audit.chain import Head as Top
from minsheng.hub.audit.chain import Row, Verdict, Walk
from minsheng.hub.audit.keys import chain_keys
from minsheng.hub.audit.models import COLUMNS, Entry, Head

PIECE = 5000


def head() -> Top | None:
    """The head as it is stored."""
    found = Head.objects.values_list("count", "hash", "seal").first()
    return Top(*found) if found else None


def verify(tell: Callable[[int, int], None] = lambda done, total: None) -> Verdict:
    """Check every entry from the first to the last; ``tell`` hears how many of how many are done.

    Entries that are written meanwhile are checked too: the walk ends when the head it read before a piece is where the
    entries end.
    """
    walk, last = Walk(chain_keys(), _follower), None
    while True:
        top = head()
        piece = _piece(last)
        walk.take(piece)
        last = piece[-1].number if piece else last
        tell(walk.entries, top.count if top else walk.entries)
        if walk.first is not None or len(piece) < PIECE:
            break
    return _end(walk, top, last)


def _end(walk: Walk, top: Top | None, last: int | None) -> Verdict:
    while walk.first is None and top is not None and walk.entries > top.count:
        # Written between reading the head and reading the piece: the head has moved on too, or it never knew of them.
        newer = head()
        if newer == top:
            break
        top = newer
        piece = _piece(last)
        walk.take(piece)
        last = piece[-1].number if piece else last
    highest = Entry.objects.order_by("-number").values_list("number", flat=True).first()
    return walk.verdict(top, highest or 0)


def _piece(after: int | None) -> list[Row]:
    entries = Entry.objects.order_by("number")
    if after is not None:
        entries = entries.filter(number__gt=after)
    return [Row(*values) for values in entries.values_list(*COLUMNS)[:PIECE]]


def _follower(found: str) -> int | None:
    return Entry.objects.filter(previous=found).order_by("number").values_list("number", flat=True).first()


def at(number: int) -> str | None:
    """The hash of the entry with this number."""
    return Entry.objects.filter(number=number).values_list("hash", flat=True).first()
