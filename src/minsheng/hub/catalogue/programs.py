"""The packs' rules ready to answer: compiled once, compiled again when a file changes, never half-changed.

What is kept follows the catalogue's version. When the rules on the disk are broken, the last good ones stay in use and
carry the faults, so that a page can say so; when there never were good ones, asking for them raises the faults.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any

from django.conf import settings

from minsheng.hub.catalogue import store
from minsheng.packs.build import instead
from minsheng.packs.load import load_all
from minsheng.rules.answer import Assessor
from minsheng.rules.parameters import set_values
from minsheng.rules.program import Program, load_program
from minsheng.terms.errors import Fault, MinshengError
from minsheng.terms.periods import Month

MOST_ASSESSORS = 64

UNKNOWN_PACK = "pack.unknown"


@dataclass(frozen=True)
class Ready:
    """An assessor with the faults that keep a newer state of its pack from being used; none as a rule."""

    assessor: Assessor
    faults: tuple[Fault, ...] = ()


@dataclass
class _State:
    """Programs of one version of the packs, with the assessors made of them so far."""

    version: str
    programs: Mapping[str, Program]
    faults: Mapping[str, tuple[Fault, ...]]
    assessors: OrderedDict[tuple[str, Month, str], Assessor] = field(default_factory=OrderedDict)


class Programs:
    """Keeps the programs of one folder of packs; safe to share between threads."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._loading = Lock()
        self._making = Lock()
        self._state: _State | None = None

    def program(self, pack: str) -> tuple[Program, tuple[Fault, ...]]:
        """The pack's program and what is wrong with a newer one; raises `MinshengError` when there is none."""
        state = self._current()
        found = state.programs.get(pack)
        if found is None:
            raise MinshengError.of(state.faults.get(pack, ()) or (_unknown(pack, state),))
        return found, state.faults.get(pack, ())

    def programs(self) -> dict[str, Program]:
        """The programs that have rules, by pack, in the packs' order."""
        return {pack: program for pack, program in self._current().programs.items() if program.rules}

    def ready(self, pack: str, month: Month, overrides: Mapping[str, Any] | None = None) -> Ready:
        """The pack's rules compiled for a month, with parameters in the place of its own if given.

        Overrides are texts by name, or mappings from division code to text; raises `MinshengError` for a wrong one.
        """
        state = self._current()
        program, faults = self.program(pack)
        key = (pack, month, json.dumps(overrides, sort_keys=True) if overrides else "")
        with self._making:
            found = state.assessors.get(key)
            if found is not None and found.program is program:
                state.assessors.move_to_end(key)
                return Ready(found, faults)
        figures = set_values(program.parameters, overrides, file="parameters", line=1) if overrides else None
        made = Assessor(program, month, figures)
        with self._making:
            state.assessors[key] = made
            while len(state.assessors) > MOST_ASSESSORS:
                state.assessors.popitem(last=False)
        return Ready(made, faults)

    def _current(self) -> _State:
        catalogue = store.current()
        state = self._state
        if state is not None and state.version == catalogue.version:
            return state
        if self._loading.acquire(blocking=state is None):
            try:
                if self._state is None or self._state.version != catalogue.version:
                    self._state = self._loaded(catalogue.version)
                return self._state
            finally:
                self._loading.release()
        assert state is not None
        return state

    def _loaded(self, version: str) -> _State:
        before = self._state.programs if self._state else {}
        try:
            packs = load_all(self._folder)
        except MinshengError as error:
            return _State(version, before, dict.fromkeys(before, error.faults) | {"": error.faults})
        except OSError as error:
            fault = Fault("store.unreadable", "规则包文件读不了", file=error.filename, read=error.strerror)
            return _State(version, before, dict.fromkeys(before, (fault,)) | {"": (fault,)})
        programs: dict[str, Program] = {}
        faults: dict[str, tuple[Fault, ...]] = {}
        for pack in packs:
            try:
                programs[pack] = load_program(pack, packs)
            except MinshengError as error:
                faults[pack] = error.faults
                if pack in before:
                    programs[pack] = before[pack]
        return _State(version, programs, faults)


def _unknown(pack: str, state: _State) -> Fault:
    if "" in state.faults:
        return state.faults[""][0]
    return Fault(UNKNOWN_PACK, "没有这个规则包", read=pack[:40], expected=instead(pack, state.programs))


_kept: dict[Path, Programs] = {}


def current() -> Programs:
    """The programs of the folder the settings name."""
    folder = Path(settings.MINSHENG_PACKS)
    found = _kept.get(folder)
    return found if found is not None else _kept.setdefault(folder, Programs(folder))
