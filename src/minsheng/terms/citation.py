"""Where a promise is written: document, then table row, box item or heading path.

Written form, used in packs, on screens and in the API::

    hz-2021 表2.17        row 17 of table 2
    hz-2021 专栏10.14     item 14 of box 10
    hz-2021 专栏2         box 2
    hz-2021 三(一)1       chapter 三, section (一), paragraph 1
    hz-2021               the document as a whole
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import total_ordering

_FORM = re.compile(
    r"""^(?P<document>[a-z][a-z0-9]*(?:-[a-z0-9]+)*)
        (?:\s+(?:表(?P<table>\d+)(?:\.(?P<row>\d+))?
              |专栏(?P<box>\d+)(?:\.(?P<item>\d+))?
              |(?P<path>[^\s表专][^\s]*)))?$""",
    re.VERBOSE,
)


@total_ordering
@dataclass(frozen=True)
class Citation:
    """A place in a plan document; ``str()`` gives the written form and ``parse`` reads it.

    Places of a document come in the order: headings, rows of tables, items of boxes.
    """

    document: str
    table: int | None = None
    row: int | None = None
    box: int | None = None
    item: int | None = None
    path: str | None = None

    @classmethod
    def parse(cls, text: str) -> Citation:
        """Read the written form; raises ``ValueError`` naming what was read.

        >>> Citation.parse("hz-2021 专栏10.14")
        Citation(document='hz-2021', table=None, row=None, box=10, item=14, path=None)
        >>> str(Citation.parse("hz-2021 三（一）1"))
        'hz-2021 三(一)1'
        """
        plain = unicodedata.normalize("NFKC", text).strip()
        found = _FORM.match(plain)
        if found is None:
            raise ValueError(f"not a citation: {text!r}")
        numbers = {
            name: int(value) for name in ("table", "row", "box", "item") if (value := found.group(name)) is not None
        }
        return cls(document=found["document"], path=found["path"], **numbers)

    @property
    def place(self) -> str:
        """The part after the document, in the written form; empty for the whole document."""
        for mark, number, part in (("表", self.table, self.row), ("专栏", self.box, self.item)):
            if number is not None:
                return f"{mark}{number}" + ("" if part is None else f".{part}")
        return self.path or ""

    def __lt__(self, other: Citation) -> bool:
        return self._order < other._order

    @property
    def _order(self) -> tuple[str, int, int, int, int, str]:
        numbers = (self.box or 0, self.item or 0, self.table or 0, self.row or 0)
        return (self.document, *numbers, self.path or "")

    def __str__(self) -> str:
        return f"{self.document} {self.place}".rstrip()

    def as_json(self) -> dict[str, str | int]:
        """The keys that are set, as the API and the command line print them."""
        pairs = (
            ("document", self.document),
            ("table", self.table),
            ("row", self.row),
            ("box", self.box),
            ("item", self.item),
            ("path", self.path),
        )
        return {name: value for name, value in pairs if value is not None}
