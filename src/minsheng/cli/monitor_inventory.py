"""``minsheng monitor inventory``: the yearly stocktaking of service items."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import click

from minsheng.cli.folders import default_packs, observations_folder
from minsheng.cli.monitor_data import (
    PATH,
    by_option,
    data_option,
    observations_option,
    pack_option,
    packs_option,
    who,
    write_rows,
)
from minsheng.monitor.inventory import STATE_NAMES, STATES, Entry, Inventory, Line, read_state, reminders
from minsheng.packs.family import areas
from minsheng.packs.load import load_line
from minsheng.packs.model import Pack
from minsheng.register.encoding import CountedReader, encoding_of
from minsheng.terms.errors import Fault, MinshengError

_LISTS = ("documents", "areas", "items")
_TITLES = ("事项编号", "事项", "服务领域", "出处", "牵头单位", "完成期限", "状态", "依据", "上次由谁报")
_TO_READ = ("事项编号", "牵头单位", "完成期限", "状态", "依据")
_YEARS = click.IntRange(2000, 2100)
Command = Callable[..., Any]


def _shared(command: Command) -> Command:
    """The options every one of these commands has."""
    year = click.option("--year", type=_YEARS, required=True, help="盘点哪一年")
    for option in (observations_option, data_option, packs_option, year, pack_option):
        command = option(command)
    return command


@click.group("inventory", help="清单盘点：每个服务事项落实没有、依据、牵头单位、期限，谁没有报。")
def inventory() -> None:
    """The group of these commands."""


def _open(
    pack_id: str, root: Path | None, data: Path | None, folder: Path | None
) -> tuple[Inventory, Pack, dict[str, Pack]]:
    packs = {name: loaded.pack for name, loaded in load_line(pack_id, root or default_packs(), only=_LISTS).items()}
    where = observations_folder(pack_id, data) if folder is None else folder / pack_id
    return Inventory(where, packs[pack_id]), packs[pack_id], packs


@inventory.command("show", help="这一年的每个事项：状态、牵头单位、期限、依据。")
@_shared
@click.option("--state", "state_text", help="只看某个状态：已落实、部分落实、未启动、没有报")
@click.option("--owner", help="只看某个牵头单位")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出")
@click.option("--out", type=PATH, help="写成 CSV 表，填好用 inventory import 导入")
def show_command(
    pack_id: str,
    year: int,
    root: Path | None,
    data: Path | None,
    folder: Path | None,
    state_text: str | None,
    owner: str | None,
    as_json: bool,
    out: Path | None,
) -> None:
    """Show, or write as a sheet, where the year's items stand."""
    held, pack, packs = _open(pack_id, root, data, folder)
    lines = held.lines(year)
    names = {area.id: area.name for area in areas(pack, packs).values()}
    chosen = [one for one in lines if _fits(one, state_text, owner)]
    if as_json:
        click.echo(json.dumps([_as_json(one) for one in chosen], ensure_ascii=False, indent=2))
        return
    if out is not None:
        write_rows(out, _TITLES, [_row(one, names) for one in chosen])
        click.echo(f"已写出 {out}：{len(chosen)} 个事项")
        return
    for one in chosen:
        due = f"，{one.due} 到期" if one.due else ""
        said = f"：{one.last.evidence}（{one.last.by}）" if one.last and one.last.evidence else ""
        click.echo(f"{one.state_name}　{one.item.name}（{one.item.id}）　{one.owner or '未定牵头单位'}{due}{said}")
    counts: Counter[str] = Counter(one.state or "" for one in lines)
    told = "，".join(f"{STATE_NAMES[state]} {counts[state]}" for state in (*STATES, ""))
    click.echo(f"{pack.about.name} {year} 年 {len(lines)} 个事项：{told}")


@inventory.command("report", help="报一个事项的状态和依据，或定牵头单位和期限。")
@click.argument("item")
@_shared
@click.option("--state", "state_text", help="已落实、部分落实或未启动")
@click.option("--evidence", default="", help="依据：文件、台账、网址或一句说明；已落实的必须写")
@click.option("--owner", help="牵头单位")
@click.option("--due", "due_text", help="完成期限，如 2023-12-15")
@by_option
def report_command(
    item: str,
    pack_id: str,
    year: int,
    root: Path | None,
    data: Path | None,
    folder: Path | None,
    state_text: str | None,
    evidence: str,
    owner: str | None,
    due_text: str | None,
    by: str | None,
) -> None:
    """Write down one item's state, or who answers for it and by when."""
    held, _, _ = _open(pack_id, root, data, folder)
    entry = _entry(item, owner or "", due_text or "", state_text or "", evidence, Fault("inventory.read", ""))
    written = held.write(year, [entry], by=who(by))
    click.echo(f"已记下 {written} 条" if written else "和已有的一样，没有新的")


