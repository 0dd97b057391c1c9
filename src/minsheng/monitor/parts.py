"""The divisions directly below a pack's own: those that are compared, whether or not anyone reported yet."""

from __future__ import annotations

from minsheng.monitor.book import Book
from minsheng.terms.divisions import division_ancestors, divisions_below


def parent_of(code: str) -> str | None:
    """The division directly above; None for the country.

    >>> parent_of("330106"), parent_of("330100"), parent_of("330106001"), parent_of("100000")
    ('330100', '330000', '330106', None)
    """
    if len(code) > 6:
        return code[: len(code) - 3]
    return next(iter(division_ancestors(code)), None)


def parts_of(book: Book) -> tuple[str, ...]:
    """The codes directly below the pack's division: as they stand today, and any that has a figure."""
    home = book.pack.about.division
    every = {*divisions_below(home).values(), *book.divisions}
    return tuple(sorted(code for code in every if code != home and parent_of(code) == home))
