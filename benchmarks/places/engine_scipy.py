"""Bare SciPy: one `min_only` pass for the nearest; a dense row of `dijkstra` for each facility's catchment."""

from __future__ import annotations

import numpy as np
from job import Job
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

SAMPLE = 10


def main() -> None:
    """The others are compared with its answers; `access` is given the catchments it found."""
    job = Job()
    city = job.city
    nodes, facility, capacity, heads = len(city["lon"]), city["facility"], city["capacity"], city["heads"]

    def build() -> csr_matrix:
        starts, ends = city["starts"], city["ends"]
        both = np.concatenate([starts, ends]), np.concatenate([ends, starts])
        return csr_matrix((np.tile(city["metres"], 2), both), shape=(nodes, nodes))

    graph = job.timed("build", build)
    job.answer(nearest=job.timed("nearest", lambda: dijkstra(graph, indices=facility, min_only=True)))
    job.timed("nearest and which", lambda: dijkstra(graph, indices=facility, min_only=True, return_predecessors=True))
    limit = job.limit

    def supply(sources: np.ndarray, steps: tuple[float, ...], most: float) -> np.ndarray:
        got = np.zeros(nodes)
        for source, offered in zip(sources.tolist(), capacity, strict=False):
            row = dijkstra(graph, indices=source, limit=most)
            inside = np.flatnonzero(row <= limit)
            weight = np.array(steps)[np.searchsorted(limit * np.arange(1, len(steps)) / len(steps), row[inside])]
            wanted = float(heads[inside] @ weight)
            if wanted:
                got[inside] += offered / wanted * weight
        return got

    job.answer(
        supply=job.timed("2sfca", lambda: supply(facility, (1.0,), limit), rounds=1),
        enhanced=job.timed("e2sfca", lambda: supply(facility, (1.0, 0.68, 0.22), limit), rounds=1),
    )
    some = facility[:SAMPLE]
    job.timed(
        "2sfca without SciPy's limit", lambda: supply(some, (1.0,), np.inf), rounds=1, part=len(some) / len(facility)
    )
    inside = [_inside(graph, source, limit) for source in facility.tolist()]
    job.answer(
        pair_facility=np.repeat(np.arange(len(facility)), [len(nodes) for nodes, _ in inside]),
        pair_node=np.concatenate([nodes for nodes, _ in inside]),
        pair_metres=np.concatenate([metres for _, metres in inside]),
    )
    job.done()


def _inside(graph: csr_matrix, source: int, limit: float) -> tuple[np.ndarray, np.ndarray]:
    row = dijkstra(graph, indices=source, limit=limit)
    inside = np.flatnonzero(row <= limit)
    return inside, row[inside]


main()
