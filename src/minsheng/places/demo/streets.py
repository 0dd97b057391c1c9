"""Streets of the demonstration city: a grid in every settlement, roads between neighbours, bridges over the river."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import KDTree

from minsheng.places.demo.settlements import Ground
from minsheng.places.points import Floats, Truths, Whole

Edges: TypeAlias = Whole
"""(m, 2): the rows of both ends."""

_RURAL_COARSER = 2.0
_BLOCKS_LEFT_OUT, _STREETS_LEFT_OUT = 0.05, 0.06
_JITTER = 0.12
_ROAD_STEP = 300.0
_WINDING = 40.0


@dataclass(frozen=True, eq=False)
class StreetNet:
    """Crossings: ``xy`` (n, 2) metres, ``settlement`` of each (n; -1 on a road between), ``edges`` (m, 2)."""

    xy: Floats
    settlement: Whole
    edges: Edges


def streets_of(ground: Ground, nodes: int, stream: np.random.Generator) -> StreetNet:
    """About so many crossings in all, connected."""
    spacing = _spacing(ground, nodes)
    patches = [_patch(ground, at, spacing, stream) for at in range(len(ground.settlements))]
    xy = np.concatenate([one.xy for one in patches])
    settlement = np.concatenate([one.settlement for one in patches])
    starts = np.cumsum([0, *(len(one.xy) for one in patches)])
    inner = np.concatenate([one.edges + start for one, start in zip(patches, starts, strict=False)])
    seams = _seams(ground, xy, settlement, spacing)
    net = StreetNet(xy, settlement, np.concatenate([inner, seams]))
    whole = _with_roads(ground, net, stream)
    return _kept(whole, _largest_part(whole.xy, whole.edges))


def _spacing(ground: Ground, nodes: int) -> float:
    """Metres between the streets of a town, so that all settlements together have about so many crossings."""
    area = sum(np.pi * one.radius**2 / (1 if one.urban else _RURAL_COARSER**2) for one in ground.settlements)
    return float(np.sqrt(area / nodes))


def _patch(ground: Ground, at: int, spacing: float, stream: np.random.Generator) -> StreetNet:
    """The grid of one settlement, turned and jittered, where no other settlement is nearer, off the water."""
    here = ground.settlements[at]
    step = spacing * (1 if here.urban else _RURAL_COARSER)
    many = int(np.ceil(here.radius * 1.25 / step))
    across = np.arange(-many, many + 1)
    columns, rows = (one.ravel() for one in np.meshgrid(across, across))
    angle = stream.uniform(0, np.pi / 2)
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    xy = np.column_stack([columns, rows]) * step @ turn + stream.normal(0, _JITTER * step, (len(rows), 2))
    xy += (here.x, here.y)
    keep = (stream.random(len(xy)) >= _BLOCKS_LEFT_OUT) & _own(ground, at, xy)
    keep |= (columns == 0) & (rows == 0)
    number = np.full((2 * many + 1, 2 * many + 1), -1, np.int64)
    number[rows[keep] + many, columns[keep] + many] = np.arange(int(keep.sum()))
    pairs = [(number[:, :-1], number[:, 1:]), (number[:-1], number[1:])]
    edges = np.concatenate([np.column_stack([one.ravel(), other.ravel()]) for one, other in pairs])
    edges = edges[(edges >= 0).all(axis=1)]
    edges = edges[stream.random(len(edges)) >= _STREETS_LEFT_OUT]
    patch = StreetNet(xy[keep], np.full(int(keep.sum()), at, np.int64), edges)
    return _kept(patch, _largest_part(patch.xy, patch.edges))


def _own(ground: Ground, at: int, xy: Floats) -> Truths:
    """Which crossings belong to this settlement: within reach, in its district, nearest to it, on land."""
    here = ground.settlements[at]
    far = np.hypot(xy[:, 0] - here.x, xy[:, 1] - here.y)
    keep = far <= here.radius * 1.25
    for other, one in enumerate(ground.settlements):
        gap = np.hypot(one.x - here.x, one.y - here.y)
        if other != at and gap < 1.25 * (here.radius + one.radius):
            # Larger places reach further: distances count in radii.
            keep &= far / here.radius <= np.hypot(xy[:, 0] - one.x, xy[:, 1] - one.y) / one.radius
    shape = ground.shapes[here.district]
    shapely.prepare(shape)
    found: Truths = keep & shapely.contains_xy(shape, xy) & ~shapely.contains_xy(ground.water, xy)
    return found


def _seams(ground: Ground, xy: Floats, settlement: Whole, spacing: float) -> Edges:
    """Streets from the edge of one settlement to the next where they touch, not over water."""
    tree = KDTree(xy)
    far, near = tree.query(xy, k=6, distance_upper_bound=spacing * 1.4)
    there = np.isfinite(far) & (settlement[np.minimum(near, len(xy) - 1)] != settlement[:, None])
    first = np.argmax(there, axis=1)
    rows = np.flatnonzero(there.any(axis=1))
    edges: Edges = np.unique(np.sort(np.column_stack([rows, near[rows, first[rows]]]), axis=1), axis=0)
    lines = shapely.linestrings(xy[edges])
    dry: Truths = ~shapely.intersects(lines, ground.water)
    return edges[dry]


def _with_roads(ground: Ground, net: StreetNet, stream: np.random.Generator) -> StreetNet:
    """The net with a road between each pair of neighbours that have no street in common."""
    joined = {(int(a), int(b)) for a, b in np.sort(net.settlement[net.edges], axis=1).tolist() if a != b}
    centres = np.array([(one.x, one.y) for one in ground.settlements])
    begins = np.searchsorted(net.settlement, np.arange(len(centres) + 1))
    xy, edges, count = [net.xy], [net.edges], len(net.xy)
    for one, other in neighbours(centres):
        if (one, other) in joined or begins[one] == begins[one + 1] or begins[other] == begins[other + 1]:
            continue
        start = _nearest(net.xy, begins, one, centres[other])
        end = _nearest(net.xy, begins, other, net.xy[start])
        line = _road(net.xy[start], net.xy[end], stream)
        chain = np.array([start, *range(count, count + len(line)), end])
        xy.append(line)
        edges.append(np.column_stack([chain[:-1], chain[1:]]))
        count += len(line)
    between = np.full(count - len(net.xy), -1, np.int64)
    return StreetNet(np.concatenate(xy), np.concatenate([net.settlement, between]), np.concatenate(edges))


def _nearest(xy: Floats, begins: Whole, settlement: int, to: Floats) -> int:
    begin, end = int(begins[settlement]), int(begins[settlement + 1])
    return begin + int(np.argmin(((xy[begin:end] - to) ** 2).sum(axis=1)))


def _road(start: Floats, end: Floats, stream: np.random.Generator) -> Floats:
    """The crossings along a road, without its ends, winding a little."""
    steps = int(np.hypot(*(end - start)) // _ROAD_STEP)
    along = np.arange(1, steps + 1)[:, None] / (steps + 1)
    return start + (end - start) * along + stream.normal(0, _WINDING, (steps, 2))


def neighbours(spots: Floats) -> list[tuple[int, int]]:
    """The relative neighbourhood graph of places (n, 2): pairs with no third place nearer to both (Toussaint 1980).

    >>> neighbours(np.array([[0.0, 0.0], [1.0, 0.0], [2.0, 0.0]]))
    [(0, 1), (1, 2)]
    """
    gaps = np.hypot(*(spots[:, None] - spots[None]).transpose(2, 0, 1))
    found = []
    for one in range(len(spots)):
        for other in range(one + 1, len(spots)):
            if not (np.maximum(gaps[one], gaps[other]) < gaps[one, other]).any():
                found.append((one, other))
    return found


def _largest_part(xy: Floats, edges: Edges) -> Truths:
    """Which crossings (n) lie in the largest connected part: what blocks and streets left out have cut off does not."""
    ones = np.ones(len(edges), np.int8)
    graph = coo_array((ones, (edges[:, 0], edges[:, 1])), (len(xy), len(xy)))
    _, part = connected_components(graph, directed=False)
    found: Truths = part == np.argmax(np.bincount(part))
    return found


def _kept(net: StreetNet, keep: Truths) -> StreetNet:
    number = np.cumsum(keep) - 1
    return StreetNet(net.xy[keep], net.settlement[keep], number[net.edges[keep[net.edges].all(axis=1)]])
