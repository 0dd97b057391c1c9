"""Realisation degree (实现度): of each indicator, of a service area, and in all.

An indicator's is that of its target (`minsheng.monitor.realisation`); a service area's is the weighted mean of its
indicators', the total's that of the areas'. What has no figure is left out, and the degree with it counted as not
reached at all and as fully reached stands beside. What people say of a service (满意度) is kept apart: it measures
something else, and would hide what is not there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from minsheng.monitor.book import Book
from minsheng.monitor.equity.chosen import by_indicator, chosen, is_satisfaction
from minsheng.monitor.equity.part import Part, combined
from minsheng.monitor.equity.weights import Weights, weights_of
from minsheng.monitor.population import population
from minsheng.monitor.state import Status, statuses_of
from minsheng.monitor.store import plain
from minsheng.monitor.target import Target
from minsheng.packs import family
from minsheng.terms.divisions import division_name
from minsheng.terms.periods import Period

NO_AREA = "none"
NO_AREA_NAME = "未归入领域"
_ALIKE = "有的地方人口不详，各按一份计"


@dataclass(frozen=True)
class Realised:
    """The realisation degree of a division.

    ``total`` opens into service areas, indicators, and for each its figures and its target. ``satisfaction`` are
    degrees that stay apart; ``words`` are targets no figure can be held against, each with the reason.
    """

    division: str
    total: Part
    satisfaction: tuple[Part, ...]
    words: tuple[Part, ...]

    @property
    def areas(self) -> tuple[Part, ...]:
        """The parts of the service areas."""
        return self.total.parts

    @property
    def indicators(self) -> Mapping[str, Part]:
        """The parts of the indicators that count, by id."""
        return {one.key: one for area in self.areas for one in area.parts}

    def as_json(self, *, deep: bool = True) -> dict[str, Any]:
        """The degrees for JSON; without ``deep`` down to the service areas only."""
        told = self.total.as_json(deep=deep)
        if not deep:
            told["parts"] = [one.as_json(deep=False) for one in self.areas]
        satisfaction = [one.as_json(deep=deep) for one in self.satisfaction]
        words = [one.as_json(deep=False) for one in self.words]
        return {"division": self.division, "total": told, "satisfaction": satisfaction, "words": words}


def realised(book: Book, at: Period, *, source: str | None = None) -> Realised:
    """The realisation degree of the pack's own division at a time; ``source`` is as for `chosen`."""
    home = book.pack.about.division
    return realised_in(book, at, (home,), chosen(book, at, source))[home]


def realised_in(
    book: Book,
    at: Period,
    divisions: Sequence[str],
    targets: Sequence[Target],
    *,
    known: Mapping[tuple[int, str], Status] | None = None,
) -> dict[str, Realised]:
    """The realisation degree of each division by these targets.

    Below the pack's own division the targets of the whole (a number of beds in the city) are left out: they were never
    divided. ``known`` has states worked out before, by the target's `id` and the division.
    """
    found = by_indicator(targets)
    home = book.pack.about.division
    asked = {place: {key: _asked(of, place, home) for key, of in found.items()} for place in divisions}
    pairs = [pair for one in asked.values() for some in one.values() for pair in some]
    told = dict(known or {})
    pairs = [(target, place) for target, place in pairs if (id(target), place) not in told]
    told |= zip(((id(target), place) for target, place in pairs), statuses_of(book, pairs, at), strict=True)
    weights = weights_of(book.pack, book.packs)
    made = {}
    for place, of in asked.items():
        parts = {
            key: _indicator(book, at, place, [told[id(target), where] for target, where in some], weights)
            for key, some in of.items()
            if some
        }
        made[place] = _realised(book, place, found, parts, weights)
    return made


def _asked(targets: Sequence[Target], place: str, home: str) -> list[tuple[Target, str]]:
    """Of one indicator's targets those that hold at a place; of the whole, when it has none of its own, the parts'."""
    own = [one for one in targets if one.division == place]
    if own or place != home:
        return [(one, place) for one in own or [one for one in targets if one.division == home and not one.whole]][:1]
    return [(one, one.division) for one in targets]


def _realised(
    book: Book, place: str, found: Mapping[str, Sequence[Target]], parts: Mapping[str, Part], weights: Weights
) -> Realised:
    areas: dict[str, list[Part]] = {}
    satisfaction, words = [], []
    for key, part in parts.items():
        indicator = found[key][0].indicator
        if all(target.aim is None and target.kind != "keep" for target in found[key]):
            words.append(part)
        elif is_satisfaction(indicator.name):
            satisfaction.append(part)
        else:
            areas.setdefault(indicator.area or NO_AREA, []).append(part)
    total = combined("总实现度", _areas(book, areas, weights), key="total")
    return Realised(place, total, tuple(satisfaction), tuple(words))


def _areas(book: Book, found: Mapping[str, list[Part]], weights: Weights) -> list[Part]:
    """A part for each service area that has indicators, in the order of the frame."""
    names = {key: area.name for key, area in family.areas(book.pack, book.packs).items()}
    made = []
    for key in [*(key for key in names if key in found), *(key for key in found if key not in names)]:
        weight, said = weights.of(key)
        label = names.get(key, NO_AREA_NAME if key == NO_AREA else key)
        made.append(combined(label, found[key], key=key, weight=weight, weight_said=said))
    return made


def _indicator(book: Book, at: Period, place: str, statuses: Sequence[Status], weights: Weights) -> Part:
    """The part of one indicator at a place, from its own status or from those of the divisions it was promised to."""
    first = statuses[0]
    weight, said = weights.of(first.indicator)
    if len(statuses) == 1 and first.division == place:
        return _leaf(first, weight, said)
    people = [population(one.division, at.last_year, book) for one in statuses]
    # Beside millions a place of unknown size cannot count as one.
    known = [one for one in people if one is not None] if None not in people else []
    shares = [(one.people, f"人口：{one.source}") for one in known] or [(1.0, _ALIKE)] * len(statuses)
    parts = [
        _leaf(one, *share, label=division_name(one.division) or one.division)
        for one, share in zip(statuses, shares, strict=True)
    ]
    whole = combined(first.name, parts, key=first.indicator, weight=weight, weight_said=said)
    return replace(whole, citation=first.source)


def _leaf(status: Status, weight: float, said: str, *, label: str | None = None) -> Part:
    """A status as a part: the degree, with the figures it rests on and the target they are held against."""
    known = status.degree is not None
    figures = [
        Part(
            str(row.period),
            float(row.value),
            observation=row,
            citation=status.source,
            unit=status.unit,
            note=row.source,
        )
        for row in status.figures
    ]
    text = f"目标（{status.year}年）：{status.target_text}{status.unit}"
    goal = Part(text, _goal(status), 0.0, citation=status.source, unit=status.unit)
    return Part(
        label or status.name,
        status.degree,
        weight,
        (*figures, goal),
        citation=status.source,
        note=_note(status),
        key=status.indicator,
        weight_said=said,
        covered=1.0 if known else 0.0,
        low=status.degree if known else 0.0,
        high=status.degree if known else 100.0,
    )


def _goal(status: Status) -> float | None:
    return None if status.target.value is None else float(status.target.value)


def _note(status: Status) -> str:
    if status.value is None or status.period is None:
        return status.because or "没有数"
    return f"{status.period}：{plain(status.value)}{status.unit}"


def satisfied(parts: Iterable[Part]) -> Part | None:
    """The plain mean of the satisfaction degrees, for a line of its own; None when there is none."""
    kept = tuple(parts)
    return combined("满意度", kept, key="satisfaction") if kept else None
