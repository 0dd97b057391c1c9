"""Work beside the hub: a folder with what is asked, a process of its own, a sign of life, and what went wrong.

The folder's page asks `working`, shows `progress` and, when it failed, `failure`; the process writes them. Nothing here
knows Django, so that the process need not either.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from minsheng.terms.errors import Fault, MinshengError

PROGRESS, FAILED, LOG = "progress.json", "failed.json", "log"
SILENT_SECONDS = 60
"""After so long without a sign of life work counts as broken off."""
_BEAT_SECONDS = 3.0
_TELL_SECONDS = 0.5
_MOST_FAULTS = 50
_NICER = 5
_started: list[subprocess.Popen[bytes]] = []
Step = Callable[[str, int, int], None]
"""Told as the work goes on: what is being done, how much of how much."""


def write_json(path: Path, content: Any) -> None:
    """Write a JSON file, for its owner alone, so that a reader sees the old one or the new one, never a half."""
    new = path.with_name(f".{path.name}.{os.getpid()}.{threading.get_ident()}")
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    # What was read of a file in no encoding has characters that none can write.
    with open(descriptor, "w", encoding="utf-8", errors="replace") as file:
        json.dump(content, file, ensure_ascii=False)
    new.replace(path)


def read_json(path: Path) -> Any:
    """What a JSON file holds; None when there is none or it cannot be read."""
    try:
        return json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return None


def begin(module: str, folder: Path) -> None:
    """Start ``python -m module folder`` and forget it; what it does goes through `attempt`."""
    mark_begun(folder)
    _started[:] = [one for one in _started if one.poll() is None]
    with open(os.open(folder / LOG, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as log:
        _started.append(
            subprocess.Popen(
                [sys.executable, "-m", module, str(folder)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        )


def mark_begun(folder: Path) -> None:
    """Say that work is about to begin, and forget how it ended before."""
    (folder / FAILED).unlink(missing_ok=True)
    write_json(folder / PROGRESS, {"what": "", "done": 0, "total": 0})


def working(folder: Path) -> bool:
    """Whether work is under way and has been heard of lately."""
    try:
        return time.time() - (folder / PROGRESS).stat().st_mtime < SILENT_SECONDS
    except OSError:
        return False


def broken_off(folder: Path) -> bool:
    """Whether work began, did not end, and has gone silent."""
    return (folder / PROGRESS).exists() and not working(folder)


def progress(folder: Path) -> dict[str, Any]:
    """What is being done, how much of how much."""
    return {"what": "", "done": 0, "total": 0} | (read_json(folder / PROGRESS) or {})


def failure(folder: Path) -> list[dict[str, Any]] | None:
    """Why the work failed; an empty list when it cannot say, None when it did not fail."""
    return read_json(folder / FAILED) if (folder / FAILED).is_file() else None


def attempt(folder: Path, do: Callable[[Step], None]) -> None:
    """Do the work with a sign of life beside it; what goes wrong is left in the folder for the page to tell."""
    if os.getpid() == os.getpgrp():
        os.nice(_NICER)  # in a process of its own, pages come first
    try:
        with _alive(folder / PROGRESS):
            do(_teller(folder / PROGRESS))
    except MinshengError as error:
        write_json(folder / FAILED, [_told(fault) for fault in error.faults[:_MOST_FAULTS]])
    except Exception:
        traceback.print_exc()
        write_json(folder / FAILED, [])
    finally:
        (folder / PROGRESS).unlink(missing_ok=True)


def _teller(file: Path) -> Step:
    """Tells how far the work is, at once when something else begins and else twice a second."""
    said, at = "", 0.0

    def step(what: str, done: int, total: int) -> None:
        nonlocal said, at
        now = time.monotonic()
        if what != said or now - at > _TELL_SECONDS:
            said, at = what, now
            write_json(file, {"what": what, "done": done, "total": total})

    return step


@contextmanager
def _alive(sign: Path) -> Iterator[None]:
    """Touch a file every few seconds: a long join tells of no progress, and is no break."""
    done = threading.Event()

    def beat() -> None:
        while not done.wait(_BEAT_SECONDS):
            if sign.exists():
                os.utime(sign)

    thread = threading.Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def _told(fault: Fault) -> dict[str, Any]:
    # A path on the server is no business of a page.
    file = Path(fault.file).name if fault.file else fault.file
    told = {"code": fault.code, "message": fault.message, "file": file, "line": fault.line}
    return {**told, "read": fault.read, "expected": fault.expected}
