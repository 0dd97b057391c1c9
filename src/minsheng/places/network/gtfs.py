"""A timetable in GTFS (gtfs.org): which lines run at a time of day, how long they ride, how long one waits for them."""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from minsheng.places.points import Floats, Points, Whole
from minsheng.terms.errors import Fault, MinshengError

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MOST_DAYS = 400
_NEEDED = {
    "stops.txt": ("stop_id", "stop_lat", "stop_lon"),
    "trips.txt": ("trip_id", "service_id"),
    "stop_times.txt": ("trip_id", "stop_id", "stop_sequence", "departure_time"),
}


@dataclass(frozen=True, eq=False)
class Timetable:
    """Lines as they run between two times of a day: a line is a row of stops that trips call at in this order.

    Of line k the calls are ``first[k]`` to ``first[k + 1]``: ``stop`` (row of ``stops``), ``wait`` (minutes until one
    can board, half the time between departures; inf where nothing leaves), ``ride`` (minutes to the next call's
    departure, the median over trips; inf at the last call).
    """

    stops: Points
    first: Whole
    stop: Whole
    wait: Floats
    ride: Floats
    day: date
    trips: int


def read_gtfs(file: Path, *, day: date | None = None, between: tuple[float, float] = (420.0, 540.0)) -> Timetable:
    """Read the lines that run between two times (minutes after midnight; 7:00 to 9:00) of a day.

    ``day`` is the first of those with most trips when left out. Empty times lie evenly between their neighbours. Raises
    :class:`MinshengError` when a file or column is missing, a value is wrong, or nothing runs then; headways in
    ``frequencies.txt`` are not read, and a feed that has them is refused.
    """
    feed = _Feed(file)
    tables = {name: feed.table(name, columns) for name, columns in _NEEDED.items()}
    if feed.has("frequencies.txt"):
        raise MinshengError(
            Fault("places.gtfs", "frequencies.txt 里的发车间隔还读不了", str(file), expected="逐班次的时刻表")
        )
    trips, calendar = tables["trips.txt"], _Calendar(feed)
    day = day or calendar.busiest(trips["service_id"])
    runs = calendar.on(day)
    mine = [
        trip for trip, service in zip(*(trips[name] for name in _NEEDED["trips.txt"]), strict=True) if service in runs
    ]
    lines = _lines(*_calls(feed, tables["stop_times.txt"], tables["stops.txt"]["stop_id"], mine))
    found = [one for one in (_line(stops, times, between) for stops, times in lines) if np.isfinite(one[1]).any()]
    if not found:
        said = f"{day:%Y-%m-%d} 这段时间没有班次"
        raise MinshengError(Fault("places.gtfs", said, str(file), expected=_when([times for _, times in lines])))
    stop, wait, ride = (np.concatenate([one[at] for one in found]) for at in range(3))
    first = np.cumsum([0, *(len(one[0]) for one in found)])
    return Timetable(feed.stops(tables["stops.txt"]), first, stop, wait, ride, day, sum(one[3] for one in found))


class _Feed:
    """The feed's files, in a zip or a folder."""

    def __init__(self, file: Path) -> None:
        self.file = file
        try:
            self._zip = None if file.is_dir() else zipfile.ZipFile(file)
        except (OSError, zipfile.BadZipFile) as error:
            raise MinshengError(
                Fault("places.gtfs", "读不了时刻表", str(file), read=str(error), expected="GTFS 的 zip")
            ) from None

    def has(self, name: str) -> bool:
        """Whether the file is there."""
        return (self.file / name).is_file() if self._zip is None else name in self._zip.namelist()

    def table(self, name: str, columns: Sequence[str]) -> dict[str, list[str]]:
        """The columns as trimmed text."""
        if not self.has(name):
            raise MinshengError(Fault("places.gtfs", f"时刻表里缺 {name}", str(self.file)))
        data = (self.file / name).read_bytes() if self._zip is None else self._zip.read(name)
        text = csv.ConvertOptions(strings_can_be_null=False, default_column_type=pa.string())
        try:
            table = csv.read_csv(io.BytesIO(data), convert_options=text)
        except pa.ArrowInvalid as error:
            raise self.fault(name, str(error)[:120], "UTF-8 的 CSV") from None
        table = table.rename_columns([one.strip() for one in table.column_names])
        if lacking := [one for one in columns if one not in table.column_names]:
            raise self.fault(name, ",".join(table.column_names)[:80], "、".join(lacking))
        return {one: pc.utf8_trim_whitespace(table.column(one).combine_chunks()).to_pylist() for one in columns}

    def fault(self, name: str, read: str, expected: str) -> MinshengError:
        """Something in one of the files is wrong."""
        return MinshengError(
            Fault("places.gtfs", f"时刻表的 {name} 不对", str(self.file), read=read, expected=expected)
        )

    def stops(self, table: dict[str, list[str]]) -> Points:
        """All stops."""
        try:
            lon, lat = (np.array(table[name], dtype=np.float64) for name in ("stop_lon", "stop_lat"))
        except ValueError as error:
            raise self.fault("stops.txt", str(error), "经纬度") from None
        return Points(ids=tuple(table["stop_id"]), lon=lon, lat=lat)


