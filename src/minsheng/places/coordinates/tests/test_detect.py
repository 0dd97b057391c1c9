from __future__ import annotations

import csv
import os
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
import shapely

from minsheng.places.boundaries.bundled import boundaries_of
from minsheng.places.boundaries.shapes import Boundaries, Boundary
from minsheng.places.coordinates.detect import beats, detect, settle, verdict_lines
from minsheng.places.coordinates.evidence import Evidence, Water, claims_of_names, rivers_near
from minsheng.places.coordinates.systems import SHIFTS
from minsheng.places.points import Floats
from minsheng.terms.errors import MinshengError

DATA = Path(os.environ.get("MINSHENG_SEEDS", Path(__file__).parents[6] / "shared" / "seeds")).parent / "data"
STOPS = DATA / "hangzhou" / "bus_stops_2015.csv"

HALVES = Boundaries(
    (
        Boundary("330106", "西湖区", shapely.box(120.0, 30.0, 120.1, 30.2)),
        Boundary("330105", "拱墅区", shapely.box(120.1, 30.0, 120.2, 30.2)),
    ),
    "试",
)
"""Two districts that meet at 120.1 degrees east."""

RANDOM = np.random.default_rng(5)


def both_sides(count: int = 300, gap: float = 0.0005) -> tuple[Floats, Floats, list[str]]:
    """Points on both sides of the line at 120.1, within 2 km of it and none closer than 50 m, and where they belong."""
    side = np.where(np.arange(count) % 2, 1.0, -1.0)
    lon = 120.1 + side * (gap + 0.02 * RANDOM.random(count))
    return lon, RANDOM.uniform(30.05, 30.15, count), ["330105" if one > 0 else "330106" for one in side]


def grid_of_streets() -> Floats:
    """Streets every 300 m or so, both ways, as segments (m, 4)."""
    across, up = np.arange(120.0, 120.2, 0.003), np.arange(30.0, 30.2, 0.003)
    north = [(x, 30.0, x, 30.2) for x in across]
    east = [(120.0, y, 120.2, y) for y in up]
    return np.array(north + east)


@pytest.mark.parametrize("name", ["wgs84", "gcj02", "bd09", "gcj02x2"])
def test_a_shift_is_found_from_the_division_each_row_claims(name: str) -> None:
    lon, lat, claims = both_sides(2000)
    verdict = detect(*SHIFTS[name].applied(lon, lat), Evidence(water=(), boundaries=HALVES), claims=claims)
    assert name in verdict.fits
    assert verdict.system == name
    assert verdict.sure in ("sure", "likely")


@pytest.mark.parametrize("name", SHIFTS)
def test_a_shift_is_found_from_the_roads_that_points_stand_by(name: str) -> None:
    roads = grid_of_streets()
    # A point every so often along the streets, 10 m off.
    street = roads[RANDOM.integers(0, len(roads), 1500)]
    along = RANDOM.random(1500)
    lon = street[:, 0] + (street[:, 2] - street[:, 0]) * along + 0.0001
    lat = street[:, 1] + (street[:, 3] - street[:, 1]) * along + 0.0001
    verdict = detect(*SHIFTS[name].applied(lon, lat), Evidence(roads=roads, water=(), boundaries=HALVES))
    assert (verdict.sure, verdict.system) == ("sure", name)
    assert {tally.kind for tally in verdict.tallies} == {"路网", "道路"}


def test_homes_in_the_middle_of_blocks_are_not_moved_to_the_streets() -> None:
    # Streets every 300 m, everybody in the middle of a block: chance alone is nearer to a street than they are.
    across = np.arange(120.0015, 120.2, 0.003)
    lon, lat = (one.ravel() for one in np.meshgrid(across, across - 90))
    verdict = detect(lon, lat, Evidence(roads=grid_of_streets(), water=(), boundaries=HALVES))
    assert verdict.system == "wgs84"


def test_a_crowd_in_one_place_is_one_witness() -> None:
    # All claim the district next door, 300 m away: an old label, say. GCJ-02 undone would put them there.
    lon, lat = RANDOM.uniform(120.1, 120.1003, 500), RANDOM.uniform(30.1, 30.101, 500)
    verdict = detect(lon, lat, Evidence(water=(), boundaries=HALVES), claims=["330106"] * 500)
    assert (verdict.sure, verdict.system) == ("undecided", "wgs84")


def test_the_streets_of_another_town_say_nothing() -> None:
    lon, lat, _ = both_sides()
    verdict = detect(lon + 1, lat, Evidence(roads=grid_of_streets(), water=(), boundaries=HALVES))
    assert (verdict.sure, verdict.tallies) == ("undecided", ())


def test_a_shift_is_found_because_nothing_stands_in_the_river() -> None:
    lon, lat, _ = both_sides(2000, gap=0.004)
    river = Water("河", shapely.box(120.096, 30.0, 120.104, 30.2))
    verdict = detect(*SHIFTS["gcj02x2"].applied(lon, lat), Evidence(water=(river,), boundaries=HALVES))
    assert "gcj02x2" in verdict.fits
    assert "wgs84" not in verdict.fits


