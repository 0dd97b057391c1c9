"""An item's line in a list: made once for each language and kept until a pack changes.

A line says the same in every list, and a list is made of twenty of them: rendering them again for every query was two
thirds of what a search cost.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.template import engines
from django.utils.translation import get_language
from markupsafe import Markup

from minsheng.hub.catalogue.search import Row
from minsheng.hub.catalogue.store import Catalogue

Key = tuple[str | None, str, str]


class Lines:
    """The lines made so far of one state of the packs."""

    def __init__(self) -> None:
        self._state: tuple[str, dict[Key, Markup]] = ("", {})

    def of(self, catalogue: Catalogue, rows: Iterable[Row]) -> list[Markup]:
        """The lines of these rows in the present language."""
        version, made = self._state
        if version != catalogue.version:
            made = {}
            self._state = (catalogue.version, made)
        language = get_language()
        lines = []
        for row in rows:
            key = (language, row.pack, row.id)
            line = made.get(key)
            if line is None:
                line = made[key] = _render(catalogue, row)
            lines.append(line)
        return lines


def _render(catalogue: Catalogue, row: Row) -> Markup:
    parts = engines["jinja2"].env.get_template("catalogue/parts.html").module
    line: Markup = parts.item_line(catalogue.packs[row.pack], row.entry, catalogue.areas.get(row.entry.area))
    return line


item_lines = Lines()
