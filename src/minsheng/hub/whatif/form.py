"""What an officer asks for, from the form's boxes to the files a run reads: the same ones the command line takes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from minsheng.hub.whatif.books import Offered
from minsheng.hub.whatif.work import PARAMETERS, PRESENT, RULES
from minsheng.terms.errors import Fault, MinshengError

EVERYWHERE = "100000"
LONGEST_VALUE = 30
LONGEST_RULES = 60_000
_FEN_OF_YI = 10_000_000_000
_MOST_REVENUE = Decimal(10**6)


@dataclass
class Asked:
    """The files of a run, and the revenue of two years in fen."""

    files: dict[str, str] = field(default_factory=dict)
    revenue: tuple[int, int] | None = None


def asked_of(posted: Mapping[str, str], offered: list[Offered]) -> Asked:
    """What the form asks for; raises `MinshengError` when it asks for nothing or a figure cannot be read."""
    wanted: dict[str, dict[str, str]] = {}
    present: dict[str, dict[str, str]] = {}
    for one in offered:
        name = one.parameter.id
        now = _cell(posted, f"now.{name}")
        if now and not one.present:
            present[name] = {EVERYWHERE: now}
        values = {each.division: _cell(posted, f"to.{name}.{each.division}") for each in one.present}
        if not one.present:
            values = {EVERYWHERE: _cell(posted, f"to.{name}.{EVERYWHERE}")}
        if any(values.values()):
            kept = {each.division: each.value for each in one.present}
            wanted[name] = {division: value or kept[division] for division, value in values.items()}
    asked = Asked(revenue=_revenue(posted))
    rules = posted.get("rules", "").replace("\r\n", "\n").strip()
    if len(rules) > LONGEST_RULES:
        raise MinshengError(Fault("whatif.rules", _("改过的规则太长了")))
    for file, values_ in ((PARAMETERS, wanted), (PRESENT, present)):
        if values_:
            asked.files[file] = "".join(f"{name}: {_flow(given)}\n" for name, given in values_.items())
    if rules:
        asked.files[RULES] = (rules if _is_file(rules) else f"benefits:\n{rules}") + "\n"
    if not wanted and not rules:
        raise MinshengError(Fault("whatif.what", _("还没有改动：填一个数，或改一条规则")))
    return asked


def _cell(posted: Mapping[str, str], name: str) -> str:
    return posted.get(name, "").strip().replace(",", "").replace("，", "")[:LONGEST_VALUE]


def _flow(values: Mapping[str, str]) -> str:
    """Values by division as YAML on one line; quoted, so that whatever was typed stays a value."""
    shown = {
        code: value if value.replace(".", "", 1).isdecimal() else json.dumps(value) for code, value in values.items()
    }
    if list(shown) == [EVERYWHERE]:
        return shown[EVERYWHERE]
    return "{" + ", ".join(f"{code}: {value}" for code, value in shown.items()) + "}"


def _is_file(rules: str) -> bool:
    """Whether it is a whole file, and not only the rows of a list."""
    return any(line.startswith(("benefits:", "parameters:")) for line in rules.splitlines())


def _revenue(posted: Mapping[str, str]) -> tuple[int, int] | None:
    given = [_cell(posted, name) for name in ("before", "after")]
    if not any(given):
        return None
    found = []
    for text in given:
        try:
            yi = Decimal(text)
            fen = yi * _FEN_OF_YI
            if not (0 <= yi <= _MOST_REVENUE) or fen != int(fen):
                raise InvalidOperation
        except (InvalidOperation, ValueError):
            raise MinshengError(
                Fault("whatif.revenue", _("两年的可用财力都要填，单位亿元"), read=text or None)
            ) from None
        found.append(int(fen))
    return found[0], found[1]