def test_the_names_of_districts_in_addresses_are_claims() -> None:
    lon, lat, claims = both_sides(2000)
    texts = ["杭州市" + {"330105": "拱墅区", "330106": "西湖区"}[one] + "某路" for one in claims]
    assert claims_of_names(["拱墅区某路", "余杭塘路", "西湖区与拱墅区交界"], HALVES) == ("330105", "", "")
    verdict = detect(*SHIFTS["gcj02"].applied(lon, lat), Evidence(water=(), boundaries=HALVES), texts=texts)
    assert verdict.system == "gcj02"


def test_without_evidence_nothing_is_known_and_nothing_is_changed() -> None:
    lon, lat, _ = both_sides()
    evidence = Evidence(water=(), boundaries=HALVES)
    east, _, verdict = settle(lon, lat, crs="auto", evidence=evidence)
    assert (verdict.sure, set(verdict.fits)) == ("undecided", set(SHIFTS))
    assert east.tolist() == lon.tolist()
    assert "--crs gcj02" in verdict_lines(verdict)[0]


def test_shifted_for_certain_but_nobody_knows_how_is_an_error() -> None:
    # Nobody lives within 700 m of the line: two conversions done twice differ by less, and both fit.
    lon, lat, claims = both_sides(2000, gap=0.007)
    given = SHIFTS["bd09x2"].applied(lon, lat)
    with pytest.raises(MinshengError) as caught:
        settle(*given, crs="auto", evidence=Evidence(water=(), boundaries=HALVES), claims=claims, file="a.csv")
    fault = caught.value.faults[0]
    assert (fault.code, fault.file) == ("places.crs-undecided", "a.csv")
    assert "--crs" in (fault.expected or "")


def test_evidence_that_contradicts_itself_is_an_error() -> None:
    lon, lat, claims = both_sides(2000)
    # The river lies where the claims say that people live.
    lake = Water("湖", shapely.box(119.9, 29.9, 120.0985, 30.3))
    given = SHIFTS["gcj02x2"].applied(lon, lat)
    with pytest.raises(MinshengError) as caught:
        settle(*given, crs="auto", evidence=Evidence(water=(lake,), boundaries=HALVES), claims=claims)
    assert caught.value.faults[0].code == "places.crs-undecided"


def test_points_in_the_sea_are_told_to_be_there() -> None:
    verdict = detect(np.array([126.0, 126.1]), np.array([30.0, 30.1]), Evidence())
    assert (verdict.sure, verdict.why[-1]) == ("undecided", "这些点附近没有国内的区县：在海上，或在境外")


def test_outside_china_nothing_is_shifted() -> None:
    lon, lat = np.array([-51.2, -51.3]), np.array([-30.0, -30.1])
    east, _, verdict = settle(lon, lat, crs="auto", evidence=Evidence())
    assert (verdict.sure, verdict.system) == ("outside", "wgs84")
    assert east.tolist() == [-51.2, -51.3]


def test_what_the_user_says_goes_before_what_the_data_look_like() -> None:
    lon, lat, claims = both_sides(2000)
    given = SHIFTS["gcj02"].applied(lon, lat)
    east, _, verdict = settle(*given, crs="bd09", evidence=Evidence(boundaries=HALVES), claims=claims)
    assert (verdict.sure, verdict.system) == ("said", "bd09")
    assert abs(east - lon).max() > 0.001


def test_a_bare_majority_beats_nothing() -> None:
    assert not beats(np.repeat([0.0, 1.0], [6, 4]), np.repeat([1.0, 0.0], [6, 4]), 0.5)
    assert beats(np.repeat([0.0, 1.0], [40, 10]), np.repeat([1.0, 0.0], [40, 10]), 0.5)


def stops() -> tuple[Floats, Floats, list[str]]:
    with STOPS.open(encoding="utf-8", newline="") as file:
        rows = {row[0]: row for row in csv.reader(file, delimiter=";") if row[2]}
    lon, lat = (np.array([float(row[at]) for row in rows.values()]) for at in (2, 3))
    return lon, lat, [row[4] for row in rows.values()]


@pytest.mark.seeds
@pytest.mark.skipif(not STOPS.is_file(), reason="the bus stops of Hangzhou are not at hand (set MINSHENG_SEEDS)")
def test_after_correction_hangzhous_stops_lie_on_the_right_side_of_the_river() -> None:
    lon, lat, roads = stops()
    east, north, verdict = settle(lon, lat, crs="auto", evidence=Evidence())
    assert (verdict.sure, verdict.system) == ("sure", "gcj02x2")
    districts = boundaries_of("330100")
    # 之江路 and 复兴路 run along the north bank; the others are streets of Binjiang, south of the river.
    north_bank, south_bank = ("之江路", "复兴路"), ("滨盛路", "滨安路", "滨康路", "滨文路", "江南大道")
    before, after = districts.codes_at(lon, lat), districts.codes_at(east, north)
    wrong = {
        name: Counter(
            (road in north_bank and code in ("330108", "330109"))
            or (road in south_bank and code not in ("330108", "330109"))
            for road, code in zip(roads, codes, strict=True)
            if road in north_bank + south_bank
        )
        for name, codes in (("before", before), ("after", after))
    }
    assert wrong["before"][True] == 11
    assert wrong["after"][True] == 0
    river = shapely.union_all([one.shape for one in rivers_near(districts)])
    assert shapely.contains_xy(river, lon, lat).sum() == 74
    assert not shapely.contains_xy(river, east, north).any()
