"""What the provisions find in the register: worked out once for a state of packs and snapshot, and kept in a file.

The file stands in ``provisions`` in MINSHENG_DATA, named by pack, month and what it was worked out from, so that the
hub's other processes and its next start read it.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

import pyarrow as pa
from django.conf import settings

from minsheng.assess.folder import PROVISIONS_FILE
from minsheng.assess.provisions import Row, institution_values, read_provisions, rows_of, write_provisions
from minsheng.hub.catalogue import store
from minsheng.packs.load import Loaded, load_all
from minsheng.register.snapshot import MANIFEST, Snapshot, days_of, open_snapshot
from minsheng.rules.finding import Inspector
from minsheng.rules.provision import Standard, load_provisions
from minsheng.terms.errors import MinshengError
from minsheng.terms.periods import Month

MOST_FILES = 8


@dataclass(frozen=True)
class Answers:
    """The findings of one pack's standards, in the order of the register."""

    pack: str
    month: Month
    snapshot: Snapshot
    standards: Mapping[str, Standard]
    rows: Sequence[Row]


@dataclass
class _State:
    """One state of packs and register: packs with standards, the nearest first, and their answers so far."""

    stamp: tuple[object, ...]
    snapshot: Snapshot
    inspectors: Mapping[str, Inspector]
    answers: dict[str, Answers]


_lock = Lock()
_kept: dict[tuple[Path, Path], _State] = {}


def snapshot_now() -> Snapshot | None:
    """The latest snapshot of the register; None when there is none. Raises `MinshengError`."""
    folder = Path(settings.MINSHENG_REGISTER)
    return open_snapshot(folder) if days_of(folder) or (folder / MANIFEST).is_file() else None


def packs_now(snapshot: Snapshot) -> tuple[str, ...]:
    """The packs with standards in the month of a snapshot, the nearest to its institutions first."""
    with _lock:
        return tuple(_state(snapshot).inspectors)


def answers_now(snapshot: Snapshot, pack: str) -> Answers:
    """What a pack's standards find in a snapshot. Raises `MinshengError`."""
    with _lock:
        state = _state(snapshot)
        found = state.answers.get(pack)
        if found is None:
            found = state.answers[pack] = _worked_out(state, pack)
        return found


def _state(snapshot: Snapshot) -> _State:
    folder = Path(settings.MINSHENG_PACKS)
    stat = (snapshot.folder / MANIFEST).stat()
    stamp = (store.current().version, snapshot.folder, stat.st_mtime_ns, stat.st_ino)
    key = folder, Path(settings.MINSHENG_REGISTER)
    found = _kept.get(key)
    if found is None or found.stamp != stamp:
        found = _kept[key] = _State(stamp, snapshot, _inspectors(folder, snapshot), {})
    return found


def _inspectors(folder: Path, snapshot: Snapshot) -> dict[str, Inspector]:
    packs = load_all(folder)
    month = Month(snapshot.day.year, snapshot.day.month)
    found = {}
    for pack in packs:
        try:
            inspector = Inspector(load_provisions(pack, packs), month)
        except MinshengError:
            # A pack whose standards are broken has none until they are repaired; the check tells what is wrong.
            continue
        if inspector.standards:
            found[pack] = inspector
    places = Counter(str(row.get("division", ""))[:6] for row in institution_values(snapshot, ()))
    common = places.most_common(1)[0][0] if places else ""
    near = {pack: _nearness(packs[pack], common) for pack in found}
    # Another city's standards are not asked here; a register of nowhere may be held to any.
    wanted = [pack for pack in found if near[pack] >= 0] or list(found)
    return {pack: found[pack] for pack in sorted(wanted, key=lambda pack: -near[pack])}


def _nearness(loaded: Loaded, division: str) -> int:
    """How much of a division's code lies within the pack's; -1 when it lies elsewhere."""
    code = loaded.pack.about.division or ""
    own = "" if code == "100000" else code[:2] if code.endswith("0000") else code[:4] if code.endswith("00") else code
    return len(own) if division.startswith(own) else -1


def _worked_out(state: _State, pack: str) -> Answers:
    inspector, snapshot = state.inspectors[pack], state.snapshot
    digest = hashlib.blake2s((snapshot.folder / MANIFEST).read_bytes(), digest_size=8)
    digest.update(store.current().version.encode())
    home = Path(settings.MINSHENG_DATA) / "provisions"
    file = home / f"{pack}-{inspector.month}-{digest.hexdigest()}.parquet"
    try:
        rows = read_provisions(file)
    except (OSError, ValueError, pa.ArrowException):
        rows = _written(file, inspector, snapshot)
    standards = {one.provision.id: one for one in inspector.standards}
    return Answers(pack, inspector.month, snapshot, standards, rows)


def _written(file: Path, inspector: Inspector, snapshot: Snapshot) -> list[Row]:
    """Work it out and keep it; where nothing can be kept, it is in memory alone."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".new.", dir=file.parent) as folder:
            write_provisions(Path(folder), inspector, snapshot)
            os.replace(Path(folder) / PROVISIONS_FILE, file)
        kept = sorted(file.parent.glob("*.parquet"), key=lambda path: path.stat().st_mtime, reverse=True)
        for old in kept[MOST_FILES:]:
            old.unlink(missing_ok=True)
        return read_provisions(file)
    except OSError:
        return [*rows_of(inspector, snapshot)]