@inventory.command("import", help="导入填好的盘点表（inventory show --out 写出的 CSV）；有一处错误就全部不收。")
@click.argument("file", type=PATH)
@_shared
@by_option
def import_command(
    file: Path, pack_id: str, year: int, root: Path | None, data: Path | None, folder: Path | None, by: str | None
) -> None:
    """Write down a sheet of entries."""
    held, _, _ = _open(pack_id, root, data, folder)
    entries = list(_entries(file))
    written = held.write(year, entries, by=who(by))
    click.echo(f"{file.name}：{len(entries)} 个事项，记下 {written} 条" + ("" if written else "（都和已有的一样）"))


@inventory.command("remind", help="该催谁：没有报的，和到期没有落实的，按牵头单位列出。")
@_shared
@click.option("--on", "on_text", help="以哪一天为准，默认今天")
@click.option("--within", type=click.IntRange(0, 366), default=30, show_default=True, help="几天内到期的也催")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出")
def remind_command(
    pack_id: str,
    year: int,
    root: Path | None,
    data: Path | None,
    folder: Path | None,
    on_text: str | None,
    within: int,
    as_json: bool,
) -> None:
    """List whom to remind of what."""
    held, _, _ = _open(pack_id, root, data, folder)
    on = _day(on_text or "", Fault("inventory.read", "")) or date.today()
    found = reminders(held.lines(year), on, within=within)
    if as_json:
        told = [
            {
                "owner": one.owner,
                "unreported": [line.item.id for line in one.unreported],
                "due": [_as_json(line) for line in one.due],
            }
            for one in found
        ]
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    for one in found:
        click.echo(f"{one.owner or '未定牵头单位'}：没有报 {len(one.unreported)} 项，到期未落实 {len(one.due)} 项")
        for line in one.unreported:
            click.echo(f"  没有报　{line.item.name}（{line.item.id}）" + (f"，{line.due} 到期" if line.due else ""))
        for line in one.due:
            late = "已过期" if line.overdue(on) else "到期"
            click.echo(f"  {line.state_name}　{line.item.name}（{line.item.id}），{line.due} {late}")
    if not found:
        click.echo("没有要催的。")


def _fits(line: Line, state_text: str | None, owner: str | None) -> bool:
    if state_text is not None and state_text != STATE_NAMES[""] and read_state(state_text) is None:
        expected = "、".join(STATE_NAMES.values())
        raise MinshengError(Fault("inventory.state", "没有这个状态", read=state_text, expected=expected))
    wanted = None if state_text is None else read_state(state_text) or ""
    return (wanted is None or wanted == (line.state or "")) and (owner is None or owner == line.owner)


def _row(line: Line, names: dict[str, str]) -> tuple[object, ...]:
    item, last = line.item, line.last
    said = ("", "", "") if last is None else (line.state_name, last.evidence, f"{last.by} {last.at:%Y-%m-%d}")
    return (item.id, item.name, names.get(item.area, ""), item.source, line.owner, line.due or "", *said)


def _as_json(line: Line) -> dict[str, Any]:
    last = line.last
    return {
        "item": line.item.id,
        "name": line.item.name,
        "area": line.item.area,
        "source": line.item.source.as_json(),
        "year": line.year,
        "state": line.state,
        "evidence": None if last is None else last.evidence,
        "by": None if last is None else last.by,
        "at": None if last is None else last.at.isoformat(),
        "owner": line.owner or None,
        "due": None if line.due is None else line.due.isoformat(),
    }


def _entries(file: Path) -> Iterator[Entry]:
    """The entries of a sheet; rows in which nothing was filled in are passed over."""
    if not file.is_file():
        raise MinshengError(Fault("inventory.no-file", "没有这个文件", str(file)))
    with CountedReader(file) as counted:
        rows = csv.reader(counted.text(encoding_of(file)))
        titles = [title.strip().lstrip("\ufeff") for title in next(rows, [])]
        gone = [title for title in ("事项编号", "状态") if title not in titles]
        if gone:
            expected = "、".join(_TO_READ)
            raise MinshengError(Fault("inventory.header", f"没有 {'、'.join(gone)} 列", file.name, 1, None, expected))
        for row in rows:
            cells = dict(zip(titles, [cell.strip() for cell in row], strict=False))
            item, owner, due, state, evidence = (cells.get(title, "") for title in _TO_READ)
            if item and (owner or due or state or evidence):
                where = Fault("inventory.read", "", file.name, rows.line_num)
                yield _entry(item, owner, due, state, evidence, where)


def _entry(item: str, owner: str, due: str, state: str, evidence: str, where: Fault) -> Entry:
    read = read_state(state)
    if state and read is None and state != STATE_NAMES[""]:
        expected = "、".join(STATE_NAMES[each] for each in STATES)
        raise MinshengError(Fault("inventory.state", "没有这个状态", where.file, where.line, state, expected))
    return Entry(item, owner or None, _day(due, where), read, evidence)


def _day(text: str, where: Fault) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text.replace("/", "-"))
    except ValueError:
        raise MinshengError(
            Fault("inventory.date", "不是日期", where.file, where.line, text, "日期，如 2023-12-15")
        ) from None
