"""How long a search takes over HTTP: 1,000 items, 16 clients at once, the server on this machine's cores.

Every request asks for other words, so nothing comes from a cache. The floor is the cheapest answer the same server
gives to the same clients: a file of a few bytes that WhiteNoise serves before Django's views are reached.
"""

from __future__ import annotations

import http.client
import os
import random
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path
from urllib.parse import urlencode

from minsheng.packs.model import Amount, Document, Indicator, ServiceItem, Value
from minsheng.packs.write import write_rows
from minsheng.terms.citation import Citation

ROOT = Path(__file__).resolve().parent.parent
ITEMS = 1000
INDICATORS = 500
CLIENTS = 16
REQUESTS = 2000
TARGET_MS = 50.0

# fmt: off
WORDS = [
    "残疾人", "老年人", "儿童", "孕产妇", "困难家庭", "退役军人", "新市民", "农村", "社区", "学生", "求职",
    "护理", "补贴", "托育", "健康", "培训", "救助", "体检", "公租房", "养老", "康复", "就业", "接种", "阅读",
    "健身", "辅具", "托管", "供养", "抚恤", "保险", "咨询", "援助", "服务", "管理", "发放", "补助", "津贴",
    "配置",
]
# fmt: on
AREAS = ("childcare", "education", "work", "health", "elder-care", "housing", "support", "culture-sport")
GROUPS = ("residents", "infants", "children", "elderly", "disabled", "low-income", "veterans", "rural")
STAGES = ("birth", "infancy", "schooling", "working", "retirement", "any")


