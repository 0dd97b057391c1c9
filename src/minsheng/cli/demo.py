"""``minsheng demo``: one command that opens the hub with the bundled packs."""

from __future__ import annotations

import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import webbrowser
from collections.abc import Callable
from datetime import date
from pathlib import Path

import click

from minsheng.cli.hub import SETTINGS, address_parts, server_command
from minsheng.terms.errors import Fault, MinshengError

REVIEWER = "demo"
ACCOUNT_FILE = "demo-account.json"
START_SECONDS = 30.0
CITY = "330100"
CITY_PEOPLE = 20_000
CITY_DAY = date(2021, 12, 31)
PLACES = "places"
HISTORY_PACK = "hangzhou"


def _check_free(address: str) -> None:
    host, port = address_parts(address)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise MinshengError(
                Fault(
                    "demo.address",
                    f"不能在这个地址上监听：{error.strerror}",
                    read=address,
                    expected="换一个端口，例如 --address 127.0.0.1:8001，或 make demo ADDR=127.0.0.1:8001",
                )
            ) from error


def _environment(address: str) -> None:
    host, _port = address_parts(address)
    everywhere = host in ("0.0.0.0", "::")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    os.environ.setdefault("MINSHENG_HTTPS", "0")
    os.environ.setdefault("MINSHENG_HOSTS", "*" if everywhere else f"127.0.0.1,localhost,[::1],{host}")


def kept_password(file: Path) -> str:
    """The demo account's password: made once, kept in a file that only its owner may read."""
    try:
        return str(json.loads(file.read_text())["password"])
    except (OSError, ValueError, KeyError, TypeError):
        password = "-".join(secrets.token_hex(2) for _ in range(4))
        file.parent.mkdir(parents=True, exist_ok=True)
        file.unlink(missing_ok=True)
        with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
            json.dump({"name": REVIEWER, "password": password}, out)
        return password


def prepare() -> str:
    """Bring the database up to date and make the demo account; what to say about it."""
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
    from django.conf import settings
    from django.contrib.auth import get_user_model
    from django.db import connections

    from minsheng.hub.accounts.people import add_reviewer

    file = Path(settings.MINSHENG_DATA) / ACCOUNT_FILE
    said = f"核对人员演示账号：{REVIEWER}，密码见 {file}"
    if not get_user_model().objects.filter(username=REVIEWER).exists():
        password = kept_password(file)
        add_reviewer(REVIEWER, password)
        said = f"已建核对人员演示账号：{REVIEWER}　密码：{password}（存于 {file}）"
    connections.close_all()
    return said


def small_city(register: Path, say: Callable[[str], None]) -> None:
    """Make up a small city for the happiness list when the register has no snapshot yet; tell how far it is."""
    from minsheng.register.snapshot import MANIFEST, days_of
    from minsheng.register.synthetic.city import synthesise

    if days_of(register) or (register / MANIFEST).is_file():
        return
    last = -1

    def step(what: str, done: int, total: int) -> None:
        nonlocal last
        percent = done * 100 // total if total else 100
        if percent >= last + 25 or percent == 100 > last:
            last = percent
            say(f"正在合成一座小城（合成数据，非真实人口）：{what} {percent}%")

    synthesise(CITY, people=CITY_PEOPLE, register=register, day=CITY_DAY, step=step)


def small_history(packs: Path, observations: Path, say: Callable[[str], None]) -> None:
    """Make up a history of observations for the cockpit when the pack's store is empty yet."""
    from minsheng.monitor.example import example_observations
    from minsheng.monitor.store import Store
    from minsheng.monitor.warnings.example import watched_observations
    from minsheng.packs.family import lineage
    from minsheng.packs.load import load_packs

    store = Store(observations / HISTORY_PACK)
    if store.version:
        return
    loaded = load_packs(packs)
    if HISTORY_PACK not in loaded:
        return
    rows = example_observations(loaded[HISTORY_PACK], lineage(loaded[HISTORY_PACK], loaded), seed=1)
    rows += watched_observations(loaded[HISTORY_PACK], rows, seed=1)
    added = store.add(rows, by="演示", origin="合成数据")
    say(f"已编出 {added.new:,} 个监测数据（合成数据，不是任何部门的统计数）")


def small_places(folder: Path, say: Callable[[str], None]) -> None:
    """Make up a city on the map - streets, residents, facilities - when there is none yet."""
    from minsheng.places.demo.files import prepare as prepare_city

    if prepare_city(folder):
        say(f"已造出地图上的演示城市（生成数据）：{folder}")


def _data() -> tuple[Path, Path]:
    from django.conf import settings

    from minsheng.monitor.book import STORES

    return Path(settings.MINSHENG_PACKS), Path(settings.MINSHENG_DATA) / STORES


def _places() -> Path:
    from django.conf import settings

    return Path(settings.MINSHENG_DATA) / PLACES


def _register() -> Path:
    from django.conf import settings

    return Path(settings.MINSHENG_REGISTER)


def _has_screen() -> bool:
    return sys.platform == "darwin" or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _answers(address: str, server: subprocess.Popen[bytes]) -> bool:
    host, port = address_parts(address)
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and server.poll() is None:
        try:
            socket.create_connection((host, port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return True
    return False


@click.command("demo")
@click.option("--address", default="127.0.0.1:8000", show_default=True, help="监听的主机:端口")
@click.option("--browser/--no-browser", default=True, help="就绪后打开浏览器")
def command(address: str, browser: bool) -> None:
    """一条命令打开演示站：建库、建演示账号、合成一座小城、启动。按 Ctrl+C 结束。"""
    _check_free(address)
    _environment(address)
    click.echo(prepare())
    try:
        small_city(_register(), click.echo)
    except MinshengError as error:
        # The rest of the hub works without it.
        click.echo(f"没有合成小城，幸福清单暂时没有内容：{error}", err=True)
    try:
        small_history(*_data(), click.echo)
    except MinshengError as error:
        click.echo(f"没有编出监测数据，驾驶舱里只有规划自己印的数：{error}", err=True)
    try:
        small_places(_places(), click.echo)
    except (MinshengError, OSError) as error:
        click.echo(f"没有造出演示城市，地图暂时没有内容：{error}", err=True)
    server = subprocess.Popen(server_command(address, workers=1, threads=8))
    signal.signal(signal.SIGTERM, lambda *_: server.terminate())
    try:
        if _answers(address, server):
            click.echo(f"已打开：http://{address}/　按 Ctrl+C 结束。")
            if browser and _has_screen():
                webbrowser.open(f"http://{address}/")
        code = server.wait()
    except KeyboardInterrupt:
        server.terminate()
        code = server.wait()
    sys.exit(max(code, 0))
