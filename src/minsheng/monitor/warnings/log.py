"""A file of events that is only ever added to; writers wait for each other, and each decides on all that went before.

One event is a line of JSON that carries a digest of the line before it, so that a line changed or taken out later is
noticed, the last one excepted. A line is written whole and made durable before anyone is told; half a line, left by a
crash, was never told and is cut off by the next writer.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from minsheng.terms.errors import Fault, MinshengError

Event = Mapping[str, Any]
Result = TypeVar("Result")
_FIRST = "0" * 16
_PRIOR = "prior"


class Log:
    """The events of one file; the folder is made with the first of them. ``name`` is what users call it."""

    def __init__(self, path: Path, name: str = "预警记录") -> None:
        self.path = path
        self.name = name

    def events(self) -> list[Event]:
        """Every event, the first one first; raises `MinshengError` when the file was tampered with."""
        try:
            with self.path.open("rb") as file:
                return self._parsed(file.read())
        except FileNotFoundError:
            return []
        except OSError as error:
            raise _unusable(self.path, self.name, error) from None

    def add(self, decide: Callable[[Sequence[Event]], tuple[Sequence[Event], Result]]) -> Result:
        """Add the events ``decide`` makes of all there are; it may raise, and then nothing is written."""
        with self._alone() as handle:
            os.lseek(handle, 0, os.SEEK_SET)
            held = _read(handle)
            whole = held[: held.rfind(b"\n") + 1]
            events, result = decide(self._parsed(whole))
            if events:
                prior = _digest(whole.splitlines()[-1]) if whole else _FIRST
                lines = []
                for event in events:
                    text = json.dumps({_PRIOR: prior, **event}, ensure_ascii=False).encode()
                    lines.append(text)
                    prior = _digest(text)
                if len(whole) < len(held):
                    os.ftruncate(handle, len(whole))
                os.lseek(handle, len(whole), os.SEEK_SET)
                _write(handle, b"".join(line + b"\n" for line in lines))
                os.fsync(handle)
            return result

    @contextmanager
    def _alone(self) -> Iterator[int]:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise _unusable(self.path, self.name, error) from None
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield handle
        finally:
            os.close(handle)

    def _parsed(self, text: bytes) -> list[Event]:
        found, prior = [], _FIRST
        for number, line in enumerate(text[: text.rfind(b"\n") + 1].splitlines(), 1):
            try:
                event = json.loads(line)
                if event.pop(_PRIOR) != prior:
                    raise ValueError("the line before is another one")
            except (ValueError, KeyError, TypeError, AttributeError):
                said = f"{self.name}从这一行起被改动过，或坏了"
                expected = "从备份里找回这个文件"
                raise MinshengError(Fault("warnings.log", said, str(self.path), number, None, expected)) from None
            prior = _digest(line)
            found.append(event)
        return found


def _digest(line: bytes) -> str:
    return hashlib.sha256(line).hexdigest()[:16]


def _read(handle: int) -> bytes:
    parts = []
    while part := os.read(handle, 1 << 20):
        parts.append(part)
    return b"".join(parts)


def _write(handle: int, text: bytes) -> None:
    while text:
        text = text[os.write(handle, text) :]


def _unusable(path: Path, name: str, error: OSError) -> MinshengError:
    return MinshengError(Fault("warnings.io", f"{name}写不了", str(path), read=error.strerror or str(error)[:80]))
