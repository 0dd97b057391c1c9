"""The chain: what an entry's hash is made of, and how the first entry that does not fit is found.

Nothing here knows the database. Each entry's hash is HMAC-SHA256 (RFC 2104, FIPS 180-4) over its number, its content
and the hash of the entry before it; a head, sealed with the same key, says how many entries there are and which is the
last.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

START = "0" * 64
"""What the first entry has for the hash before it."""


class Row(NamedTuple):
    """One entry as it is stored; ``at`` is UTC as ``2026-11-22T03:40:40.123456Z``, ``detail`` canonical JSON."""

    number: int
    at: str
    actor: str
    role: str
    action: str
    subject: str
    reason: str
    detail: str
    previous: str
    hash: str


class Head(NamedTuple):
    """How many entries there are, the hash of the last, and the seal over both."""

    count: int
    hash: str
    seal: str


@dataclass(frozen=True)
class Break:
    """The first place where the chain does not hold.

    ``kind`` is ``changed`` (its content is not what was written), ``removed`` (no entry has this number), ``moved``
    (written as number ``was``), ``unlinked`` (genuine, but not the successor of the one before) or ``beyond`` (genuine,
    but the head does not know of it).
    """

    number: int
    kind: str
    was: int | None = None


@dataclass(frozen=True)
class Verdict:
    """What came of a check: entries read, hash of the last good one, the first break, and how the head fits.

    ``head`` is ``good``, ``missing`` or ``forged``; ``tail_missing`` counts the entries that should follow the last one
    there is, None when the head cannot tell.
    """

    entries: int
    hash: str
    first: Break | None
    head: str
    tail_missing: int | None

    @property
    def intact(self) -> bool:
        """Whether nothing is amiss."""
        return self.first is None and self.head == "good" and self.tail_missing == 0


def canonical(detail: object) -> str:
    """One spelling of a detail: keys in order, no spaces, letters that no database stores replaced.

    >>> canonical({"b": 1, "a": "户"})
    '{"a":"户","b":1}'
    """
    text = json.dumps(detail, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return storable(text)


def storable(text: str) -> str:
    """The text without what PostgreSQL refuses to store: NUL and halves of surrogate pairs.

    >>> storable("a" + chr(0) + chr(0xD800))
    'a??'
    """
    return text.replace("\0", "?").encode("utf-8", "replace").decode("utf-8")


def hash_of(row: Row, key: bytes) -> str:
    """The hash an entry must have: HMAC-SHA256 over a JSON list, which no two different entries spell alike.

    >>> row = Row(1, "2026-11-22T00:00:00.000000Z", "li", "officer", "look", "", "", "{}", START, "")
    >>> hash_of(row, b"key") == hash_of(row._replace(actor="l", role="iofficer"), b"key")
    False
    """
    content = json.dumps(row[:-1], ensure_ascii=True, separators=(",", ":"))
    return hmac.digest(key, content.encode(), "sha256").hex()


def seal_of(count: int, last: str, key: bytes) -> str:
    """The seal a head must have; no entry's hash can stand for it."""
    return hmac.digest(key, f"head {count} {last}".encode(), "sha256").hex()


def genuine_head(head: Head, keys: Sequence[bytes]) -> bool:
    """Whether one of the keys sealed this head."""
    return any(seal_of(head.count, head.hash, key) == head.seal for key in keys)


def genuine(row: Row, keys: Sequence[bytes]) -> bool:
    """Whether an entry's hash was made of just this content with one of the keys."""
    return any(hash_of(row, key) == row.hash for key in keys)


class Walk:
    """Entries in the order of their numbers, one look at each; stops looking at the first break."""

    def __init__(self, keys: Sequence[bytes], follower: Callable[[str], int | None] = lambda _: None) -> None:
        """The keys, newest first; ``follower`` gives the number of the entry that names a hash as the one before."""
        self.keys, self.follower = keys, follower
        self.entries, self.hash = 0, START
        self.first: Break | None = None

    def take(self, rows: Iterable[Row]) -> None:
        """Go on with these rows."""
        for row in rows:
            if self.first is not None:
                return
            self.first = self._wrong(row)
            if self.first is None:
                self.entries, self.hash = row.number, row.hash

    def _wrong(self, row: Row) -> Break | None:
        if row.number > self.entries + 1:
            return Break(self.entries + 1, "removed")
        if not genuine(row, self.keys):
            return Break(row.number, *self._why(row))
        if row.previous != self.hash or row.number != self.entries + 1:
            return Break(row.number, "unlinked")
        return None

    def _why(self, row: Row) -> tuple[str, int | None]:
        after = self.follower(row.hash)
        was = after - 1 if after is not None else None
        if was is not None and was != row.number and genuine(row._replace(number=was), self.keys):
            return "moved", was
        return "changed", None

    def verdict(self, head: Head | None, last: int) -> Verdict:
        """The end: what the head says of the entries read, of which ``last`` has the highest number."""
        if head is None or not genuine_head(head, self.keys):
            return Verdict(self.entries, self.hash, self.first, "missing" if head is None else "forged", None)
        first = self.first
        if first is None and (self.entries > head.count or (self.entries == head.count and self.hash != head.hash)):
            first = Break(min(self.entries, head.count + 1), "beyond" if self.entries > head.count else "unlinked")
        return Verdict(self.entries, self.hash, first, "good", max(head.count - max(last, 0), 0))


def check(rows: Iterable[Row], head: Head | None, keys: Sequence[bytes]) -> Verdict:
    """Check a whole trail held in memory, sorted by number; what the database does in pieces."""
    everything = sorted(rows)
    followers = {row.previous: row.number for row in everything}
    walk = Walk(keys, followers.get)
    walk.take(everything)
    return walk.verdict(head, everything[-1].number if everything else 0)
