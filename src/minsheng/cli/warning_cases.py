"""The part of ``minsheng pack test`` and ``pack check`` that is about warnings."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from minsheng.packs.load import PACK_FILE, load_line, pack_folders, read_folder
from minsheng.terms.errors import Fault


@dataclass(frozen=True)
class WarningFailure:
    """A case of a warning that did not come out, and where it stands."""

    file: str
    line: int
    name: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.name}：{self.message}"


@dataclass(frozen=True)
class WarningResults:
    """How many cases of warnings there are, those that failed, and the warnings that lack some."""

    cases: int
    failures: tuple[WarningFailure, ...]
    wanting: dict[str, tuple[str, ...]] = field(default_factory=dict)


def warning_results(pack: str, root: Path) -> WarningResults:
    """Run the cases of a pack's warnings; raises `MinshengError` with every fault of them."""
    from minsheng.cli.monitor_status import LISTS
    from minsheng.monitor.warnings.cases import Runner, gaps, read_cases

    loaded = load_line(pack, root, only=LISTS)
    packs = {name: one.pack for name, one in loaded.items()}
    cases = read_cases(loaded[pack].folder)
    wanting = gaps(packs[pack].warnings, cases)
    if not cases:
        return WarningResults(0, (), wanting)
    runner = Runner(packs[pack], packs)
    told = ((case, runner.run(case)) for case in cases)
    failures = tuple(WarningFailure(case.file, case.line, case.name, words) for case, words in told if words)
    return WarningResults(len(cases), failures, wanting)


def check_warnings(folder: Path) -> Iterable[Fault]:
    """Every fault of the conditions of warnings in a pack folder, or of every pack in it when it holds packs."""
    from minsheng.monitor.warnings.signals import warning_faults

    for path in [folder] if (folder / PACK_FILE).is_file() else pack_folders(folder):
        loaded, _ = read_folder(path, only=("warnings",))
        if loaded is not None:
            yield from warning_faults(loaded)
