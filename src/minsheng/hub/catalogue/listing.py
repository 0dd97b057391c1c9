"""What every list page shares: choices with counts, the filters now active, pages, CSV."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpResponse, QueryDict
from django.utils.translation import gettext as _

PAGE = 20
_FORMULA = re.compile(r"^[=+\-@\t\r]")
_FIGURE = re.compile(r"^[+-]?[\d.,]+$")


@dataclass(frozen=True)
class Choice:
    """A value one may filter by; ``count`` says how many rows choosing it would give."""

    value: str
    label: str
    count: int | None = None


@dataclass(frozen=True)
class Select:
    """A filter: its name in the address, its label, its choices and the one chosen."""

    name: str
    label: str
    choices: tuple[Choice, ...]
    chosen: str = ""

    @property
    def chosen_label(self) -> str:
        """The chosen value in words; the value itself when it is none of the choices."""
        return next((each.label for each in self.choices if each.value == self.chosen), self.chosen)


@dataclass(frozen=True)
class Chip:
    """A filter now active, and the address of the list without it."""

    label: str
    address: str


@dataclass(frozen=True)
class Step:
    """A link of the pager; ``number`` is None for a gap."""

    number: int | None
    address: str = ""


@dataclass(frozen=True)
class Pager:
    """Where in a long list the reader stands."""

    page: int
    pages: int
    total: int
    steps: tuple[Step, ...]
    before: str | None
    after: str | None

    @property
    def offset(self) -> int:
        """Rows before this page."""
        return (self.page - 1) * PAGE


def query_string(query: Mapping[str, str], **changes: object) -> str:
    """The query with some keys changed; empty ones are left out, and so is a page number once a filter changes.

    >>> query_string({"q": "护理", "area": "health", "page": "3"}, area="")
    '?q=%E6%8A%A4%E7%90%86'
    >>> query_string({"q": "a"}, page=2)
    '?q=a&page=2'
    """
    kept: dict[str, object] = {key: value for key, value in query.items() if key != "page"} | changes
    pairs = [(key, str(value)) for key, value in kept.items() if value not in (None, "")]
    return "?" + urlencode(pairs)


def asked(query: QueryDict, names: Sequence[str], *, longest: int = 200) -> dict[str, str]:
    """The values asked for under these names, trimmed; what is not asked for is left out."""
    found = {name: query.get(name, "").replace("\0", "").strip()[:longest] for name in names}
    return {name: value for name, value in found.items() if value}


def chips(selects: Iterable[Select], query: Mapping[str, str]) -> tuple[Chip, ...]:
    """One chip for each filter now active."""
    return tuple(
        Chip(
            _("%(label)s：%(value)s") % {"label": select.label, "value": select.chosen_label},
            query_string(query, **{select.name: ""}),
        )
        for select in selects
        if select.chosen
    )


def page_number(query: QueryDict) -> int:
    """The page asked for; 1 when that is no number of a page."""
    given = query.get("page", "1")
    return max(int(given), 1) if given.isascii() and given.isdigit() and len(given) < 7 else 1


def pager(total: int, page: int, query: Mapping[str, str]) -> Pager:
    """The pager of a list of ``total`` rows; a page beyond the last one is the last one."""
    pages = max(-(-total // PAGE), 1)
    page = min(page, pages)
    near = sorted({1, pages, *range(max(page - 1, 1), min(page + 1, pages) + 1)})
    steps: list[Step] = []
    for number in near:
        if steps and number - (steps[-1].number or 0) > 1:
            steps.append(Step(None))
        steps.append(Step(number, query_string(query, page=number)))
    return Pager(
        page=page,
        pages=pages,
        total=total,
        steps=tuple(steps),
        before=query_string(query, page=page - 1) if page > 1 else None,
        after=query_string(query, page=page + 1) if page < pages else None,
    )


def _cell(value: object) -> str:
    text = "" if value is None else str(value)
    # A spreadsheet would run a cell that begins like a formula.
    return f"'{text}" if _FORMULA.match(text) and not _FIGURE.match(text) else text


def csv_answer(name: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> HttpResponse:
    """A CSV file that spreadsheets open with the right letters."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(header)
    writer.writerows([_cell(value) for value in row] for row in rows)
    response = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response
