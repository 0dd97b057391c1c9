"""Find promises by words: an index in memory over the items and indicators of all packs, without Django.

A row is a bit; every two neighbouring characters of a field, every filter value and every answer is a set of rows
kept as one whole number. Intersecting and counting are then single operations on integers, and a query costs a
fraction of a millisecond, facet counts included.

What a word means here: any run of characters, so that part of a Chinese word finds it. Several words must all
occur; when no row has them all, rows with any of them are shown; when none has, rows that share most of the
word's character pairs. ``Hits.how`` says which of the three it was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from typing import Literal

from minsheng.hub.catalogue.folding import LONGEST_QUERY, fold, words
from minsheng.packs.model import Area, Indicator, Pack, ServiceClass, ServiceItem, Term

Kind = Literal["item", "indicator"]
How = Literal["all", "any", "near"]

_WEIGHTS = (10_000, 3_000, 1_000, 100, 10)  # name is it, begins so, has it; text has it; the rest has it
_FEW = 64  # bits that are quicker picked one by one than by writing the whole number out
_SHARED_PAIRS = 0.5  # of a word's pairs, for a row to count as near


@dataclass(frozen=True)
class Filters:
    """What rows to keep; values of one field widen, fields narrow each other; an unknown value keeps nothing.

    ``jurisdiction`` is a pack's id and keeps what holds there: rows of that pack and of those above it.
    ``pack`` keeps rows of that pack alone.
    """

    kind: tuple[str, ...] = ()
    area: tuple[str, ...] = ()
    tier: tuple[str, ...] = ()
    group: tuple[str, ...] = ()
    life_stage: tuple[str, ...] = ()
    jurisdiction: tuple[str, ...] = ()
    pack: tuple[str, ...] = ()
    document: tuple[str, ...] = ()


DIMENSIONS: tuple[str, ...] = tuple(each.name for each in fields(Filters))


@dataclass(frozen=True)
class Row:
    """A promise that can be found: which pack it stands in, and the item or indicator itself."""

    pack: str
    kind: Kind
    entry: ServiceItem | Indicator = field(repr=False)

    @property
    def id(self) -> str:
        """The entry's id, unique in its pack."""
        return self.entry.id

    @property
    def name(self) -> str:
        """The entry's Chinese name."""
        return self.entry.name


@dataclass(frozen=True)
class Hits:
    """An answer: how many rows, the rows of this page, and per filter field how many rows each value would keep.

    A field's counts leave out that field's own filter, so that they say what choosing another value would give.
    """

    total: int
    rows: tuple[Row, ...]
    facets: Mapping[str, Mapping[str, int]]
    how: How = "all"


def _grams(text: str) -> Iterator[str]:
    yield from text
    for at in range(len(text) - 1):
        yield text[at : at + 2]


