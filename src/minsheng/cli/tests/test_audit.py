"""``minsheng audit verify`` on a trail that is whole, cut, changed, or written with another key."""

from __future__ import annotations

import json
import os
import re
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

MINSHENG = [sys.executable, "-m", "minsheng"]
SWAP = ((1, 9), (2, 1), (9, 2))
"""Old and new numbers that let the first two entries change places."""
RECORD = """
import django; django.setup()
from minsheng.hub.audit.trail import record
for name in ("li", "wang", "zhao"):
    record(name, "look", subject="330106195905010027")
"""


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a hub with three entries on its trail."""
    folder = tmp_path_factory.mktemp("hub")
    run(folder, *MINSHENG, "hub", "manage", "migrate", "-v0")
    assert run(folder, sys.executable, "-c", RECORD).returncode == 0
    return folder


def run(folder: Path, *line: str, **more: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "MINSHENG_AUDIT_KEY")}
    settings = {"MINSHENG_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "minsheng.hub.config.settings"}
    return subprocess.run(line, env={**kept, **settings, **more}, capture_output=True, text=True, timeout=120)


def verify(folder: Path, *options: str, **more: str) -> subprocess.CompletedProcess[str]:
    return run(folder, *MINSHENG, "audit", "verify", *options, **more)


def spoilt(hub: Path, folder: Path, *statements: str) -> Path:
    """A copy of the hub, its triggers gone, after these statements."""
    (folder / "secret-key").write_text((hub / "secret-key").read_text())
    with sqlite3.connect(hub / "minsheng.sqlite3") as source, sqlite3.connect(folder / "minsheng.sqlite3") as copy:
        source.backup(copy)
        for (name,) in copy.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            copy.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            copy.execute(statement)
    source.close()
    copy.close()
    return folder


def test_a_whole_trail_is_told_with_a_line_to_keep(hub: Path) -> None:
    ran = verify(hub)
    assert ran.returncode == 0, ran.stderr
    assert "完好：3 条" in ran.stdout
    known = ran.stdout.strip().rpartition("：")[2]
    assert known.startswith("3:")
    assert verify(hub, "--known", known).returncode == 0


def test_what_was_changed_first_and_what_is_missing_at_the_end_is_named(hub: Path, tmp_path: Path) -> None:
    change = "UPDATE audit_entry SET actor = 'someone' WHERE number = 2"
    ran = verify(spoilt(hub, tmp_path, change, "DELETE FROM audit_entry WHERE number = 3"), "--json")
    assert ran.returncode == 2
    told = json.loads(ran.stdout)
    assert (told["intact"], told["tail_missing"]) == (False, 1)
    assert told["first"] == {"number": 2, "kind": "changed", "was": None}
    assert "第 2 条：这条记录被改过" in ran.stderr
    assert "末尾缺 1 条" in ran.stderr


def test_a_trail_set_back_to_an_older_one_is_found_by_the_line_that_was_kept(hub: Path, tmp_path: Path) -> None:
    ran = verify(spoilt(hub, tmp_path), "--known", "4:" + "0" * 64)
    assert ran.returncode == 2
    assert "以前抄下的那一条已不在或变了" in ran.stderr


def test_another_key_is_named_as_such(hub: Path) -> None:
    ran = verify(hub, MINSHENG_AUDIT_KEY="another")
    assert ran.returncode == 2
    assert "[audit.key]" in ran.stderr


def test_without_a_database_the_way_out_is_told(tmp_path: Path) -> None:
    ran = verify(tmp_path)
    assert ran.returncode == 2
    assert "minsheng hub migrate" in ran.stderr


def test_a_known_line_that_is_none_is_refused(tmp_path: Path) -> None:
    ran = verify(tmp_path, "--known", "12:abc")
    assert ran.returncode == 2
    assert "--known 写得不对" in ran.stderr


@pytest.mark.parametrize(
    ("statements", "codes"),
    [
        (["DELETE FROM audit_entry WHERE number = 2"], ["audit.removed"]),
        (["DELETE FROM audit_head"], ["audit.head"]),
        (
            ["DELETE FROM audit_entry WHERE number = 1", "UPDATE audit_head SET count = 9"],
            ["audit.removed", "audit.head"],
        ),
        ([f"UPDATE audit_entry SET number = {new} WHERE number = {old}" for old, new in SWAP], ["audit.moved"]),
    ],
)
def test_each_break_has_its_code(hub: Path, tmp_path: Path, statements: list[str], codes: list[str]) -> None:
    ran = verify(spoilt(hub, tmp_path, *statements))
    assert ran.returncode == 2
    assert re.findall(r"\[([a-z.]+)\]", ran.stderr) == codes
