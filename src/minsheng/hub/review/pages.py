"""What the review pages show: which rows, in which order, how far the work is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from minsheng.hub.review.drafts import DraftFolder, DraftRow
from minsheng.hub.review.models import Decision, Draft, Kind, State

ROWS_A_PAGE = 25
MOST_LINES = 6_000
MOST_CHARACTERS = 200_000
LONGEST_LINE = 20_000


@dataclass(frozen=True)
class Progress:
    """How many rows of a draft there are, are decided and are doubtful and still open."""

    total: int
    decided: int
    doubtful: int

    @property
    def percent(self) -> int:
        """Share decided, in whole percent; 100 only when all are."""
        return self.decided * 100 // self.total if self.total else 100


@dataclass(frozen=True)
class Listed:
    """A row with what was decided about it."""

    row: DraftRow
    decision: Decision | None

    @property
    def state(self) -> str:
        """Where the row stands."""
        return self.decision.state if self.decision else State.OPEN.value

    @property
    def open(self) -> bool:
        """Whether it waits for a decision."""
        return self.state == State.OPEN


def decisions(folder: DraftFolder) -> dict[str, Decision]:
    """The decisions about this very text, by row."""
    draft = Draft.objects.filter(pack=folder.pack, document=folder.document, digest=folder.digest).first()
    return {each.row: each for each in draft.decisions.select_related("by")} if draft else {}


def listed(folder: DraftFolder, decided: Mapping[str, Decision]) -> list[Listed]:
    """All rows: those that wait first, the doubtful ones of them before the others, then as they stand in the text."""
    rows = [Listed(row, decided.get(row.key)) for row in folder.rows]
    return sorted(rows, key=lambda each: (not each.open, not each.row.doubts, each.row.lines))


def progress(rows: list[Listed]) -> Progress:
    """How far the review of these rows is."""
    waiting = [each for each in rows if each.open]
    return Progress(len(rows), len(rows) - len(waiting), sum(bool(each.row.doubts) for each in waiting))


def narrowed(rows: list[Listed], kind: str, state: str) -> list[Listed]:
    """The rows of a kind and state; ``doubtful`` is a state here: open, with a doubt. Unknown values keep all."""
    if kind in Kind.values:
        rows = [each for each in rows if each.row.kind == kind]
    if state == "doubtful":
        return [each for each in rows if each.open and each.row.doubts]
    return [each for each in rows if each.state == state] if state in State.values else rows


def counts(rows: list[Listed]) -> dict[str, int]:
    """How many rows each kind and each state has."""
    found = Counter(str(each.row.kind) for each in rows) + Counter(str(each.state) for each in rows)
    found["doubtful"] = sum(each.open and bool(each.row.doubts) for each in rows)
    return found


@dataclass(frozen=True)
class Line:
    """A line of the text: its number, its words (the clause marked), and whether the chosen row stands in it.

    ``anchor`` is true on the one line to be brought into view when no words are marked.
    """

    number: int
    words: Markup
    chosen: bool
    anchor: bool


@dataclass(frozen=True)
class Text:
    """The lines shown of the document, and how many it has."""

    lines: tuple[Line, ...]
    total: int

    @property
    def whole(self) -> bool:
        """Whether all of it is shown."""
        return len(self.lines) == self.total


def text(folder: DraftFolder, row: DraftRow | None) -> Text:
    """The document line by line, the lines of the row marked and the words of its clause where one line has them.

    Of a document too long for a page, the stretch around the row.
    """
    first, last = row.lines if row else (0, -1)
    clause = row.clause if row else ""
    marked = bool(clause) and any(clause in line for line in folder.lines[max(first - 1, 0) : last])
    found = []
    start, stop = _stretch(folder.lines, max(first - 1, 0))
    for number, line in enumerate(folder.lines[start:stop], start=start + 1):
        chosen = first <= number <= last
        before, hit, after = line.partition(clause) if chosen and marked else (line[:LONGEST_LINE], "", "")
        # Only the first mark carries the anchor: an id stands once on a page.
        marked = marked and not hit
        mark = Markup('<mark id="clause">{}</mark>').format(hit) if hit else Markup("")
        words = escape(before[-LONGEST_LINE:]) + mark + escape(after[:LONGEST_LINE])
        found.append(Line(number, words, chosen, anchor=number == first and not hit and not marked))
    return Text(tuple(found), len(folder.lines))


def _stretch(lines: Sequence[str], at: int) -> tuple[int, int]:
    """First and last (not included) of the lines around one that a page can carry."""
    at = min(at, max(len(lines) - 1, 0))
    start, stop, room = at, min(at + 1, len(lines)), MOST_CHARACTERS
    while room > 0 and stop - start < MOST_LINES and (start > 0 or stop < len(lines)):
        if start > 0:
            start -= 1
            room -= min(len(lines[start]), LONGEST_LINE)
        if stop < len(lines):
            room -= min(len(lines[stop]), LONGEST_LINE)
            stop += 1
    return start, stop
