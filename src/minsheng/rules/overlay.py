"""A changed copy of a pack's rules: rows of a file in the place of those with the same id, the pack left as it is."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from minsheng.packs.load import PACK_FILE, Loaded, read_folder
from minsheng.rules.program import Program, load_program
from minsheng.terms.errors import Fault, MinshengError

MOST_BYTES = 1_000_000
_COPY = "changed-copy"
_ALLOWED = ("benefits", "parameters")
_ABOUT = 'id: {id}\nname: 测算副本\nname_en: Changed copy\ndivision: "{division}"\nlevel: {level}\nparent: {parent}\n'


def changed_program(pack: str, packs: Mapping[str, Loaded], overlay: Path) -> Program:
    """The pack's program with the rules of ``overlay`` in the place of its own; raises `MinshengError`.

    ``overlay`` is a file with ``benefits:`` (and ``parameters:``) as a pack writes them, or a folder that holds a pack:
    a changed copy of this one, or one whose ``parent`` it is. Rows keep the pack's where they name no other.
    """
    if overlay.is_dir():
        return _of_folder(pack, packs, overlay)
    try:
        size = overlay.stat().st_size
        text = overlay.read_text("utf-8-sig") if size <= MOST_BYTES else ""
    except (OSError, UnicodeDecodeError) as error:
        said = "读不了这个文件" if isinstance(error, OSError) else "文件不是 UTF-8 编码"
        raise MinshengError(Fault("overlay.file", said, str(overlay), expected="一个 YAML 文件")) from None
    if size > MOST_BYTES:
        raise MinshengError(Fault("overlay.file", "文件太大", str(overlay), expected=f"不超过 {MOST_BYTES:,} 字节"))
    return changed_by_text(pack, packs, text, file=overlay.name)


def changed_by_text(pack: str, packs: Mapping[str, Loaded], text: str, *, file: str) -> Program:
    """As `changed_program`, from YAML already read; ``file`` is what faults call it."""
    about = packs[pack].pack.about
    with tempfile.TemporaryDirectory(prefix="minsheng-") as folder:
        home = Path(folder) / _COPY
        home.mkdir()
        head = _ABOUT.format(id=_COPY, division=about.division, level=about.level, parent=pack)
        (home / PACK_FILE).write_text(head, "utf-8")
        (home / "rules.yaml").write_text(text, "utf-8")
        try:
            return _below(pack, packs, home)
        except MinshengError as error:
            shown = f"{_COPY}/rules.yaml"
            told = [
                replace(one, file=file if one.file == shown else one.file, message=one.message.replace(shown, file))
                for one in error.faults
            ]
            raise MinshengError.of(told) from None


def _below(pack: str, packs: Mapping[str, Loaded], home: Path) -> Program:
    copy, faults = read_folder(home)
    if faults or copy is None:
        raise MinshengError.of(faults)
    held = {key for key, rows in copy.rows.items() if rows}
    if not held & set(_ALLOWED):
        expected = "benefits:，下面按规则包的写法写规则"
        raise MinshengError(Fault("overlay.empty", "里面没有规则", f"{_COPY}/rules.yaml", 1, expected=expected))
    if held - set(_ALLOWED):
        key = min(held - set(_ALLOWED))
        row = copy.rows[key][0]
        said = f"{key} 不能在测算里改"
        raise MinshengError(Fault("overlay.list", said, row.file, row.line, key, "、".join(_ALLOWED)))
    program = load_program(copy.pack.id, {**packs, copy.pack.id: copy})
    return replace(program, pack=pack)


def _of_folder(pack: str, packs: Mapping[str, Loaded], folder: Path) -> Program:
    copy, faults = read_folder(folder)
    if faults or copy is None:
        raise MinshengError.of(faults)
    if copy.pack.id == pack:
        return load_program(pack, {**packs, pack: copy})
    if copy.pack.about.parent == pack:
        return replace(load_program(copy.pack.id, {**packs, copy.pack.id: copy}), pack=pack)
    raise MinshengError(
        Fault(
            "overlay.pack",
            f"这不是 {pack} 的副本，也不在它下面",
            copy.about.file,
            copy.about.line_of("id"),
            copy.pack.id,
            f"id: {pack} 或 parent: {pack}",
        )
    )
