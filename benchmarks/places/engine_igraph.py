"""igraph: the nearest from a hub joined to every facility by ways of no length; whole searches for catchments."""

from __future__ import annotations

import igraph
import numpy as np
from job import Job

SAMPLE = 3


def main() -> None:
    """It has no search with a limit in metres, so catchments take whole searches; few are run, the rest reckoned."""
    job = Job()
    city = job.city
    nodes, facility = len(city["lon"]), city["facility"]

    def build() -> igraph.Graph:
        hub = np.stack([np.full(len(facility), nodes), facility], axis=1)
        edges = np.concatenate([np.stack([city["starts"], city["ends"]], axis=1), hub])
        graph = igraph.Graph(nodes + 1, edges.tolist())
        graph.es["metres"] = np.concatenate([city["metres"], np.zeros(len(facility))]).tolist()
        return graph

    graph = job.timed("build", build, rounds=1)
    hub = nodes

    def nearest() -> np.ndarray:
        return np.array(graph.distances(source=[hub], weights="metres")[0])[:nodes]

    job.answer(nearest=job.timed("nearest", nearest))
    # The hub would be a short cut between facilities.
    graph.delete_vertices([hub])

    def supply(sources: np.ndarray) -> np.ndarray:
        got = np.zeros(nodes)
        for source, offered in zip(sources.tolist(), city["capacity"], strict=False):
            row = np.array(graph.distances(source=[source], weights="metres")[0])
            inside = np.flatnonzero(row <= job.limit)
            wanted = city["heads"][inside].sum()
            if wanted:
                got[inside] += offered / wanted
        return got

    some = facility if nodes < 100_000 else facility[:SAMPLE]
    got = job.timed("2sfca", lambda: supply(some), rounds=1, part=len(some) / len(facility))
    if len(some) == len(facility):
        job.answer(supply=got)
    job.done()


main()
