"""Open whatever the user gives as ways: a folder, an OSM extract, or a detour factor."""

from __future__ import annotations

from pathlib import Path

from minsheng.places.network.folder import read_network_folder
from minsheng.places.network.osm import read_osm
from minsheng.places.network.ways import Step, StraightLines, Streets, Ways
from minsheng.terms.errors import Fault, MinshengError

_OSM = (".pbf", ".osm", ".osm.gz", ".osm.bz2")
_EXPECTED = "含 nodes.csv 和 edges.csv 的文件夹，或 .osm.pbf 文件"


def open_ways(network: Path | None, *, detour: float | None = None, step: Step | None = None) -> Ways:
    """The ways to measure on: along the network, or straight lines times the detour factor; one of the two is given.

    Raises :class:`MinshengError` when both or none is given, or the network is not there or of no known kind.
    """
    if (network is None) == (detour is None):
        raise MinshengError(
            Fault("places.network.none", "要给出路网，或者绕行系数，只给一个", expected="--network 或 --detour")
        )
    if network is None:
        assert detour is not None
        return StraightLines(detour)
    if network.is_dir():
        return Streets(read_network_folder(network, step=step))
    if not network.exists():
        raise MinshengError(Fault("places.network.file", "没有这个路网", str(network), expected=_EXPECTED))
    if not network.name.lower().endswith(_OSM):
        raise MinshengError(Fault("places.network.file", "认不出这种路网文件", str(network), expected=_EXPECTED))
    return Streets(read_osm(network, step=step))
