"""``minsheng monitor status``: where every target of a pack stands at a time."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Sequence
from pathlib import Path

import click

from minsheng.cli.folders import default_packs, observations_folder
from minsheng.monitor.book import Book, open_book
from minsheng.monitor.observation import EVERYONE, RURAL, URBAN
from minsheng.monitor.state import STATE_NAMES, State, Status, statuses
from minsheng.monitor.target import Target
from minsheng.monitor.words import figure_words, period_words
from minsheng.packs import family
from minsheng.packs.load import load_line
from minsheng.terms.divisions import division_name, divisions_below
from minsheng.terms.errors import Fault, MinshengError
from minsheng.terms.periods import Period

LISTS = ("documents", "areas", "groups", "indicators", "matches", "weights", "warnings")
"""The lists of a pack that monitoring needs; rules stay unread."""
_ORDER: tuple[State, ...] = ("missed", "lagging", "no_data", "on_track", "met")
_HEADINGS = ("指标", "区划", "目标", "时期", "数值", "实现度", "出处")


@click.command("status")
@click.option("--pack", "pack_id", required=True, help="规则包的 id")
@click.option("--at", required=True, help="看哪个时候：2023、2023Q4 或 2023-12")
@click.option("--source", help="只看一份规划（hzs-2021）或它的一张表（'hzs-2021 表1'）的目标")
@click.option(
    "--division", "divisions", multiple=True, help="看哪个区划的：代码、名称或 all，可给几次；默认各目标所定的地方"
)
@click.option(
    "--group", default=EVERYONE, help="看哪一群人的数：urban（城镇）、rural（农村）或规则包里的人群；默认全体"
)
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出")
@click.option("--data", type=click.Path(path_type=Path), help="数据文件夹（默认 MINSHENG_DATA，再默认 var）")
@click.option("--packs", "root", type=click.Path(path_type=Path), help="规则包所在的文件夹")
def status(
    pack_id: str,
    at: str,
    source: str | None,
    divisions: tuple[str, ...],
    group: str,
    as_json: bool,
    data: Path | None,
    root: Path | None,
) -> None:
    """目标完成情况：每个目标已完成、未完成、进度正常、进度滞后，还是没有数据，实现度多少，为什么。"""
    when = period_of(at)
    packs = {name: loaded.pack for name, loaded in load_line(pack_id, root or default_packs(), only=LISTS).items()}
    book = open_book(pack_id, packs, observations_folder(pack_id, data))
    _check_source(book, source)
    asked = list(book.divisions) if "all" in divisions else [division_of(book, each) for each in divisions]
    _check_group(book, group)
    found = statuses(book, when, source=source, divisions=asked or None, group=group)
    if as_json:
        click.echo(json.dumps([one.as_json() for one in found], ensure_ascii=False, indent=2))
    else:
        _say(found, when)


def period_of(text: str) -> Period:
    """The period a user wrote; raises `MinshengError`."""
    try:
        return Period.parse(text)
    except ValueError:
        raise MinshengError(
            Fault("period.unreadable", "看不懂这个时期", read=text, expected="2023、2023Q4 或 2023-12")
        ) from None


def _check_source(book: Book, source: str | None) -> None:
    known = {place for target in book.targets for place in _places_of(target)}
    if source is not None and source not in known:
        documents = "、".join(dict.fromkeys(target.indicator.source.document for target in book.targets))
        raise MinshengError(Fault("monitor.source", "没有目标出自这里", read=source, expected=documents))


def _check_group(book: Book, group: str) -> None:
    known = [URBAN, RURAL, *family.groups(book.pack, book.packs)]
    if group not in (EVERYONE, *known):
        raise MinshengError(Fault("monitor.group", "没有这一群人", read=group, expected="、".join(known)))


def _places_of(target: Target) -> tuple[str, ...]:
    written = target.indicator.source
    return written.document, str(written), f"{written.document} 表{written.table}"


def division_of(book: Book, text: str) -> str:
    """The code of a division of the pack a user named by code or name; raises `MinshengError`."""
    home = book.pack.about.division
    below = divisions_below(home)
    code = below.get(text, text)
    if code == home or text == book.pack.about.name:
        return home
    if code not in below.values():
        expected = f"{book.pack.about.name}（{home}）" + "".join(f"、{name}" for name in below)
        raise MinshengError(
            Fault("monitor.division", f"{book.pack.about.name}没有这个区划", None, None, text, expected)
        )
    return code


def _say(found: Sequence[Status], when: Period) -> None:
    counts = {state: sum(one.status == state for one in found) for state in _ORDER}
    told = "，".join(f"{STATE_NAMES[state]} {count}" for state, count in counts.items() if count)
    click.echo(f"{period_words(when)}：{len(found)} 个目标" + (f"，{told}" if told else ""))
    for state in _ORDER:
        rows = [_row(one) for one in found if one.status == state]
        if not rows:
            continue
        click.echo(f"\n{STATE_NAMES[state]} {len(rows)}")
        widths = [max(_width(row[place]) for row in (_HEADINGS, *rows)) for place in range(len(_HEADINGS))]
        for row, one in [(_HEADINGS, None), *zip(rows, (each for each in found if each.status == state), strict=True)]:
            cells = (cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True))
            click.echo("  " + "  ".join(cells).rstrip())
            if one is not None and (state not in ("met",) or "；" in one.because):
                click.echo(f"    {one.because}")


def _row(one: Status) -> tuple[str, ...]:
    value = "—" if one.value is None else figure_words(one.value, one.unit)
    degree = "—" if one.degree is None else f"{one.degree:.1f}%"
    place = division_name(one.division) or one.division
    period = "—" if one.period is None else str(one.period)
    return one.name, place, one.target_text, period, value, degree, str(one.source)


def _width(cell: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in cell)
