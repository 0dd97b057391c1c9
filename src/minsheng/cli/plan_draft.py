"""``minsheng plan draft``: read a plan and lay a draft into a pack for a person to review."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path

import click

from minsheng.packs import family
from minsheng.packs.check import is_word
from minsheng.packs.load import DRAFTS, PACK_FILE, load, load_all, pack_folders, read_folder
from minsheng.packs.model import Area, Document, Level, Pack, PackFile
from minsheng.packs.write import accepted_file, pack_file_text, write_whole
from minsheng.plans.convert import Period
from minsheng.plans.draft import document_of, draft_rows, write_document, write_draft
from minsheng.plans.model import Reading
from minsheng.plans.read import read_plan
from minsheng.terms.divisions import COUNTRY, division_ancestors, division_name, is_division
from minsheng.terms.errors import Fault, MinshengError


@click.command("draft")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--pack", "folder", metavar="DIR", required=True, type=click.Path(path_type=Path), help="规则包的文件夹")
@click.option("--document", help="文件的短名，用在出处里，如 hz-2021")
@click.option("--title", help="文件标题（默认取正文的标题）")
@click.option("--period", help="规划期，如 2021-2025（默认从标题里读）")
@click.option("--name", help="新规则包的中文名，如 杭州市")
@click.option("--name-en", help="新规则包的英文名")
@click.option("--division", help="新规则包的行政区划代码，如 330100")
@click.option("--parent", help="新规则包的上级包")
def command(
    file: Path, folder: Path, document: str | None, title: str | None, period: str | None, **about: str | None
) -> None:
    """读取规划 FILE，在规则包 DIR 里生成待审核的草稿。"""
    reading = read_plan(file)
    new = not (folder / PACK_FILE).is_file()
    pack_file = _asked(folder, about) if new else load(folder).pack.about
    document = document or _document_id(file, pack_file.id)
    accepted_file(folder, document)  # refuses an id that cannot be cited or could leave the folder
    known = None if new else _known(folder, document)
    described = known or _described(reading, document, title=title, period=_period(period), file=file)
    place = _laid(folder, pack_file if new else None, described, reading, described is not known)
    _say(reading, place, described)


def _laid(folder: Path, pack_file: PackFile | None, document: Document, reading: Reading, new_document: bool) -> Path:
    """Write what is new and the draft; when any of it fails, none of it stays."""
    made: list[Path] = []
    there = folder.exists()
    try:
        if pack_file is not None:
            made.append(folder / PACK_FILE)
            write_whole(folder / PACK_FILE, pack_file_text(pack_file))
        if new_document:
            made.append(write_document(folder, document))
        return write_draft(folder, document, reading, areas=_areas(folder))
    except BaseException as error:
        for path in made:
            path.unlink(missing_ok=True)
        for empty in (folder / "documents", folder / DRAFTS, *(() if there else (folder,))):
            with suppress(OSError):
                empty.rmdir()
        if isinstance(error, OSError):
            said = f"写不进去：{error.strerror}"
            raise MinshengError(Fault("draft.unwritable", said, str(folder), expected="可以写的文件夹")) from None
        raise


def _say(reading: Reading, place: Path, document: Document) -> None:
    rows = draft_rows(reading, document.id, period=Period(document.since.year, document.until.year))
    click.echo(f"{document.title}（{document.since.year}—{document.until.year}）")
    click.echo(f"指标 {len(reading.indicators)}，承诺 {len(reading.commitments)}，专栏条目 {len(reading.items)}")
    click.echo(f"要人核对的行 {sum(bool(row.doubts) for row in rows)}，另有 {len(reading.doubts)} 处没有成行")
    click.echo(f"草稿在 {place}")


def _asked(folder: Path, about: dict[str, str | None]) -> PackFile:
    """What ``pack.yaml`` will say: from the options, else by asking."""
    pack_id = folder.absolute().name
    if not is_word(pack_id):
        expected = "小写字母、数字和连字符，如 hangzhou"
        raise MinshengError(Fault("pack.id", "文件夹名要用作规则包的 id", str(folder), read=pack_id, expected=expected))
    division = about["division"] or _ask("行政区划代码（如 330100）", "--division")
    if not is_division(division) or len(division) != 6:
        expected = "GB/T 2260 的六位代码，如 330100"
        raise MinshengError(Fault("pack.division", f"{division} 不是行政区划代码", read=division, expected=expected))
    name = about["name"] or division_name(division) or _ask("中文名", "--name")
    parent = about["parent"] or _parent(folder, division)
    return PackFile(pack_id, name, about["name_en"] or pack_id.capitalize(), division, _level(division), parent)


def _ask(what: str, option: str) -> str:
    try:
        return str(click.prompt(what, err=True))
    except click.Abort:
        raise MinshengError(Fault("draft.option", f"还没有规则包，需要{what}", expected=option)) from None


def _level(division: str) -> Level:
    if division == COUNTRY:
        return "country"
    if division.endswith("0000"):
        return "province"
    return "city" if division.endswith("00") else "county"


def _parent(folder: Path, division: str) -> str | None:
    """The pack beside this one that is nearest above it."""
    beside: dict[str, str] = {}
    root = folder.absolute().parent
    for other in pack_folders(root) if root.is_dir() else ():
        loaded, _ = read_folder(other)
        if loaded is not None:
            beside[loaded.pack.about.division] = loaded.pack.id
    return next((beside[code] for code in division_ancestors(division) if code in beside), None)


def _document_id(file: Path, pack_id: str) -> str:
    stem = re.sub(r"[^a-z0-9]+", "-", file.stem.lower()).strip("-")
    return stem if re.match(r"[a-z]", stem) else f"{pack_id}-plan"


def _known(folder: Path, document: str) -> Document | None:
    return next((one for one in load(folder).pack.documents if one.id == document), None)


def _period(text: str | None) -> Period | None:
    if text is None:
        return None
    found = re.fullmatch(r"((?:19|20)\d\d)\D{1,3}((?:19|20)\d\d)", text.strip())
    if found is None or found[1] > found[2]:
        raise MinshengError(Fault("draft.period", "规划期的写法不对", read=text, expected="2021-2025"))
    return Period(int(found[1]), int(found[2]))


def _described(reading: Reading, document: str, *, title: str | None, period: Period | None, file: Path) -> Document:
    described, found = document_of(reading, document, title=title, period=period)
    if described is None:
        expected = "用 --period 2021-2025 写明"
        raise MinshengError(Fault("draft.period", "标题里没有写规划期", str(file), read=found[:60], expected=expected))
    return described


def _areas(folder: Path) -> tuple[Area, ...]:
    """The areas the pack may use; none when a pack above cannot be read, for a draft does not depend on them."""
    try:
        packs: dict[str, Pack] = {key: one.pack for key, one in load_all(folder.absolute().parent).items()}
        return tuple(family.areas(load(folder).pack, packs).values())
    except MinshengError:
        return ()
