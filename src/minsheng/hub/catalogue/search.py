"""Find promises by words: an index in memory over the items and indicators of all packs, without Django.

A row is a bit; every two neighbouring characters of a field, every filter value and every answer is a set of rows
kept as one whole number. Intersecting and counting are then single operations on integers, and a query costs a
fraction of a millisecond, facet counts included.

What a word means here: any run of characters, so that part of a Chinese word finds it. Several words must all
occur; when no row has them all, rows with any of them are shown; when none has, rows that share most of the
word's character pairs. ``Hits.how`` says which of the three it was.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from functools import lru_cache
from typing import Literal

from minsheng.packs.model import Area, Indicator, Pack, ServiceClass, ServiceItem, Term

Kind = Literal["item", "indicator"]
How = Literal["all", "any", "near"]

LONGEST_QUERY = 200
MOST_WORDS = 8
_KEPT = "%‰"
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


@lru_cache(maxsize=65_536)
def _folded(char: str) -> str:
    return unicodedata.normalize("NFKC", char).casefold()


def _pieces(text: str) -> list[str]:
    """Runs of letters, digits and percent signs; a point between two digits belongs to the run."""
    plain = "".join(map(_folded, text))
    last = len(plain) - 1
    kept = "".join(
        char
        if char.isalnum() or char in _KEPT
        or (char == "." and 0 < at < last and plain[at - 1].isdigit() and plain[at + 1].isdigit())
        else " "
        for at, char in enumerate(plain)
    )  # fmt: skip
    return kept.split()


def fold(text: str) -> str:
    """Text as it is compared: one width, one case, no punctuation; a space only between two Latin words.

    >>> fold("ＡＢ型（３－６岁）「护理」补贴")
    'ab型3 6岁护理补贴'
    >>> fold("Care subsidy: 3.8 %")
    'care subsidy 3.8 %'
    """
    out = ""
    for piece in _pieces(text):
        out += " " + piece if out and out[-1].isascii() and piece[0].isascii() else piece
    return out


def words(query: str) -> tuple[str, ...]:
    """The words of a query, each once, at most `MOST_WORDS` of its first `LONGEST_QUERY` characters.

    >>> words("残疾人，  护理 补贴 护理")
    ('残疾人', '护理', '补贴')
    """
    return tuple(dict.fromkeys(_pieces(query[:LONGEST_QUERY])))[:MOST_WORDS]


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


def _join(*parts: object) -> str:
    # A line break keeps a word from matching across two fields; folding each part apart keeps it in.
    return "\n".join(fold(str(part)) for part in parts if part)


class Index:
    """All items and indicators of some packs, ready to be searched; immutable, so threads may share it."""

    def __init__(self, rows: tuple[Row, ...], texts: list[tuple[str, str, str]], marks: list[dict[str, set[str]]]):
        self.rows = rows
        self._all = (1 << len(rows)) - 1
        self._name, self._text, self._rest = (_Field([row[part] for row in texts]) for part in range(3))
        self._names = [tuple(text.split("\n")) for text in self._name.texts]
        # Among equals the shorter name first: the word is more of it; then items before indicators, then as printed.
        order = sorted(range(len(rows)), key=lambda at: (len(self._names[at][0]), rows[at].kind == "indicator", at))
        self._tie = [0] * len(rows)
        for place, at in enumerate(order):
            self._tie[at] = place
        self._marked: dict[str, dict[str, int]] = {}
        for name in DIMENSIONS:
            having: dict[str, list[int]] = {}
            for at, mark in enumerate(marks):
                for value in mark[name]:
                    having.setdefault(value, []).append(at)
            self._marked[name] = {value: _mask(at, len(rows)) for value, at in having.items()}

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
        found, how, ranked = self._find(asked, fold(query[:LONGEST_QUERY]), kept)
        return Hits(
            total=len(ranked),
            rows=tuple(self.rows[at] for at in ranked[offset : offset + limit]),
            facets=self._facets(found, chosen),
            how=how,
        )

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

    def _find(self, asked: tuple[str, ...], whole: str, kept: int) -> tuple[int, How, list[int]]:
        """Rows the words find anywhere, how they were found, and those among the kept ones, best first.

        How is settled before the filters: words that occur together, only not where the filters look, are an
        empty answer and not a loose one.
        """
        tiers = [self._having(word) for word in asked]
        every, some = self._all, 0
        for name, text, rest in tiers:
            having = name | text | rest
            every &= having
            some |= having
        if every and not asked:
            return every, "all", _bits(kept)
        if every or some:
            found = every or some
            return found, "all" if every else "any", self._ranked(found & kept, asked, whole, tiers)
        shared = self._near(asked)
        near = _mask(shared, len(self.rows))
        return near, "near", sorted(_bits(near & kept), key=lambda row: (-shared[row], self._tie[row]))

    def _having(self, word: str) -> tuple[int, int, int]:
        name = self._name.having(word, self._all)
        text = self._text.having(word, self._all & ~name)
        return name, text, self._rest.having(word, self._all & ~name & ~text)

    def _near(self, asked: tuple[str, ...]) -> dict[int, float]:
        """Rows whose name has at least half of a word's pairs of characters, with the share they have."""
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
        return near

    def _ranked(self, answer: int, asked: tuple[str, ...], whole: str, tiers: list[tuple[int, int, int]]) -> list[int]:
        exact, begins, has, *rest = _WEIGHTS
        score: dict[int, int] = dict.fromkeys(_bits(answer), 0)
        for word, (name, *others) in zip(asked, tiers, strict=True):
            for row in _bits(name & answer):
                score[row] += begins if any(each.startswith(word) for each in self._names[row]) else has
            for weight, mask in zip(rest, others, strict=True):
                for row in _bits(mask & answer):
                    score[row] += weight
        for row in _bits(self._name.having(whole, answer)):
            score[row] += exact if whole in self._names[row] else begins
        tie = self._tie
        return sorted(score, key=lambda row: (-score[row], tie[row]))


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
