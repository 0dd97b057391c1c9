"""Explaining one household over HTTP: ``POST /api/v1/explain`` beside OpenFisca's ``/calculate``, 16 clients at once.

Both stand behind gunicorn with two workers of eight threads on this machine's cores, and get a household of three that
differs from request to request. Ours answers every rule of Hangzhou with its reasons and the fields it read; OpenFisca
works out all fourteen variables of its country template, without any. The clients are one loop over sockets that sends
bytes made beforehand, so that they take as little of the processors as they can; what the servers take is counted by
itself.
"""

from __future__ import annotations

import argparse
import json
import os
import selectors
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks._peers import openfisca_situation, peers_python
from benchmarks.rules_one import HOME

CLIENTS = 16
WORKERS, THREADS = 2, 8
ROUNDS = 3
DIFFERENT = 200
LEAST_TIMES = 10.0
PACKS = Path(__file__).resolve().parent.parent / "packs"
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Server:
    """A server's command with its settings, where it is asked, what, and with how many requests."""

    name: str
    command: Sequence[str | Path]
    environment: Mapping[str, str]
    path: str
    bodies: Sequence[bytes]
    requests: int


@dataclass(frozen=True)
class Served:
    """Requests a second, the server's CPU milliseconds a request, and latencies in milliseconds."""

    per_second: float
    cpu_ms: float
    median_ms: float
    p95_ms: float


def ours(data: Path, requests: int) -> Server:
    """The hub as ``minsheng hub serve`` runs it, without its log of requests."""
    port = _free_port()
    environment = {"MINSHENG_PACKS": str(PACKS), "MINSHENG_DATA": str(data), "MINSHENG_HTTPS": "0"}
    # fmt: off
    command = [
        sys.executable, "-m", "gunicorn", "minsheng.hub.config.wsgi", "--bind", f"127.0.0.1:{port}", "--workers",
        str(WORKERS), "--threads", str(THREADS), "--worker-class", "gthread", "--log-level", "warning", "--preload",
        "--no-control-socket",
    ]
    # fmt: on
    bodies = [json.dumps(_home(at)).encode() for at in range(DIFFERENT)]
    return Server("minsheng", command, environment, f"http://127.0.0.1:{port}/api/v1/explain", bodies, requests)


def openfisca(data: Path, requests: int) -> Server:
    """OpenFisca's web API as ``openfisca serve`` runs it, with the country template."""
    port = _free_port()
    settings = data / "openfisca_settings.py"
    settings.write_text(f'workers = {WORKERS}\nthreads = {THREADS}\nworker_class = "gthread"\nloglevel = "warning"\n')
    command = [peers_python().parent / "openfisca", "serve", "-c", "openfisca_country_template", "-p", str(port)]
    bodies = [json.dumps(openfisca_situation(at)).encode() for at in range(DIFFERENT)]
    # fmt: off
    return Server(
        "openfisca", [*command, "-f", settings], {}, f"http://127.0.0.1:{port}/calculate", bodies, requests
    )
    # fmt: on


def _home(at: int) -> dict[str, Any]:
    widow, son, grandchild = HOME["persons"]
    persons = [{**widow, "monthly_income": f"{700 + at}.50"}, son, grandchild]
    return {"pack": "hangzhou", "month": "2021-12", "household": HOME["household"], "persons": persons}


