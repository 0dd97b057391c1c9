"""The demonstration city in memory, made in seconds and the same for the same seed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from minsheng.places.demo.facilities import Facility, facilities_of
from minsheng.places.demo.residents import Residents, residents_of
from minsheng.places.demo.settlements import Ground, ground_of
from minsheng.places.demo.streets import StreetNet, streets_of
from minsheng.register.synthetic.margins import Margins, margins_of

Step: TypeAlias = Callable[[str, int, int], None]

CITY = "330100"
NODES = 80_000


@dataclass(frozen=True, eq=False)
class DemoCity:
    """A demonstration city in memory."""

    margins: Margins
    seed: int
    ground: Ground
    net: StreetNet
    residents: Residents
    facilities: tuple[Facility, ...]


def make_demo_city(division: str = CITY, *, seed: int = 0, nodes: int = NODES, step: Step | None = None) -> DemoCity:
    """Make up a city inside the boundaries of a real one: about ``nodes`` crossings, people as published in 2020.

    Raises MinshengError when no census is at hand for the division. The same division, seed and number of crossings
    give the same city.
    """
    told = step or _silent
    margins = margins_of(division)
    streams = [np.random.default_rng(one) for one in np.random.SeedSequence(seed).spawn(4)]
    told("定乡镇街道", 0, 4)
    ground = ground_of(margins, streams[0])
    told("铺街道", 1, 4)
    net = streets_of(ground, nodes, streams[1])
    told("安居民", 2, 4)
    residents = residents_of(ground, net, margins, streams[2])
    told("设设施", 3, 4)
    facilities = facilities_of(ground, residents, streams[3])
    told("完成", 4, 4)
    return DemoCity(margins, seed, ground, net, residents, facilities)


def _silent(what: str, done: int, total: int) -> None:
    """No one is told."""
