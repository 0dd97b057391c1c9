"""How long the cockpit's pages take over HTTP: 13 districts, 150 indicators, 20 periods, one client and 16 at once.

Each page is asked for three ways: first, when nothing of it is known to the server (a new figure has just come in, so
that states, degrees and spread are all worked out again); then drawn anew from states that are known, which an address
nobody asked for before brings about; and kept, as the second reader of a page gets it. The floor is a file of a few
bytes from the same server.
"""

from __future__ import annotations

import http.client
import os
import random
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

from benchmarks.catalogue_search import CLIENTS, ROOT, latencies, server
from minsheng.monitor.observation import Observation
from minsheng.monitor.store import Store
from minsheng.packs.model import Document, Indicator, Value
from minsheng.packs.write import write_rows
from minsheng.terms.citation import Citation
from minsheng.terms.divisions import divisions_below
from minsheng.terms.periods import Period

CITY = "330100"
INDICATORS, QUARTERS = 150, 20
REQUESTS = 960
FIRST_MS, SLOWEST_MS = 200.0, 300.0
AREAS = ("childcare", "education", "work", "health", "elder-care", "housing", "support", "culture-sport", "veterans")


def write_city(root: Path) -> None:
    """The national frame and a city with 150 targets to 2025, each with a baseline of 2020."""
    shutil.copytree(ROOT / "packs" / "cn", root / "cn")
    city = root / "city"
    city.mkdir(parents=True)
    head = f'id: city\nname: 试验市\nname_en: Testville\ndivision: "{CITY}"\nlevel: city\nparent: cn\n'
    (city / "pack.yaml").write_text(head, "utf-8")
    document = Document("city-2021", "试验规划", date(2021, 1, 1), date(2025, 12, 31))
    write_rows(city / "documents.yaml", "documents", [document])
    write_rows(
        city / "indicators.yaml",
        "indicators",
        [
            Indicator(
                id=f"city-2021.t1.{row}",
                name=f"每千人口第{row}类服务设施数",
                unit="个",
                source=Citation("city-2021", table=1, row=row),
                area=AREAS[row % len(AREAS)],
                direction="higher",
                values=(
                    Value("actual", 2020, value=Decimal(40 + row % 20)),
                    Value("target", 2025, value=Decimal(60 + row % 20)),
                ),
            )
            for row in range(1, INDICATORS + 1)
        ],
    )


def figures() -> list[Observation]:
    """A figure of every indicator for the city and each district, in each of twenty quarters; the same on every run."""
    chance = random.Random(20250101)
    places = (CITY, *sorted(divisions_below(CITY).values()))
    quarters = [Period(2020 + at // 4, "quarter", at % 4 + 1) for at in range(QUARTERS)]
    return [
        Observation(f"city-2021.t1.{row}", place, quarter, _figure(row, at, chance), "合成数据：测速用")
        for row in range(1, INDICATORS + 1)
        for place in places
        for at, quarter in enumerate(quarters)
    ]


def _figure(row: int, at: int, chance: random.Random) -> Decimal:
    return Decimal(round(40 + row % 20 + at * chance.uniform(0.5, 1.2), 2)).quantize(Decimal("0.01"))


def pages() -> list[str]:
    """The addresses an official clicks through, each kind in its share."""
    places = sorted(divisions_below(CITY).values())
    return [
        "/cockpit/city/",
        "/cockpit/city/targets/",
        "/cockpit/city/equity/",
        *(f"/cockpit/city/district/{code}/" for code in places[:4]),
        *(f"/cockpit/city/domain/{area}/" for area in AREAS[:4]),
        *(f"/cockpit/city/indicator/city-2021.t1.{row}/" for row in (1, 7, 31, 90)),
    ]


def one(port: int, address: str) -> float:
    """Milliseconds of one request."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    started = time.perf_counter()
    connection.request("GET", address)
    answer = connection.getresponse()
    body = answer.read()
    if answer.status != 200 or len(body) < 2000:
        raise RuntimeError(f"{address}: {answer.status}")
    return (time.perf_counter() - started) * 1000


def anew(addresses: list[str], count: int, mark: str) -> list[str]:
    """As many addresses of these pages, none asked for before."""
    return [f"{addresses[at % len(addresses)]}?{mark}={at}" for at in range(count)]


def _cpu_seconds() -> float:
    """CPU seconds of all processes that came from this one: the server and its workers."""
    parents: dict[int, int] = {}
    spent: dict[int, float] = {}
    tick = os.sysconf("SC_CLK_TCK")
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        parents[int(stat.parent.name)] = int(fields[1])
        spent[int(stat.parent.name)] = (int(fields[11]) + int(fields[12])) / tick
    found, waiting = 0.0, [os.getpid()]
    while waiting:
        above = waiting.pop()
        below = [pid for pid, parent in parents.items() if parent == above]
        found += sum(spent[pid] for pid in below)
        waiting += below
    return found


def timed(name: str, run: Callable[[], list[float]]) -> list[float]:
    """What a run took, sorted; printed with the CPU time the server spent on each request."""
    before = _cpu_seconds()
    spent = sorted(run())
    cpu = (_cpu_seconds() - before) * 1000 / len(spent)
    p99 = spent[min(int(len(spent) * 0.99), len(spent) - 1)]
    print(f"{name:<28} median {statistics.median(spent):7.1f} ms   p99 {p99:7.1f} ms   CPU {cpu:6.1f} ms", flush=True)
    return spent


def after_a_figure(port: int, store: Store, times: int) -> list[float]:
    """How long the city's page takes when a figure has just come in, so many times over."""
    spent = []
    for number in range(times):
        row = Observation("city-2021.t1.1", CITY, Period(2024, "quarter", 4), Decimal(60 + number), "合成数据：测速用")
        store.add([row], by="bench", because="测速")
        spent.append(one(port, "/cockpit/city/"))
    return spent


def main() -> bool:
    """Print what the pages take; True when first paint and the slowest of a hundred are below their targets."""
    with tempfile.TemporaryDirectory() as folder:
        packs, data = Path(folder) / "packs", Path(folder) / "data"
        write_city(packs)
        store = Store(data / "observations" / "city")
        store.add(figures(), by="bench")
        with server(packs, data) as port:
            addresses = pages()
            for address in addresses * 4:  # both workers load packs, figures and templates
                one(port, address)
            timed("floor: static file", lambda: latencies(port, ["/static/floor.txt"] * REQUESTS))
            single = timed("one client, drawn anew", lambda: [one(port, each) for each in anew(addresses, 120, "a")])
            many = timed("16 clients, drawn anew", lambda: latencies(port, anew(addresses, REQUESTS, "b")))
            kept = [addresses[at % len(addresses)] for at in range(REQUESTS)]
            again = timed("16 clients, kept pages", lambda: latencies(port, kept))
            timed("city after a new figure", lambda: after_a_figure(port, store, 6))
    slowest = max(run[int(len(run) * 0.99)] for run in (many, again))
    print(f"targets: first paint below {FIRST_MS:.0f} ms, p99 of {CLIENTS} clients below {SLOWEST_MS:.0f} ms")
    return statistics.median(single) < FIRST_MS and slowest < SLOWEST_MS


if __name__ == "__main__":
    sys.exit(0 if main() else 1)
