"""The options that lay a timetable over the streets: people walk and ride."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import click

from minsheng.places.coverage import pace
from minsheng.places.network.gtfs import read_gtfs
from minsheng.places.network.transit import with_lines
from minsheng.places.network.ways import Streets, Ways
from minsheng.terms.errors import Fault, MinshengError

LINES = (
    click.option("--gtfs", type=click.Path(path_type=Path), help="公共交通时刻表（GTFS 的 zip 或文件夹）：走路加乘车"),
    click.option("--gtfs-date", "day", type=click.DateTime(["%Y-%m-%d"]), help="按哪一天的班次；默认班次最多的第一天"),
    click.option("--gtfs-between", "between", default="7:00-9:00", show_default=True, help="按哪段时间的班次"),
)
_BETWEEN = re.compile(r"(\d{1,2}):(\d\d)\s*[-—–~～至]\s*(\d{1,2}):(\d\d)")


@dataclass(frozen=True)
class Lines:
    """What the options say."""

    gtfs: Path | None
    day: datetime | None
    between: str

    def over(self, ways: Ways, *, speed: float, snap: float) -> Ways:
        """The ways with the lines laid over them at this walking speed (km/h); as they are without a timetable."""
        if self.gtfs is None:
            return ways
        if not isinstance(ways, Streets):
            raise MinshengError(Fault("places.gtfs", "有时刻表就要有路网：人要走到车站", expected="--network"))
        match = _BETWEEN.fullmatch(self.between.strip())
        start, end = (int(match[at]) * 60 + int(match[at + 1]) for at in (1, 3)) if match else (0, 0)
        if start >= end:
            raise MinshengError(Fault("places.gtfs", "时段不对", read=self.between, expected="如 7:00-9:00"))
        day = None if self.day is None else self.day.date()
        return with_lines(ways, read_gtfs(self.gtfs, day=day, between=(start, end)), pace=pace(speed), snap=snap)
