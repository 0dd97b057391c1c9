"""Rules where they lie: the faults of a pack folder's rules, and a pack's program from a folder of packs."""

from __future__ import annotations

from pathlib import Path

from minsheng.packs.load import PACK_FILE, Loaded, load_line, pack_folders, read_folder
from minsheng.rules.program import Program, load_program, rule_faults
from minsheng.rules.provision import Provisions, load_provisions, provision_faults
from minsheng.terms.errors import Fault

RULE_LISTS = ("fields", "parameters", "benefits", "provisions")
"""The lists of a pack that rules are read from."""


def rule_packs(pack: str, root: Path | str) -> dict[str, Loaded]:
    """A pack and the levels above it, as far as rules need them; raises `MinshengError` with every fault."""
    return load_line(pack, root, only=RULE_LISTS)


def program_of(pack: str, root: Path | str) -> Program:
    """The program of a pack in a folder of packs; raises `MinshengError` with every fault."""
    return load_program(pack, rule_packs(pack, root))


def provisions_of(pack: str, root: Path | str) -> Provisions:
    """The provisions of a pack in a folder of packs; raises `MinshengError` with every fault."""
    return load_provisions(pack, rule_packs(pack, root))


def check_rules(folder: Path | str, *, root: Path | str | None = None) -> list[Fault]:
    """Every fault of the rules in a pack folder, or of every pack in it when it holds packs.

    Rows that cannot be read are not looked at: `minsheng.packs.check.check_folder` tells those.
    """
    folder = Path(folder).absolute()
    alone = (folder / PACK_FILE).is_file()
    wanted = [folder] if alone else pack_folders(folder)
    beside = Path(root) if root is not None else (folder.parent if alone else folder)
    packs: dict[str, Loaded] = {}
    mine: list[str] = []
    for path in dict.fromkeys([*wanted, *(one.absolute() for one in pack_folders(beside))]):
        loaded, _ = read_folder(path)
        if loaded is not None and loaded.pack.id not in packs:
            packs[loaded.pack.id] = loaded
            mine += [loaded.pack.id] if path in wanted else []
    return [fault for pack in mine for fault in (*rule_faults(pack, packs), *provision_faults(pack, packs))]
