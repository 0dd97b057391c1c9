"""Minsheng: the network built, the nearest facility of every node, 2SFCA and E2SFCA."""

from __future__ import annotations

import numpy as np
from job import Job

from minsheng.places.balance import ENHANCED, TWO_STEP, balance
from minsheng.places.coverage import pace
from minsheng.places.joining import Placed
from minsheng.places.network.earth import along_curve
from minsheng.places.network.graph import network_of
from minsheng.places.network.search import nearest_nodes
from minsheng.places.network.ways import Joined, Streets
from minsheng.places.points import Facilities, People


def main() -> None:
    """Points stand exactly on nodes here, so nothing is joined; joining is measured with the command."""
    job = Job()
    city = job.city
    network = job.timed(
        "build",
        lambda: network_of(city["lon"], city["lat"], city["starts"], city["ends"], city["metres"], said="bench"),
    )
    order = along_curve(city["lon"], city["lat"])
    here = np.empty(len(order), dtype=np.int64)
    here[order] = np.arange(len(order))
    sources, none = here[city["facility"]], np.zeros(len(city["facility"]))
    metres, _ = job.timed("nearest", lambda: nearest_nodes(network, sources, none))

    def positions(nodes: np.ndarray) -> dict[str, object]:
        return {"ids": tuple(map(str, nodes.tolist())), "lon": city["lon"][nodes], "lat": city["lat"][nodes]}

    people = People(**positions(np.arange(len(order))), people=city["heads"])
    facilities = Facilities(**positions(city["facility"]), capacity=city["capacity"])

    # The others are given heads by node; ours gathers points by node in the first round, which the median leaves out.
    people_at, facilities_at = Joined(people, here, np.zeros(len(here))), Joined(facilities, sources, none)
    placed = Placed(Streets(network), people, facilities, people_at, facilities_at, 0)

    def supply(weights: tuple[float, ...]) -> np.ndarray:
        return balance(placed, minutes=job.limit / pace(4.8), weights=weights).supply

    job.answer(
        nearest=metres[here],
        supply=job.timed("2sfca", lambda: supply(TWO_STEP)),
        enhanced=job.timed("e2sfca", lambda: supply(ENHANCED)),
    )
    job.done()


main()
