"""Walking and riding: a street of four nodes, 400 m apart, and a bus from end to end every ten minutes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from minsheng.cli.places import command
from minsheng.terms.errors import MinshengError

FILES = {
    "net/nodes.csv": "node,lon,lat\n" + "".join(f"{at},{120 + at / 100:.2f},30.2\n" for at in range(8)),
    "net/edges.csv": "from,to,metres\n" + "".join(f"{at},{at + 1},400\n" for at in range(7)),
    "people.csv": "id,lon,lat,people\na,120.00,30.2,10\nb,120.06,30.2,20\n",
    "clinics.csv": "id,lon,lat,kind\nc,120.07,30.2,clinic\n",
    "bus/stops.txt": "stop_id,stop_lat,stop_lon\nw,30.2,120.00\ne,30.2,120.07\n",
    "bus/calendar_dates.txt": "service_id,date,exception_type\nall,20260904,1\n",
    "bus/trips.txt": "trip_id,service_id\n" + "".join(f"t{at},all\n" for at in range(6)),
    "bus/stop_times.txt": "trip_id,departure_time,stop_id,stop_sequence\n"
    + "".join(f"t{at},9:{at}0:00,w,1\nt{at},9:{at}4:00,e,2\n" for at in range(6)),
}


@pytest.fixture
def city(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


def run(city: Path, *words: str) -> str:
    given = ["--people", str(city / "people.csv"), "--facilities", str(city / "clinics.csv"), "--crs", "wgs84"]
    result = CliRunner().invoke(command, ["coverage", "--minutes", "10", *given, *words])
    if isinstance(result.exception, MinshengError):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.output


def test_who_can_ride_is_covered_and_the_figures_say_by_which_timetable(city: Path) -> None:
    net = ("--network", str(city / "net"))
    on_foot = json.loads(run(city, *net, "--json"))
    riding = json.loads(run(city, *net, "--gtfs", str(city / "bus"), "--gtfs-between", "9:00—10:00", "--json"))
    # Home a: 35 minutes on foot; 5 to wait and 4 to ride. Home b walks 5 minutes either way.
    assert (on_foot["covered"], riding["covered"]) == (20, 30)
    assert "步行和乘车 10 分钟" in run(city, *net, "--gtfs", str(city / "bus"), "--gtfs-between", "9:00-10:00")
    assert any("公共交通 2026-09-04，1 条线、6 个班次，候车按间隔的一半" in note for note in riding["notes"])


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--network", "net", "--gtfs-between", "10:00-9:00"), "时段不对（读到：10:00-9:00"),
        (("--network", "net", "--gtfs-between", "morning"), "时段不对"),
        (("--network", "net", "--gtfs-between", "1:00-2:00"), "2026-09-04 这段时间没有班次"),
        (("--network", "net", "--gtfs-date", "2026-09-05"), "2026-09-05 这段时间没有班次"),
        (("--detour", "1.3"), "有时刻表就要有路网"),
    ],
)
def test_what_cannot_be_ridden_is_refused(
    city: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], said: str
) -> None:
    monkeypatch.chdir(city)
    with pytest.raises(MinshengError, match=said):
        run(city, *words, "--gtfs", "bus")
