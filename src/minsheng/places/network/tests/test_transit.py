from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from minsheng.places.coverage import coverage, pace
from minsheng.places.joining import place
from minsheng.places.network.gtfs import read_gtfs
from minsheng.places.network.transit import with_lines
from minsheng.places.tests.examples import facilities_at, people_at, street
from minsheng.terms.errors import MinshengError

# A bus along the street of 400 m blocks, from node 0 by node 4 to node 9 in 9 minutes, every 20 minutes from 7:00.
STOPS = "stop_id,stop_name,stop_lat,stop_lon\nw,西,30,120.00\nm,中,30,120.04\ne,东,30,120.09\n"
CALENDAR = (
    "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\n"
    "work,1,1,1,1,1,0,0,20260901,20261231\nnever,0,0,0,0,0,0,0,20260901,20261231\n"
)
FRIDAY, SUNDAY = date(2026, 9, 4), date(2026, 9, 6)


def _feed(at: Path, **files: str) -> Path:
    departures = [f"7:{minute:02}" for minute in (0, 20, 40)] + [f"8:{minute:02}" for minute in (0, 20, 40)]
    trips = "trip_id,service_id\n" + "".join(f"t{k},work\n" for k in range(6)) + "x,never\n"
    times = "trip_id,departure_time,stop_id,stop_sequence\n"
    for k, start in enumerate(departures):
        hour, minute = start.split(":")
        # The middle stop's time is empty: it lies halfway in the row of calls.
        times += f"t{k},{hour}:{int(minute) + 9:02}:00,e,30\nt{k},{start}:00,w,10\nt{k},,m,20\n"
    whole = {"stops": STOPS, "calendar": CALENDAR, "trips": trips, "stop_times": times} | files
    for name, text in whole.items():
        (at / f"{name}.txt").write_text(text, "utf-8")
    return at


def test_lines_have_their_waits_and_rides(tmp_path: Path) -> None:
    lines = read_gtfs(_feed(tmp_path), day=FRIDAY)
    assert [lines.stops.ids[row] for row in lines.stop] == ["w", "m", "e"]
    # Six departures in two hours: one every 20 minutes, 10 to wait on average; the last call cannot be boarded.
    assert lines.wait.tolist() == [10, 10, np.inf]
    assert lines.ride == pytest.approx([4.5, 4.5, np.inf])
    assert (lines.trips, lines.first.tolist()) == (6, [0, 3])


def test_the_first_of_the_days_with_most_trips_is_taken(tmp_path: Path) -> None:
    apart = "service_id,date,exception_type\nwork,20260901,2\nnever,20260902,1\n"
    assert read_gtfs(_feed(tmp_path, calendar_dates=apart)).day == date(2026, 9, 2)


def test_the_bus_is_taken_where_it_is_quicker(tmp_path: Path) -> None:
    people, facilities = people_at(0, 2, 4, 7, 9), facilities_at(9)
    ways = with_lines(street(), read_gtfs(_feed(tmp_path), day=FRIDAY), pace=pace(4.8))
    on_foot = coverage(place(street(), people, facilities), minutes=20)
    by_bus = coverage(place(ways, people, facilities), minutes=20)
    assert on_foot.minutes == pytest.approx([45, 35, 25, 10, 0])
    # Node 0: 10 to wait, 9 to ride. Node 2: back to node 0 on foot, 10 + 19; node 4: 10 + 4.5.
    assert by_bus.minutes == pytest.approx([19, 24.5, 14.5, 10, 0])
    assert by_bus.placed.notes == ("试验街；公共交通 2026-09-04，1 条线、6 个班次，候车按间隔的一半",)


def test_the_bus_does_not_run_back(tmp_path: Path) -> None:
    ways = with_lines(street(), read_gtfs(_feed(tmp_path), day=FRIDAY), pace=pace(4.8))
    assert coverage(place(ways, people_at(9), facilities_at(0)), minutes=20).minutes == pytest.approx([45])


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"stops": "stop_id,stop_lat\nw,30\n"}, r"时刻表的 stops\.txt 不对（读到：stop_id,stop_lat；应为：stop_lon）"),
        ({"stops": STOPS.replace("120.04", "east")}, r"stops\.txt 不对"),
        ({"stops": STOPS.replace("m,", "n,")}, r"stop_times\.txt 不对（读到：m；应为：stops\.txt 里的站）"),
        ({"stop_times": "trip_id,departure_time,stop_id,stop_sequence\nt0,seven,w,1\n"}, r"stop_times\.txt 不对"),
        ({"stop_times": "trip_id,departure_time,stop_id,stop_sequence\nt0,7:00:00,w,1\nt0,,e,2\n"}, "首站和末站的时刻"),
        ({"calendar": CALENDAR.replace("20260901", "someday")}, r"calendar\.txt 不对"),
        ({"frequencies": "trip_id,start_time\n"}, r"frequencies\.txt 里的发车间隔还读不了"),
    ],
)
def test_what_is_wrong_in_a_feed_is_told(tmp_path: Path, files: dict[str, str], said: str) -> None:
    with pytest.raises(MinshengError, match=said):
        read_gtfs(_feed(tmp_path, **files))


def test_a_day_or_a_time_when_nothing_runs_is_refused(tmp_path: Path) -> None:
    feed = _feed(tmp_path)
    with pytest.raises(MinshengError, match="2026-09-06 这段时间没有班次（应为：有班次的日期）"):
        read_gtfs(feed, day=SUNDAY)
    with pytest.raises(MinshengError, match="2026-09-04 这段时间没有班次（应为：班次所在的时段，那天是 7:00 到 8:49）"):
        read_gtfs(feed, day=FRIDAY, between=(60, 120))


def test_what_is_no_feed_and_a_feed_of_another_city_are_refused(tmp_path: Path) -> None:
    (tmp_path / "feed.zip").write_text("no zip", "utf-8")
    with pytest.raises(MinshengError, match="读不了时刻表"):
        read_gtfs(tmp_path / "feed.zip")
    away = _feed(tmp_path, stops=STOPS.replace(",30,", ",50,"))
    with pytest.raises(MinshengError, match="3 个站没有一个在路网 500 米之内"):
        with_lines(street(), read_gtfs(away, day=FRIDAY), pace=80)
    (tmp_path / "trips.txt").unlink()
    with pytest.raises(MinshengError, match=r"时刻表里缺 trips\.txt"):
        read_gtfs(tmp_path)