class _Calendar:
    """Which services run on which day."""

    def __init__(self, feed: _Feed) -> None:
        self._weekly: list[tuple[str, ...]] = []
        self._apart: list[tuple[str, ...]] = []
        if feed.has("calendar.txt"):
            weekly = feed.table("calendar.txt", ("service_id", "start_date", "end_date", *_WEEKDAYS))
            self._weekly = list(zip(*weekly.values(), strict=True))
        if feed.has("calendar_dates.txt"):
            apart = feed.table("calendar_dates.txt", ("service_id", "date", "exception_type"))
            self._apart = list(zip(*apart.values(), strict=True))
        written = [one for row in self._weekly for one in row[1:3]] + [row[1] for row in self._apart]
        try:
            self._days = sorted(date.fromisoformat(one) for one in written)
        except ValueError as error:
            raise feed.fault("calendar.txt", str(error), "日期如 20260901") from None
        if not written:
            raise feed.fault("calendar.txt", "没有日期", "哪天有哪些班次")

    def on(self, day: date) -> set[str]:
        """The services of a day."""
        written, runs = f"{day:%Y%m%d}", set()
        for service, start, end, *week in self._weekly:
            if week[day.weekday()] == "1" and start <= written <= end:
                runs.add(service)
        for apart, when, kind in self._apart:
            if when == written and kind == "1":
                runs.add(apart)
            elif when == written:
                runs.discard(apart)
        return runs

    def busiest(self, services: Sequence[str]) -> date:
        """The first of the days with most trips; ``services`` has the service of each trip."""
        trips = Counter(services)
        span = range(min((self._days[-1] - self._days[0]).days + 1, _MOST_DAYS))
        every = (self._days[0] + timedelta(days=at) for at in span)
        return max(every, key=lambda day: sum(trips[one] for one in self.on(day)))


def _calls(feed: _Feed, times: dict[str, list[str]], stops: list[str], trips: list[str]) -> tuple[Whole, Whole, Floats]:
    """The calls of these trips in order: trip (a number), stop (row), departure in minutes after midnight."""
    trip = np.asarray(pc.fill_null(pc.index_in(pa.array(times["trip_id"]), pa.array(trips, pa.string())), -1))
    stop = np.asarray(pc.fill_null(pc.index_in(pa.array(times["stop_id"]), pa.array(stops)), -1))
    kept = np.flatnonzero(trip >= 0)
    if lost := [times["stop_id"][row] for row in kept if stop[row] < 0]:
        raise feed.fault("stop_times.txt", lost[0], "stops.txt 里的站")
    try:
        order = np.array([times["stop_sequence"][row] for row in kept], dtype=np.int64)
        minutes = np.array([_minutes(times["departure_time"][row]) for row in kept])
    except ValueError as error:
        raise feed.fault("stop_times.txt", str(error), "数和 7:05:00 这样的时刻") from None
    by = np.lexsort((order, trip[kept]))
    trip, stop, minutes = trip[kept][by].astype(np.int64), stop[kept][by].astype(np.int64), minutes[by]
    known = np.flatnonzero(~np.isnan(minutes))
    new = np.flatnonzero(np.diff(trip, prepend=-1))
    if np.isnan(minutes[new]).any() or np.isnan(minutes[np.append(new[1:], len(trip))[: len(new)] - 1]).any():
        raise feed.fault("stop_times.txt", "空的时刻", "每个班次首站和末站的时刻")
    # First and last call have their times, so nothing is carried over from one trip to the next.
    return trip, stop, np.interp(np.arange(len(minutes)), known, minutes[known]) if len(known) else minutes


def _minutes(text: str) -> float:
    """Minutes after midnight; after 24:00:00 it is the next morning.

    >>> _minutes("7:05:30"), _minutes("25:00:00"), _minutes("")
    (425.5, 1500.0, nan)
    """
    if not text:
        return float("nan")
    hours, minutes, seconds = text.split(":")
    return int(hours) * 60 + int(minutes) + int(seconds) / 60


def _when(times: Sequence[Floats]) -> str:
    """When trips run that day, for who asked for another time."""
    if not times:
        return "有班次的日期"
    first, last = min(float(one.min()) for one in times), max(float(one.max()) for one in times)
    hours = (f"{int(at) // 60}:{int(at) % 60:02}" for at in (first, last))
    return "班次所在的时段，那天是 " + " 到 ".join(hours)


def _lines(trip: Whole, stop: Whole, minutes: Floats) -> list[tuple[Whole, Floats]]:
    """Lines: the row of stops (m), and the departures of its trips (t, m)."""
    starts = np.flatnonzero(np.diff(trip, prepend=-1))
    found: dict[bytes, list[Floats]] = {}
    rows: dict[bytes, Whole] = {}
    for start, end in pairwise([*starts.tolist(), len(trip)]):
        key = stop[start:end].tobytes()
        rows.setdefault(key, stop[start:end])
        found.setdefault(key, []).append(minutes[start:end])
    return [(rows[key], np.array(times)) for key, times in found.items()]


def _line(stops: Whole, times: Floats, between: tuple[float, float]) -> tuple[Whole, Floats, Floats, int]:
    """Stops, waits and rides of a line between two times, and how many of its trips leave a stop then."""
    runs = (times >= between[0]) & (times < between[1])
    count = runs.sum(axis=0)
    wait = np.divide(between[1] - between[0], 2 * count, out=np.full(len(stops), np.inf), where=count > 0)
    wait[-1] = np.inf
    ride = np.append(np.median(np.diff(times, axis=1), axis=0), np.inf)
    return stops, wait, np.maximum(ride, 0.0), int(runs.any(axis=1).sum())
