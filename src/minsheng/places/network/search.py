"""The three searches: who is nearest, who is within so many metres, and how far it is between all of few."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from minsheng.places.network.graph import Network
from minsheng.places.points import Floats, Whole

# The scratch of a bounded search, in (facility, node) pairs: more facilities at once share each step's fixed cost,
# fewer keep it in the processor's cache. 1,000 facilities on a million nodes: 100 ms with 8 million, 240 with 32.
_SCRATCH = 1 << 23
_MOST_AT_ONCE = 512


@dataclass(frozen=True, eq=False)
class Ball:
    """What lies within the limit of some sources: pairs of source (its place in the question), node, and metres."""

    source: Whole
    node: Whole
    metres: Floats


def nearest_nodes(network: Network, nodes: Whole, extra: Floats) -> tuple[Floats, npt.NDArray[np.int32]]:
    """For every node of the network the metres to its nearest source, and which (-1 and inf where there is no way).

    ``nodes`` (k) are the sources' nodes, ``extra`` (k) metres from there to the source itself. One Dijkstra search from
    all sources at once (Dijkstra 1959), against the direction of one-ways. Of sources equally far, always the same one.
    """
    graph, count = network.backward, len(network)
    if not len(nodes):
        return np.full(count, np.inf), np.full(count, -1, dtype=np.int32)
    # A source of its own for each facility, with its extra metres as a one-way into the network.
    first = np.concatenate([graph.indptr, graph.indptr[-1] + np.arange(1, len(nodes) + 1, dtype=np.int32)])
    ends = np.concatenate([graph.indices, nodes.astype(np.int32)])
    whole = csr_matrix((np.concatenate([graph.data, extra]), ends, first), shape=(count + len(nodes),) * 2, copy=False)
    sources = np.arange(count, count + len(nodes))
    metres, _, source = dijkstra(whole, directed=True, indices=sources, min_only=True, return_predecessors=True)
    return metres[:count], np.where(source[:count] < 0, np.int32(-1), source[:count] - np.int32(count))


def balls(network: Network, nodes: Whole, extra: Floats, limit: float) -> Iterator[Ball]:
    """The nodes from which a source is within ``limit`` metres, some sources at a time, each wholly in one `Ball`.

    The kernel of catchments: a label-correcting search over (source, node) pairs (Bellman 1958, Ford 1956), a step for
    all sources at once in whole arrays. A row of SciPy's `dijkstra` clears and returns every node of the city for each
    source; this touches those within the limit only. The sums are taken in the order of the way, as Dijkstra takes
    them, so both give the same float.
    """
    close = np.flatnonzero(extra <= limit)
    if not len(close):
        return
    search = _Search(network, limit, most=len(close))
    # Sources that are neighbours in memory share what the processor has at hand.
    close = close[np.argsort(nodes[close], kind="stable")]
    for low in range(0, len(close), search.at_once):
        sources = close[low : low + search.at_once]
        slot, node, metres = search.run(nodes[sources], extra[sources])
        yield Ball(sources[slot], node, metres)


class _Search:
    """A bounded search with its scratch: metres by (slot, node), infinite where nothing was found yet."""

    def __init__(self, network: Network, limit: float, *, most: int) -> None:
        graph = network.backward
        self._first, self._count = graph.indptr[:-1].astype(np.int64), np.diff(graph.indptr).astype(np.int64)
        self._ends, self._metres = graph.indices, graph.data
        self._nodes, self._limit = len(network), limit
        self.at_once = min(most, int(np.clip(_SCRATCH // self._nodes, 4, _MOST_AT_ONCE)))
        self._found = np.full(self.at_once * self._nodes, np.inf)
        self._last = np.zeros(self.at_once * self._nodes, dtype=np.int32)

    def run(self, nodes: Whole, extra: Floats) -> tuple[Whole, Whole, Floats]:
        """Slot, node and metres of all that is within the limit of these sources; leaves the scratch clear."""
        base = np.arange(len(nodes), dtype=np.int64) * self._nodes
        node, metres = nodes.astype(np.int64), extra
        self._found[base + node] = metres
        touched = [base + node]
        while len(key := self._step(base, node, metres)):
            touched.append(key)
            metres = self._found[key]
            base = key // self._nodes * self._nodes
            node = key - base
        every = self._once(np.concatenate(touched))
        metres = self._found[every]
        self._found[every] = np.inf
        slot = every // self._nodes
        return slot, every - slot * self._nodes, metres

    def _step(self, base: Whole, node: Whole, metres: Floats) -> Whole:
        """Go one edge on from every pair of the front; the pairs that came nearer, each once."""
        count = self._count[node]
        last = np.cumsum(count)
        edge = np.repeat(self._first[node] - last + count, count)
        edge += np.arange(len(edge))
        further = np.repeat(metres, count)
        further += self._metres[edge]
        key = np.repeat(base, count)
        key += self._ends[edge]
        better = np.flatnonzero((further < self._found[key]) & (further <= self._limit))
        key = key[better]
        np.minimum.at(self._found, key, further[better])
        return self._once(key)

    def _once(self, key: Whole) -> Whole:
        """The keys, each once, without sorting: of equals the last one written is the one that stays."""
        places = np.arange(len(key), dtype=np.int32)
        self._last[key] = places
        once: Whole = key[self._last[key] == places]
        return once


def rows(network: Network, nodes: Whole, extra: Floats, wanted: Whole) -> Floats:
    """Metres from the ``wanted`` nodes (m) to each source (k), as (k, m), inf where there is no way.

    Whole searches, one for each source, for questions without a limit and with few sources (siting).
    """
    told = np.empty((len(nodes), len(wanted)))
    for at, node in enumerate(nodes.tolist()):
        told[at] = dijkstra(network.backward, directed=True, indices=node)[wanted] + extra[at]
    return told
