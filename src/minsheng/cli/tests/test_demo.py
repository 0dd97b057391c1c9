from __future__ import annotations

import json
import os
import re
import signal
import socket
import stat
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from minsheng.cli import demo

COMMAND = ("-c", "from minsheng.cli.main import main; main()", "demo")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _fetch(address: str, *, seconds: float = 60) -> str:
    until = time.monotonic() + seconds
    while True:
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:
                return str(answer.read().decode())
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)


def test_the_password_is_made_once_and_kept_for_its_owner_only(tmp_path: Path) -> None:
    file = tmp_path / "var" / "demo-account.json"
    first = demo.kept_password(file)
    assert demo.kept_password(file) == first
    assert len(first) >= 16
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize("text", ["", "{", "[]", "{}"])
def test_a_spoilt_password_file_is_made_anew(tmp_path: Path, text: str) -> None:
    file = tmp_path / "demo-account.json"
    file.write_text(text)
    password = demo.kept_password(file)
    assert json.loads(file.read_text()) == {"name": "demo", "password": password}


def test_an_address_in_use_is_told_with_another_one_to_try() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        line = [sys.executable, *COMMAND, "--address", f"127.0.0.1:{port}"]
        done = subprocess.run(line, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "make demo ADDR=" in done.stderr
    assert "Traceback" not in done.stderr


def test_one_command_opens_the_hub_with_the_bundled_packs_and_stops_when_told(tmp_path: Path) -> None:
    address = f"127.0.0.1:{_free_port()}"
    line = [*COMMAND, "--no-browser", "--address", address]
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("MINSHENG_", "DJANGO_"))}
    environment |= {"MINSHENG_DATA": str(tmp_path), "PYTHONUNBUFFERED": "1"}
    server = subprocess.Popen(
        [sys.executable, *line], env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    try:
        text = _fetch(f"http://{address}/")
        assert "杭州市" in text
        assert "合成数据" in _fetch(f"http://{address}/happiness/")
        assert "--paper" in _fetch(f"http://{address}/static/minsheng.css")
    finally:
        server.send_signal(signal.SIGTERM)
        said = server.communicate(timeout=30)[0].decode()
    assert re.search(r"账号：demo　密码：[0-9a-f-]{19}", said)
    assert (tmp_path / demo.ACCOUNT_FILE).exists()
    assert "正在合成一座小城（合成数据，非真实人口）" in said
    assert server.returncode == 0


def test_a_register_that_has_a_snapshot_is_left_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo, "CITY_PEOPLE", 50)
    said: list[str] = []
    demo.small_city(tmp_path, said.append)
    manifest = tmp_path / "2021-12-31" / "manifest.json"
    before = manifest.read_bytes()
    assert json.loads(before)["synthetic"] is True
    assert said[-1].endswith("100%")
    said.clear()
    demo.small_city(tmp_path, said.append)
    assert (manifest.read_bytes(), said) == (before, [])


def test_a_store_with_observations_is_left_as_it_is(tmp_path: Path) -> None:
    packs = Path(__file__).resolve().parents[4] / "packs"
    said: list[str] = []
    demo.small_history(packs, tmp_path, said.append)
    assert [path.name for path in (tmp_path / "hangzhou").iterdir()] == ["000001.parquet"]
    assert re.fullmatch(r"已编出 [\d,]+ 个监测数据（合成数据，不是任何部门的统计数）", said.pop())
    demo.small_history(packs, tmp_path, said.append)
    assert said == []
    assert [path.name for path in (tmp_path / "hangzhou").iterdir()] == ["000001.parquet"]
