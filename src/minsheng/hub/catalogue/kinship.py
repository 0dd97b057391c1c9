"""Which promises are alike: by shared neighbouring characters of their names."""

from __future__ import annotations

from collections.abc import Iterable

from minsheng.hub.catalogue.search import fold
from minsheng.hub.catalogue.store import Catalogue
from minsheng.packs.model import Indicator, ServiceItem

ALIKE = 0.5
"""Likeness from which two items count as similar."""


def pairs(text: str) -> frozenset[str]:
    """Neighbouring characters of a name.

    >>> sorted(pairs("护理补贴"))
    ['护理', '理补', '补贴']
    """
    plain = fold(text)
    return frozenset(plain[at : at + 2] for at in range(len(plain) - 1)) or frozenset((plain,))


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Dice coefficient of two sets: 2|A∩B| / (|A|+|B|), from 0 to 1.

    >>> likeness(pairs("残疾人护理补贴"), pairs("重度残疾人护理补贴"))
    0.8571428571428571
    """
    return 2 * len(one & other) / (len(one) + len(other))


def similar_items(
    catalogue: Catalogue, pack: str, item: ServiceItem, *, most: int = 6
) -> list[tuple[str, ServiceItem]]:
    """Items of other packs that promise the same or something alike, the most alike first, with their packs."""
    own = pairs(item.name)
    found = [
        (1.0 if other.id == item.id else likeness(own, pairs(other.name)), where, other)
        for (where, _), other in catalogue.items.items()
        if where != pack and other.area == item.area
    ]
    found.sort(key=lambda each: -each[0])
    return [(where, other) for degree, where, other in found[:most] if degree >= ALIKE]


def related_indicators(
    catalogue: Catalogue, pack: str, item: ServiceItem, *, most: int = 5
) -> list[tuple[str, Indicator]]:
    """Indicators of the same pack whose names share the most with what the item is called, with their pack."""
    own = pairs(item.name)
    found: list[tuple[int, Indicator]] = []
    for (where, _), other in catalogue.indicators.items():
        if where == pack and (other.area is None or other.area == item.area):
            shared = len(own & pairs(other.name))
            if shared >= 2:
                found.append((shared, other))
    found.sort(key=lambda each: -each[0])
    return [(pack, other) for _, other in _once(found)[:most]]


def related_items(
    catalogue: Catalogue, pack: str, indicator: Indicator, *, most: int = 5
) -> list[tuple[str, ServiceItem]]:
    """Items of the same pack whose names share the most with what the indicator is called, with their pack."""
    own = pairs(indicator.name)
    found = [
        (shared, item)
        for (where, _), item in catalogue.items.items()
        if where == pack
        and (indicator.area is None or indicator.area == item.area)
        and (shared := len(own & pairs(item.name))) >= 2
    ]
    found.sort(key=lambda each: -each[0])
    return [(pack, item) for _, item in found[:most]]


def _once(found: Iterable[tuple[int, Indicator]]) -> list[tuple[int, Indicator]]:
    names: set[str] = set()
    kept = []
    for shared, indicator in found:
        if indicator.name not in names:
            names.add(indicator.name)
            kept.append((shared, indicator))
    return kept