def _mask(rows: Iterable[int], size: int) -> int:
    bits = bytearray((size + 7) // 8)
    for row in rows:
        bits[row >> 3] |= 1 << (row & 7)
    return int.from_bytes(bits, "little")


def _bits(mask: int) -> list[int]:
    if mask.bit_count() < _FEW:
        found = []
        while mask:
            lowest = mask & -mask
            found.append(lowest.bit_length() - 1)
            mask ^= lowest
        return found
    return [at for at, char in enumerate(bin(mask)[:1:-1]) if char == "1"]


class _Field:
    """One field of every row: its text, and for each character and pair of characters the rows that have it."""

    def __init__(self, texts: list[str]) -> None:
        self.texts = texts
        rows: dict[str, list[int]] = {}
        for at, text in enumerate(texts):
            for gram in set(_grams(text)):
                rows.setdefault(gram, []).append(at)
        self._rows = {gram: _mask(having, len(texts)) for gram, having in rows.items()}
        starts: dict[str, list[int]] = {}
        for at, text in enumerate(texts):
            for start in {part[:size] for part in text.split("\n") for size in (1, 2)}:
                starts.setdefault(start, []).append(at)
        self._starts = {start: _mask(having, len(texts)) for start, having in starts.items()}

    def having(self, word: str, among: int) -> int:
        """Rows among these whose text contains the word."""
        if len(word) <= 2:
            return among & self._rows.get(word, 0)
        for at in range(len(word) - 1):
            among &= self._rows.get(word[at : at + 2], 0)
            if not among:
                return 0
        texts = self.texts
        return _mask((row for row in _bits(among) if word in texts[row]), len(texts))

    def beginning(self, word: str, among: int) -> int:
        """Rows among these of whose lines one begins with the word."""
        among &= self._starts.get(word[:2], 0)
        if len(word) <= 2:
            return among
        texts, inside = self.texts, "\n" + word
        return _mask((row for row in _bits(among) if inside in "\n" + texts[row]), len(texts))


def _join(*parts: object) -> str:
    # A line break keeps a word from matching across two fields; folding each part apart keeps it in.
    return "\n".join(fold(str(part)) for part in parts if part)


class Index:
    """All items and indicators of some packs, ready to be searched; immutable, so threads may share it."""

    def __init__(self, rows: tuple[Row, ...], texts: list[tuple[str, str, str]], marks: list[dict[str, set[str]]]):
        self.rows = rows
        self._all = (1 << len(rows)) - 1
        # A row's bit is its rank among equals: the shorter name first, because the word is more of it; then items
        # before indicators, then as printed. So the best rows of any set are its lowest bits.
        names = [text[0].split("\n") for text in texts]
        self._order = sorted(range(len(rows)), key=lambda at: (len(names[at][0]), rows[at].kind == "indicator", at))
        bit = {at: place for place, at in enumerate(self._order)}
        self._name, self._text, self._rest = (_Field([texts[at][part] for at in self._order]) for part in range(3))
        self._names = [names[at] for at in self._order]
        self._marked: dict[str, dict[str, int]] = {}
        for name in DIMENSIONS:
            having: dict[str, list[int]] = {}
            for at, mark in enumerate(marks):
                for value in mark[name]:
                    having.setdefault(value, []).append(bit[at])
            self._marked[name] = {value: _mask(bits, len(rows)) for value, bits in having.items()}

    @classmethod
    def build(cls, packs: Mapping[str, Pack]) -> Index:
        """The index over these packs; a parent that is not among them is left out of jurisdictions."""
        names = _Names(packs)
        rows: list[Row] = []
        texts: list[tuple[str, str, str]] = []
        marks: list[dict[str, set[str]]] = []
        for pack in packs.values():
            below = names.below(pack.id)
            for item in pack.items:
                rows.append(Row(pack.id, "item", item))
                texts.append(names.of_item(pack, item))
                marks.append(_marks("item", pack, item, below))
            for indicator in pack.indicators:
                rows.append(Row(pack.id, "indicator", indicator))
                texts.append(names.of_indicator(pack, indicator))
                marks.append(_marks("indicator", pack, indicator, below))
        return cls(tuple(rows), texts, marks)

    def search(self, query: str = "", filters: Filters = Filters(), *, limit: int = 20, offset: int = 0) -> Hits:
        """The rows a query finds, best first; without words, all rows the filters keep, as printed.

        Never raises on any text; ``limit`` and ``offset`` below zero count as zero.
        """
        limit, offset = max(limit, 0), max(offset, 0)
        chosen = {name: self._chosen(name, getattr(filters, name)) for name in DIMENSIONS}
        kept = self._all
        for mask in chosen.values():
            kept &= mask
        asked = words(query)
        found, how, ranked = self._find(asked, fold(query[:LONGEST_QUERY]))
        answer = found & kept
        bits = _slice(ranked(answer), offset, offset + limit) if asked else self._as_printed(answer)[offset:][:limit]
        return Hits(
            total=answer.bit_count(),
            rows=tuple(self.rows[self._order[at]] for at in bits),
            facets=self._facets(found, chosen),
            how=how,
        )

    def _as_printed(self, answer: int) -> list[int]:
        return sorted(_bits(answer), key=self._order.__getitem__)

    def _chosen(self, name: str, values: tuple[str, ...]) -> int:
        if not values:
            return self._all
        mask = 0
        for value in values:
            mask |= self._marked[name].get(value, 0)
        return mask

    def _facets(self, found: int, chosen: dict[str, int]) -> dict[str, dict[str, int]]:
        facets = {}
        for name, marked in self._marked.items():
            base = found
            for other, mask in chosen.items():
                if other != name:
                    base &= mask
            counts = ((value, (base & mask).bit_count()) for value, mask in marked.items())
            facets[name] = {value: count for value, count in counts if count}
        return facets

    def _find(self, asked: tuple[str, ...], whole: str) -> tuple[int, How, Callable[[int], Iterable[int]]]:
        """Rows the words find anywhere, how they were found, and how to part some of them into sets, best set first.

        How is settled before the filters: words that occur together, only not where the filters look, are an
        empty answer and not a loose one.
        """
        tiers = [self._having(word) for word in asked]
        every, some = self._all, 0
        for name, text, rest in tiers:
            having = name | text | rest
            every &= having
            some |= having
        if every or some:
            weighed = [self._weighed(word, *masks) for word, masks in zip(asked, tiers, strict=True)]
            weighed.append(self._weighed_whole(whole))
            return every or some, "all" if every else "any", lambda answer: _parted(answer, weighed)
        near = self._near(asked)
        return (
            _union(near.values()),
            "near",
            lambda answer: (near[share] & answer for share in sorted(near, reverse=True)),
        )

    def _having(self, word: str) -> tuple[int, int, int]:
        name = self._name.having(word, self._all)
        text = self._text.having(word, self._all & ~name)
        return name, text, self._rest.having(word, self._all & ~name & ~text)

    def _near(self, asked: tuple[str, ...]) -> dict[float, int]:
        """Rows whose name has at least half of a word's pairs of characters, by the share they have."""
        near: dict[int, float] = {}
        for word in asked:
            pairs = {word[at : at + 2] for at in range(len(word) - 1)}
            shared: dict[int, int] = {}
            for pair in pairs:
                for row in _bits(self._name.having(pair, self._all)):
                    shared[row] = shared.get(row, 0) + 1
            for row, count in shared.items():
                if count >= max(2, len(pairs) * _SHARED_PAIRS):
                    near[row] = near.get(row, 0) + count / len(pairs)
        shares: dict[float, list[int]] = {}
        for row, share in near.items():
            shares.setdefault(share, []).append(row)
        return {share: _mask(rows, len(self.rows)) for share, rows in shares.items()}

    def _weighed(self, word: str, name: int, text: int, rest: int) -> list[tuple[int, int]]:
        _exact, begins, has, in_text, in_rest = _WEIGHTS
        first = self._name.beginning(word, name)
        return [(begins, first), (has, name & ~first), (in_text, text), (in_rest, rest)]

    def _weighed_whole(self, whole: str) -> list[tuple[int, int]]:
        exact, begins, *_ = _WEIGHTS
        having = self._name.having(whole, self._all)
        found = self._name.beginning(whole, having)
        same = _mask((row for row in _bits(found) if whole in self._names[row]), len(self.rows))
        return [(exact, same), (begins, having & ~same)]


def _union(masks: Iterable[int]) -> int:
    whole = 0
    for mask in masks:
        whole |= mask
    return whole


def _parted(answer: int, weighed: list[list[tuple[int, int]]]) -> Iterator[int]:
    """The rows parted by their sum of weights, heaviest first; a row no mask of a word has weighs nothing for it."""
    sums = {0: answer}
    for masks in weighed:
        before, sums = sums, {}
        for total, rows in before.items():
            for weight, having in masks:
                if part := rows & having:
                    sums[total + weight] = sums.get(total + weight, 0) | part
                    rows &= ~part
            if rows:
                sums[total] = sums.get(total, 0) | rows
    return (sums[total] for total in sorted(sums, reverse=True))


def _slice(parts: Iterable[int], start: int, stop: int) -> list[int]:
    """The bits from one place to another (not included), lowest bit first in each part."""
    found: list[int] = []
    for rows in parts:
        count = rows.bit_count()
        if start < count and stop > 0:
            found += _bits(rows)[max(start, 0) : stop]
        start, stop = start - count, stop - count
    return found


def _marks(kind: Kind, pack: Pack, entry: ServiceItem | Indicator, below: set[str]) -> dict[str, set[str]]:
    marks: dict[str, set[str]] = {
        "kind": {kind},
        "area": {entry.area} if entry.area else set(),
        "tier": set(),
        "group": set(),
        "life_stage": set(),
        "jurisdiction": below,
        "pack": {pack.id},
        "document": {entry.source.document},
    }
    if isinstance(entry, ServiceItem):
        marks |= {"tier": {entry.tier}, "group": set(entry.groups), "life_stage": set(entry.life_stages)}
    return marks


class _Names:
    """The words that stand for ids: areas, groups, stages and documents of all packs."""

    def __init__(self, packs: Mapping[str, Pack]) -> None:
        self._packs = packs
        self._names: dict[str, str] = {}
        self._documents: dict[str, str] = {}
        for pack in packs.values():
            classes = (inner for area in pack.areas for inner in area.classes)
            named: tuple[Area | ServiceClass | Term, ...] = (
                *pack.areas, *classes, *pack.groups, *pack.life_stages,
            )  # fmt: skip
            self._names |= {each.id: f"{each.name} {each.name_en}" for each in named}
            for document in pack.documents:
                self._documents[document.id] = f"{document.title} {document.title_en or ''}"

    def below(self, pack: str) -> set[str]:
        """The pack and all packs below it: the jurisdictions where its rows hold."""
        inside = {pack}
        grew = True
        while grew:
            more = {each.id for each in self._packs.values() if each.about.parent in inside} - inside
            inside |= more
            grew = bool(more)
        return inside

    def _where(self, pack: Pack, document: str) -> tuple[str, ...]:
        return self._documents.get(document, ""), pack.about.name, pack.about.name_en

    def of_item(self, pack: Pack, item: ServiceItem) -> tuple[str, str, str]:
        """Folded name, text and rest of an item."""
        amounts = [f"{each.value}{each.unit} {each.per or ''} {each.applies_to or ''}" for each in item.amounts]
        marks = [
            self._names.get(id, "") for id in (item.area, item.service_class, *item.groups, *item.life_stages) if id
        ]
        return (
            _join(item.name, item.name_en),
            _join(item.serves, item.content, item.standard),
            _join(*amounts, item.payer, *item.lead, item.source, *self._where(pack, item.source.document), *marks),
        )

    def of_indicator(self, pack: Pack, indicator: Indicator) -> tuple[str, str, str]:
        """Folded name, text and rest of an indicator."""
        values = [
            each.text or " ".join(str(part) for part in (each.year, each.value, indicator.unit, each.note) if part)
            for each in indicator.values
        ]
        return (
            _join(indicator.name, indicator.name_en),
            _join(indicator.category, indicator.unit, indicator.attribute, indicator.modifier),
            _join(*values, indicator.source, *self._where(pack, indicator.source.document),
                  self._names.get(indicator.area or "", "")),
        )  # fmt: skip