@contextmanager
def running(server: Server, data: Path) -> Iterator[int]:
    """The server's process, once it answers as it should; ended when the block is."""
    process = subprocess.Popen(
        list(map(str, server.command)),
        env={**os.environ, **server.environment},
        cwd=data,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        for _ in range(300):
            if process.poll() is not None:
                raise RuntimeError(f"{server.name} ended before it answered")
            try:
                _asked_once(server)
                break
            except urllib.error.HTTPError as error:
                raise RuntimeError(f"{server.name}: {error.code} {error.read()[:500]!r}") from error
            except OSError:
                time.sleep(0.1)
        yield process.pid
    finally:
        process.terminate()
        process.wait(timeout=20)


def _asked_once(server: Server) -> None:
    request = urllib.request.Request(server.path, server.bodies[0], {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=10) as answer:
        answer.read()


def served(server: Server, process: int, requests: int) -> Served:
    """Ask so many times, 16 at once, and count what the server's processes took."""
    before, began = _cpu_of(process), time.perf_counter()
    latencies = sorted(_asked(server, requests))
    took, spent = time.perf_counter() - began, _cpu_of(process) - before
    p95 = latencies[int(len(latencies) * 0.95)]
    return Served(requests / took, spent / requests * 1000, statistics.median(latencies), p95)


class _Client:
    """One connection that is kept as long as the server keeps it; an answer is whole when its length has come."""

    def __init__(self, address: tuple[str, int]) -> None:
        self.address = address
        self.socket = self._connect()
        self.began = 0.0
        self.got = bytearray()
        self.wants = -1

    def _connect(self) -> socket.socket:
        made = socket.create_connection(self.address)
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return made

    def send(self, request: bytes) -> None:
        self.got.clear()
        self.wants = -1
        self.began = time.perf_counter()
        self.socket.sendall(request)

    def whole(self) -> bool:
        """Take what has come; True when the answer is complete."""
        part = self.socket.recv(1 << 18)
        if not part:
            raise RuntimeError("the server closed a connection in the midst of an answer")
        self.got += part
        if self.wants < 0 and (end := self.got.find(b"\r\n\r\n")) >= 0:
            head = self.got[:end].lower()
            if not head.startswith(b"http/1.1 200"):
                raise RuntimeError(bytes(self.got[:300]).decode("latin-1"))
            at = head.index(b"content-length:") + 15
            self.wants = end + 4 + int(head[at : head.find(b"\r\n", at) if b"\r\n" in head[at:] else None])
        return 0 <= self.wants <= len(self.got)


def _asked(server: Server, requests: int) -> list[float]:
    """Milliseconds of each request, sixteen on their way at any time."""
    host, _, path = server.path.removeprefix("http://").partition("/")
    name, _, port = host.partition(":")
    head = f"POST /{path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\nContent-Length: "
    ready = [f"{head}{len(body)}\r\n\r\n".encode() + body for body in server.bodies]
    latencies: list[float] = []
    asked = 0
    with selectors.DefaultSelector() as waiting:
        clients = [_Client((name, int(port))) for _ in range(CLIENTS)]
        for client in clients:
            waiting.register(client.socket, selectors.EVENT_READ, client)
            client.send(ready[asked % DIFFERENT])
            asked += 1
        while len(latencies) < requests:
            for key, _ in waiting.select(timeout=30):
                client = key.data
                if client.whole():
                    latencies.append((time.perf_counter() - client.began) * 1000)
                    if asked < requests:
                        client.send(ready[asked % DIFFERENT])
                        asked += 1
                    else:
                        # The server closes a connection that is idle while the last answers come.
                        waiting.unregister(client.socket)
        for client in clients:
            client.socket.close()
    return latencies


def _cpu_of(process: int) -> float:
    """User and system seconds of a process and of those it started."""
    total = 0.0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            _, _, rest = stat.read_text().rpartition(") ")
        except OSError:
            continue
        fields = rest.split()
        if int(fields[1]) == process or int(stat.parent.name) == process:
            total += (int(fields[11]) + int(fields[12])) / _TICKS
    return total


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def main(options: Sequence[str] = ()) -> bool:
    """Print what each server takes, by turns; True when ours serves ten times as many."""
    parser = argparse.ArgumentParser("python -m benchmarks explain_api")
    parser.add_argument(
        "--requests", type=int, default=3000, help="requests of ours a round; a tenth of them of theirs"
    )
    requests = parser.parse_args(options).requests
    if not peers_python().is_file():
        print(f"no {peers_python()}: `make bench` makes it")
        return False
    found: dict[str, list[Served]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(ROUNDS):
            for server in (ours(Path(folder), requests), openfisca(Path(folder), max(requests // 10, CLIENTS))):
                with running(server, Path(folder)) as process:
                    _asked(server, CLIENTS * 4)  # warm up
                    found.setdefault(server.name, []).append(served(server, process, server.requests))
    middle = {name: sorted(runs, key=lambda run: run.per_second)[ROUNDS // 2] for name, runs in found.items()}
    for name, run in middle.items():
        print(
            f"{name:<12} {run.per_second:7.0f} /s   {run.cpu_ms:7.2f} CPU ms a request   "
            f"median {run.median_ms:6.1f} ms   p95 {run.p95_ms:6.1f} ms"
        )
    times = middle["minsheng"].per_second / middle["openfisca"].per_second
    by_cpu = middle["openfisca"].cpu_ms / middle["minsheng"].cpu_ms
    print(
        f"{times:.1f} times as many requests a second (target {LEAST_TIMES:.0f}); by CPU a request {by_cpu:.1f} times"
    )
    return times >= LEAST_TIMES