def write_packs(root: Path, *, items: int = ITEMS, indicators: int = INDICATORS) -> None:
    """The national frame and one city with synthetic items and indicators, the same on every run."""
    chance = random.Random(20250101)
    shutil.copytree(ROOT / "packs" / "cn", root / "cn")
    city = root / "city"
    city.mkdir()
    (city / "pack.yaml").write_text(
        'id: city\nname: 试验市\nname_en: Testville\ndivision: "330100"\nlevel: city\nparent: cn\n', encoding="utf-8"
    )
    since, until = date(2021, 1, 1), date(2025, 12, 31)
    write_rows(city / "documents.yaml", "documents", [Document("city-2021", "试验规划", since, until)])

    def words(count: int) -> str:
        return "".join(chance.choices(WORDS, k=count))

    write_rows(
        city / "items.yaml",
        "items",
        [
            ServiceItem(
                id=f"item-{at}",
                name="".join(chance.sample(WORDS, 4)),
                name_en=f"Service {at}",
                area=chance.choice(AREAS),
                tier=chance.choice(("basic", "raised")),
                serves=words(8),
                content=words(40),
                standard=words(20),
                source=Citation("city-2021", box=at // 20 + 1, item=at % 20 + 1),
                since=since,
                amounts=(Amount(Decimal(chance.randrange(50, 900)), "元", per="人·月"),),
                groups=tuple(chance.sample(GROUPS, 2)),
                life_stages=(chance.choice(STAGES),),
            )
            for at in range(items)
        ],
    )
    write_rows(
        city / "indicators.yaml",
        "indicators",
        [
            Indicator(
                id=f"city-2021.t1.{at}",
                name="每千人" + "".join(chance.sample(WORDS, 3)) + "数",
                unit="个",
                source=Citation("city-2021", table=1, row=at + 1),
                area=chance.choice(AREAS),
                values=(Value("target", 2025, value=Decimal(chance.randrange(1, 99))),),
            )
            for at in range(indicators)
        ],
    )


def queries(count: int) -> list[str]:
    """Addresses of searches as people make them: one word, two words, part of a word, a filter; none twice."""
    chance = random.Random(7)
    found: dict[str, None] = {}
    while len(found) < count:
        asked = [*chance.sample(WORDS, chance.choice((1, 1, 2, 2, 3)))]
        if chance.random() < 0.3:
            asked[0] = asked[0][:-1] or asked[0]
        query: dict[str, object] = {"q": " ".join(asked), "offset": chance.randrange(0, 40)}
        if chance.random() < 0.4:
            query["area"] = chance.choice(AREAS)
        if chance.random() < 0.2:
            query["group"] = chance.choice(GROUPS)
        found.setdefault(urlencode(query))
    return list(found)


@contextmanager
def server(packs: Path, data: Path, *, workers: int = 2, threads: int = 8) -> Iterator[int]:
    """The hub behind gunicorn on a free port of the loopback; ended when the block is."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    environment = os.environ | {
        "MINSHENG_PACKS": str(packs),
        "MINSHENG_DATA": str(data),
        "MINSHENG_HTTPS": "0",
        "MINSHENG_DEBUG": "0",
    }
    (data / "static").mkdir(parents=True)
    (data / "static" / "floor.txt").write_text("floor")
    # fmt: off
    command = [
        sys.executable, "-m", "gunicorn", "minsheng.hub.config.wsgi", "--bind", f"127.0.0.1:{port}", "--workers",
        str(workers), "--threads", str(threads), "--worker-class", "gthread", "--log-level", "warning", "--preload",
        "--no-control-socket",
    ]
    # fmt: on
    process = subprocess.Popen(command, env=environment, cwd=data)
    try:
        _wait(port, process)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        if process.poll() is not None:
            raise RuntimeError("the server ended before it answered")
        try:
            _ask(http.client.HTTPConnection("127.0.0.1", port, timeout=5), "/api/v1/packs")
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the server does not answer")


def _ask(connection: http.client.HTTPConnection, address: str) -> float:
    started = time.perf_counter()
    connection.request("GET", address)
    answer = connection.getresponse()
    answer.read()
    if answer.status != 200:
        raise RuntimeError(f"{address}: {answer.status}")
    return (time.perf_counter() - started) * 1000


def latencies(port: int, addresses: Sequence[str], *, clients: int = CLIENTS) -> list[float]:
    """Milliseconds each request took, asked by so many clients at once, each over a connection it keeps."""

    def client(share: Sequence[str]) -> list[float]:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        return [_ask(connection, address) for address in share]

    with ThreadPoolExecutor(clients) as pool:
        shares = [addresses[at::clients] for at in range(clients)]
        return sorted(spent for found in pool.map(client, shares) for spent in found)


def _said(name: str, spent: list[float], seconds: float) -> str:
    p95 = spent[int(len(spent) * 0.95)]
    return f"{name:<22} median {statistics.median(spent):7.1f} ms   p95 {p95:7.1f} ms   {len(spent) / seconds:6.0f}/s"


def main() -> bool:
    """Print the medians and the 95th percentiles; True when the median of the searches is below the target."""
    with tempfile.TemporaryDirectory() as folder:
        packs, data = Path(folder) / "packs", Path(folder) / "data"
        write_packs(packs)
        asked = queries(REQUESTS)
        runs = {
            "floor: static file": ["/static/floor.txt"] * REQUESTS,
            "API search": [f"/api/v1/search?{query}" for query in asked],
            "page of items": [f"/items/?{query}" for query in asked],
        }
        medians = {}
        with server(packs, data) as port:
            latencies(port, [f"/api/v1/search?q={word}" for word in map(str, range(CLIENTS * 4))])  # warm up
            for name, addresses in runs.items():
                started = time.perf_counter()
                spent = latencies(port, addresses)
                print(_said(name, spent, time.perf_counter() - started), flush=True)
                medians[name] = statistics.median(spent)
    floor, *others = medians.values()
    ratios = ", ".join(f"{other / floor:.1f}" for other in others)
    print(f"{ITEMS:,} items, {CLIENTS} clients: {ratios} times the floor; target: median below {TARGET_MS:.0f} ms")
    return max(others) < TARGET_MS


if __name__ == "__main__":
    sys.exit(0 if main() else 1)
