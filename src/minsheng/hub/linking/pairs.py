"""A doubtful pair as a page shows it: both records masked, how each column compares, how likely in plain words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from minsheng.hub.linking.models import LinkDecision
from minsheng.hub.linking.runs import Run
from minsheng.hub.linking.services import Key, standing
from minsheng.register.matching.records import masked
from minsheng.terms.divisions import division_name

STATES = ("waiting", "aside", "same", "other", "settled")
"""Where a pair stands; ``settled`` is one that another decision answered."""
_SHOWN = (
    ("identity", N_("身份证号")),
    ("name", N_("姓名")),
    ("sex", N_("性别")),
    ("birth_date", N_("出生日期")),
    ("division", N_("区划")),
    ("phone", N_("电话")),
)
_LEVELS = (
    N_("相同"),
    N_("差一个字"),
    N_("差一个数字"),
    N_("差两个数字"),
    N_("不同"),
    N_("未填"),
)
_SEXES = {"male": N_("男"), "female": N_("女")}


@dataclass(frozen=True)
class Line:
    """One column of both records; ``kind`` is ``same``, ``near``, ``differs`` or ``unknown``."""

    label: str
    left: str
    right: str
    kind: str
    said: str


@dataclass(frozen=True)
class Pair:
    """A pair with its number in the run, and what stands of it."""

    number: int
    told: dict[str, Any]
    decision: LinkDecision | None
    rivals: tuple[int, ...]

    @property
    def key(self) -> Key:
        """The two records' own identifiers."""
        return self.told["left"], self.told["right"]

    @property
    def version(self) -> int:
        """How often it was decided."""
        return self.decision.version if self.decision else 0

    @property
    def state(self) -> str:
        """One of `STATES`."""
        if self.decision is not None and self.decision.same is not None:
            return "same" if self.decision.same else "other"
        if not self.told["open"]:
            return "settled"
        return "aside" if self.decision is not None else "waiting"

    @property
    def likely(self) -> str:
        """How likely, in words."""
        if self.told["agreement"].get("identity"):
            return _("身份证号相同，但别的对不上，或这个号码不止一条记录在用")
        share = self.told["probability"]
        if len(self.rivals) and share >= 0.99:
            return _("很像，但其中一条记录还像别的记录，只能有一对是同一人")
        word = _("很可能是同一人") if share >= 0.9 else _("可能是同一人") if share >= 0.7 else _("说不准，一半对一半")
        return _("%(word)s：这样的记录每 100 对里约有 %(num)s 对是") % {"word": word, "num": int(100 * share)}

    @property
    def lines(self) -> list[Line]:
        """The columns that at least one list has."""
        left, right = self.told["cells"]
        found = []
        for name, label in _SHOWN:
            if left.get(name) is not None or right.get(name) is not None:
                kind, said = self._compared(name, left.get(name), right.get(name))
                found.append(Line(_(label), shown(name, left.get(name)), shown(name, right.get(name)), kind, _(said)))
        return found

    def _compared(self, name: str, one: str | None, other: str | None) -> tuple[str, str]:
        if one is None or other is None:
            return "unknown", "未填"
        if one == other:
            return "same", "相同"
        said = self.told["agreement"].get(name) or "不同"
        return ("near", said) if said.startswith("差") else ("differs", "不同")

    @property
    def title(self) -> str:
        """What a list of pairs calls it."""
        left, right = self.told["cells"]
        return f"{shown('name', left.get('name')) or '—'} ↔ {shown('name', right.get('name')) or '—'}"

    @property
    def ids(self) -> tuple[str, str]:
        """The departments' own identifiers, masked."""
        return masked_id(self.key[0]), masked_id(self.key[1])

    @property
    def differences(self) -> str:
        """What is not the same, in a line."""
        return _("，").join(f"{line.label}{line.said}" for line in self.lines if line.kind in ("near", "differs"))


def shown(name: str, value: str | None) -> str:
    """A cell as the page shows it, masked."""
    if name == "sex" and value in _SEXES:
        return _(_SEXES[value])
    if name == "division" and value is not None:
        return " ".join(part for part in (division_name(value[:6]), value) if part)
    return masked(name, value)


def masked_id(identifier: str) -> str:
    """An identifier with all but its last four characters hidden.

    >>> masked_id("330106195905010027"), masked_id("M00017"), masked_id("M17")
    ('**************0027', '**0017', 'M17')
    """
    return "*" * (len(identifier) - 4) + identifier[-4:]


def pairs_of(run: Run) -> list[Pair]:
    """Every pair of a run, numbered from 1."""
    now = standing(run.row)
    by_record: dict[tuple[str, str], list[int]] = {}
    for number, told in enumerate(run.pairs, 1):
        for side in ("left", "right"):
            by_record.setdefault((side, told[side]), []).append(number)
    found = []
    for number, told in enumerate(run.pairs, 1):
        near = {one for side in ("left", "right") for one in by_record[side, told[side]]} - {number}
        found.append(Pair(number, told, now.get((told["left"], told["right"])), tuple(sorted(near))))
    return found


def counts(pairs: Sequence[Pair]) -> Counter[str]:
    """How many pairs stand where."""
    return Counter(pair.state for pair in pairs)


def next_waiting(pairs: Sequence[Pair], after: int) -> Pair | None:
    """The next pair nobody has decided, after this one if there is one; those put aside come only from the list."""
    waiting = [pair for pair in pairs if pair.state == "waiting"]
    return next((pair for pair in waiting if pair.number > after), None) or next(iter(waiting), None)
