from __future__ import annotations

import os
import secrets
import subprocess
import sys
from pathlib import Path

import pytest

from minsheng.cli import hub
from minsheng.terms.errors import MinshengError


@pytest.mark.parametrize("address", ["8000", "127.0.0.1", ":8000", "host:0", "host:65536", "host:x", "host:８０", ""])
def test_an_address_that_is_none_is_refused_with_an_example(address: str) -> None:
    with pytest.raises(MinshengError) as told:
        hub.address_parts(address)
    (fault,) = told.value.faults
    assert fault.read == address
    assert "127.0.0.1:8000" in (fault.expected or "")


def test_the_server_opens_no_socket_for_remote_control() -> None:
    assert "--no-control-socket" in hub.server_command("127.0.0.1:8000", workers=1, threads=2)


def test_serve_hands_over_to_the_server_with_what_was_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    handed: list[list[str]] = []
    monkeypatch.setattr("os.execv", lambda _program, line: handed.append(line))
    hub.serve.main(["--address", "127.0.0.1:9000", "--workers", "3"], standalone_mode=False)
    assert "--bind 127.0.0.1:9000 --workers 3" in " ".join(handed[0])


def test_createuser_and_manage_pass_their_words_on(monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[tuple[str, ...]] = []
    monkeypatch.setattr(hub, "manage", lambda *words: ran.append(words))
    hub.createuser.main(["anna"], standalone_mode=False)
    hub.any_command.main(["makemigrations", "--check"], standalone_mode=False)
    hub.check.main([], standalone_mode=False)
    assert ran[:2] == [("add_reviewer", "anna"), ("makemigrations", "--check")]
    assert ("migrate", "--check") in ran


def test_a_database_that_is_behind_is_told_with_what_to_run(tmp_path: Path) -> None:
    environment = os.environ | {"MINSHENG_DATA": str(tmp_path), "MINSHENG_SECRET_KEY": secrets.token_urlsafe(64)}
    environment |= {"DATABASE_URL": f"sqlite:///{tmp_path / 'empty.sqlite3'}"}
    line = [sys.executable, "-c", "from minsheng.cli.main import main; main()", "hub", "check"]
    done = subprocess.run(line, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "minsheng hub migrate" in done.stderr
