from __future__ import annotations

from pathlib import Path

import pytest

from minsheng.places.network.open import open_ways
from minsheng.places.network.osm import read_osm, walkable
from minsheng.places.network.ways import StraightLines, Streets
from minsheng.terms.errors import MinshengError


def _way(number: int, nodes: str, **tags: str) -> str:
    refs = "".join(f'<nd ref="{node}"/>' for node in nodes.split())
    return (
        f'<way id="{number}">{refs}'
        + "".join(f'<tag k="{key}" v="{value}"/>' for key, value in tags.items())
        + "</way>"
    )


def _osm(at: Path, *ways: str) -> Path:
    """Nodes 1 to 6 stand in a row, 0.001° of longitude (96.5 m at 30°) apart."""
    nodes = "".join(f'<node id="{node}" lon="120.00{node}" lat="30"/>' for node in range(1, 7))
    file = at / "city.osm"
    file.write_text(f'<osm version="0.6">{nodes}{"".join(ways)}</osm>', "utf-8")
    return file


def test_walkable_ways_become_edges_between_their_nodes(tmp_path: Path) -> None:
    network = read_osm(_osm(tmp_path, _way(1, "1 2 3", highway="residential", oneway="yes"), _way(2, "4 5", rail="x")))
    assert sorted(network.lon.tolist()) == [120.001, 120.002, 120.003]
    assert network.metres == pytest.approx([96.49] * 4, abs=0.01)
    assert "OpenStreetMap，3 个点" in network.said


def test_a_way_cut_off_by_the_extract_ends_at_its_last_node(tmp_path: Path) -> None:
    network = read_osm(_osm(tmp_path, _way(1, "1 2 99 3", highway="path")))
    assert sorted(network.lon.tolist()) == [120.001, 120.002]


def test_one_way_on_foot_is_one_way(tmp_path: Path) -> None:
    ways = (_way(1, "1 2 3", highway="steps"), _way(2, "3 4", highway="footway", **{"oneway:foot": "yes"}))
    network = read_osm(_osm(tmp_path, *ways))
    assert (len(network.metres), network.oneway) == (5, True)


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({"highway": "trunk"}, True),
        ({"highway": "trunk", "motorroad": "yes"}, False),
        ({"highway": "motorway", "foot": "yes"}, False),
        ({"highway": "service", "access": "private"}, False),
        ({"highway": "service", "access": "private", "foot": "permissive"}, True),
        ({"highway": "footway", "foot": "private"}, False),
        ({"highway": "busway"}, False),
        ({"highway": "busway", "foot": "designated"}, True),
        ({"highway": "pedestrian", "area": "yes"}, False),
        ({"railway": "platform", "foot": "yes"}, False),
    ],
)
def test_tags_say_whether_people_may_walk(tags: dict[str, str], expected: bool) -> None:
    assert walkable(tags) is expected


def test_an_extract_without_walkable_ways_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MinshengError, match="没有能步行的路"):
        read_osm(_osm(tmp_path, _way(1, "1 2", highway="motorway")))


def test_what_is_no_extract_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "city.osm.pbf"
    file.write_text("id,lon,lat\n", "utf-8")
    with pytest.raises(MinshengError, match=r"city\.osm\.pbf: 读不了这个路网文件"):
        open_ways(file)


def test_what_is_given_says_how_ways_are_measured(tmp_path: Path) -> None:
    streets = open_ways(_osm(tmp_path, _way(1, "1 2", highway="path")))
    assert isinstance(streets, Streets)
    lines = open_ways(None, detour=1.3)
    assert isinstance(lines, StraightLines)
    assert lines.said == "没有路网，按直线距离乘 1.3 估算"


def test_neither_and_both_of_network_and_detour_are_refused(tmp_path: Path) -> None:
    for network, detour in ((None, None), (tmp_path, 1.3)):
        with pytest.raises(MinshengError, match="只给一个"):
            open_ways(network, detour=detour)


def test_a_file_that_is_not_there_or_of_no_known_kind_is_refused(tmp_path: Path) -> None:
    (tmp_path / "city.txt").write_text("?", "utf-8")
    with pytest.raises(MinshengError, match="没有这个路网"):
        open_ways(tmp_path / "none.osm.pbf")
    with pytest.raises(MinshengError, match="认不出这种路网文件"):
        open_ways(tmp_path / "city.txt")
