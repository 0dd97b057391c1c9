"""A network to walk on from an OpenStreetMap extract (.osm.pbf), read with osmium.

What counts as walkable, after OSM's access tags (https://wiki.openstreetmap.org/wiki/Key:access and Key:foot): a way
whose ``highway`` is in :data:`WALKABLE`, or that says ``foot=yes``, ``designated`` or ``permissive`` and is no motorway
and not under construction; not when ``foot`` is ``no`` or ``private``, nor when ``access`` is and ``foot`` is silent,
nor an area, nor a motorroad. On foot one-way streets lead both ways; a way that says ``oneway:foot=yes`` does not.
Every node of a way is a node of the network; an edge is as long as the straight line between its ends.
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import osmium

from minsheng.places.network.earth import chords, geocentric
from minsheng.places.network.graph import Network, network_of
from minsheng.places.network.ways import Step
from minsheng.places.points import Floats, Truths, Whole
from minsheng.terms.errors import Fault, MinshengError

# fmt: off
WALKABLE = frozenset((
    "bridleway", "corridor", "crossing", "cycleway", "footway", "living_street", "path", "pedestrian", "primary",
    "primary_link", "residential", "road", "secondary", "secondary_link", "service", "steps", "tertiary",
    "tertiary_link", "track", "trunk", "trunk_link", "unclassified",
))
_NEVER = frozenset((
    "abandoned", "construction", "motorway", "motorway_link", "no", "planned", "proposed", "raceway", "razed",
))
# fmt: on
_YES = ("yes", "designated", "permissive")
_NO = ("no", "private")
_TOLD_EVERY = 100_000


def read_osm(file: Path, *, step: Step | None = None) -> Network:
    """Read the walkable ways of an extract.

    Raises :class:`MinshengError` when the file is no OSM extract or no way in it can be walked on.
    """
    try:
        starts, ends, both = _ways(file, step)
        ids, lon, lat = _nodes(file, np.unique(np.concatenate([starts, ends])), step)
    except (OSError, RuntimeError, ValueError) as error:
        fault = Fault("places.network.osm", "读不了这个路网文件", str(file), read=str(error)[:120], expected=".osm.pbf")
        raise MinshengError(fault) from None
    return _network(file, ids, lon, lat, starts, ends, both)


def walkable(tags: Mapping[str, str]) -> bool:
    """Whether people may walk on a way with these tags.

    >>> walkable({"highway": "residential"}), walkable({"highway": "residential", "foot": "no"})
    (True, False)
    """
    highway, foot, access = tags.get("highway", ""), tags.get("foot"), tags.get("access")
    if not highway or highway in _NEVER or tags.get("area") == "yes" or tags.get("motorroad") == "yes" or foot in _NO:
        return False
    return foot in _YES or (highway in WALKABLE and not (foot is None and access in _NO))


def _ways(file: Path, step: Step | None) -> tuple[Whole, Whole, Truths]:
    """The walkable edges: from, to (node ids), and whether one may walk back."""
    starts, ends, both = array("q"), array("q"), array("b")
    highways = osmium.FileProcessor(str(file), osmium.osm.WAY).with_filter(osmium.filter.KeyFilter("highway"))
    for count, way in enumerate(highways):
        _tell(step, "读取道路", count)
        if isinstance(way, osmium.osm.Way) and walkable({tag.k: tag.v for tag in way.tags}):
            refs = [node.ref for node in way.nodes]
            starts.extend(refs[:-1])
            ends.extend(refs[1:])
            both.extend([way.tags.get("oneway:foot") != "yes"] * (len(refs) - 1))
    return np.array(starts, dtype=np.int64), np.array(ends, dtype=np.int64), np.array(both, dtype=np.bool_)


def _nodes(file: Path, wanted: Whole, step: Step | None) -> tuple[Whole, Floats, Floats]:
    """Id, longitude and latitude of the wanted nodes that are in the file."""
    ids, lon, lat = array("q"), array("d"), array("d")
    found = osmium.FileProcessor(str(file), osmium.osm.NODE).with_filter(osmium.filter.IdFilter(wanted.tolist()))
    for count, node in enumerate(found):
        _tell(step, "读取路口", count)
        if isinstance(node, osmium.osm.Node):
            ids.append(node.id)
            lon.append(node.lon)
            lat.append(node.lat)
    return np.array(ids, dtype=np.int64), np.array(lon), np.array(lat)


def _tell(step: Step | None, said: str, count: int) -> None:
    if step is not None and count % _TOLD_EVERY == 0:
        step(said, count, 0)


def _network(file: Path, ids: Whole, lon: Floats, lat: Floats, starts: Whole, ends: Whole, both: Truths) -> Network:
    """Keep the nodes that ways use; ways to nodes that the extract cut off end before them."""
    order = np.argsort(ids)
    ids, lon, lat = ids[order], lon[order], lat[order]
    known = _among(ids, starts) & _among(ids, ends)
    if not known.any():
        raise MinshengError(
            Fault("places.network.osm", "路网文件里没有能步行的路", str(file), expected="带 highway 标签的路")
        )
    starts, ends = np.searchsorted(ids, starts[known]), np.searchsorted(ids, ends[known])
    used, renumbered = np.unique(np.concatenate([starts, ends]), return_inverse=True)
    starts, ends = np.split(renumbered, 2)
    lon, lat = lon[used], lat[used]
    at = geocentric(lon, lat)
    said = f"路网 {file.name}（OpenStreetMap，{len(used):,} 个点）"
    return network_of(lon, lat, starts, ends, chords(at[starts], at[ends]), both=both[known], said=said)


def _among(ids: Whole, wanted: Whole) -> Truths:
    """Which of the wanted ids are there; ``ids`` in order."""
    if not len(ids):
        return np.zeros(len(wanted), dtype=np.bool_)
    found: Truths = ids[np.minimum(np.searchsorted(ids, wanted), len(ids) - 1)] == wanted
    return found
