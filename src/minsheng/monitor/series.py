"""One indicator under all the names it has in several plans, so that a figure of one is found from any."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Context, Decimal

from minsheng.monitor.observation import MOST_DIGITS
from minsheng.packs.matching import pairs
from minsheng.packs.model import Direction, Indicator, Pack

_EXACT = Context(prec=MOST_DIGITS)


@dataclass(frozen=True)
class Series:
    """Indicators a person confirmed to be the same one; most stand alone.

    ``key`` is the id of the first member in the order of the packs, whose name, unit and area are the series'.
    ``direction`` is the first that a member states. ``factors`` has, for each member, what its figures are multiplied
    with to be in ``unit``; None where the units do not allow it, and then its figures are not taken for the others.
    """

    key: str
    name: str
    unit: str
    area: str | None
    direction: Direction | None
    members: tuple[Indicator, ...]
    factors: tuple[Decimal | None, ...]

    def factor(self, indicator_id: str, into: str | None = None) -> Decimal | None:
        """What figures of a member are multiplied with to be in the unit of the series, or of the member ``into``."""
        ids = [one.id for one in self.members]
        own = self.factors[ids.index(indicator_id)]
        if into is None or into == indicator_id:
            return own if into is None else Decimal(1)
        other = self.factors[ids.index(into)]
        return None if own is None or other is None else own / other


def converted(value: Decimal, factor: Decimal) -> Decimal:
    """A figure in another unit, kept to the digits a double tells apart.

    >>> converted(Decimal("2.78"), Decimal("0.1"))
    Decimal('0.278')
    """
    return value if factor == 1 else _EXACT.multiply(value, factor)


def series_of(packs: Iterable[Pack]) -> Mapping[str, Series]:
    """The series of every indicator of the packs, by the indicator's id; confirmed matches join, nothing else does.

    Members come in the order of the packs, of a pack as written.
    """
    packs = tuple(packs)
    indicators = {one.id: one for pack in packs for one in pack.indicators}
    confirmed = [match for pack in packs for match in pack.matches if match.state == "confirmed"]
    inside = {member for match in confirmed for member in match.members if member in indicators}
    joined: dict[str, list[str]] = {indicator_id: [indicator_id] for indicator_id in indicators}
    factors: dict[tuple[str, str], Decimal | None] = {}
    for pair in pairs([one for one in indicators.values() if one.id in inside], confirmed):
        if pair.state != "confirmed" or pair.match is None:
            continue
        first, second = pair.first.id, pair.second.id
        factors[first, second] = pair.factor
        if joined[first] is not joined[second]:
            both = joined[first] + joined[second]
            for member in both:
                joined[member] = both
    order = {indicator_id: number for number, indicator_id in enumerate(indicators)}
    made: dict[int, Series] = {}
    for ids in joined.values():
        if id(ids) not in made:
            members = [indicators[each] for each in sorted(ids, key=order.__getitem__)]
            made[id(ids)] = _series(members, factors)
    return {indicator_id: made[id(joined[indicator_id])] for indicator_id in indicators}


def _series(members: list[Indicator], factors: Mapping[tuple[str, str], Decimal | None]) -> Series:
    head = members[0]
    found: dict[str, Decimal | None] = {head.id: Decimal(1)}
    # Pairs run from the earlier to the later; a member no pair joins to the head directly goes by way of another.
    for _ in members:
        for (first, second), factor in factors.items():
            if first in found and second not in found:
                known = found[first]
                found[second] = None if known is None or factor is None else known * factor
            elif second in found and first not in found:
                known = found[second]
                found[first] = None if known is None or not factor else known / factor
    direction = next((one.direction for one in members if one.direction is not None), None)
    area = next((one.area for one in members if one.area is not None), None)
    scale = tuple(found.get(one.id) for one in members)
    return Series(head.id, head.name, head.unit, area, direction, tuple(members), scale)
