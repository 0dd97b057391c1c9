"""``minsheng monitor equity``: how much of a plan is reached, and how evenly."""

from __future__ import annotations

import json
import math
from pathlib import Path

import click

from minsheng.cli.folders import default_packs, observations_folder
from minsheng.cli.monitor_status import LISTS, period_of
from minsheng.monitor.book import Book, open_book
from minsheng.monitor.equity.chosen import chosen
from minsheng.monitor.equity.other import index_series, scored
from minsheng.monitor.equity.overview import Equity, equity
from minsheng.monitor.equity.part import Part
from minsheng.monitor.equity.rows import Row
from minsheng.monitor.words import period_words
from minsheng.packs.load import load_line
from minsheng.terms.divisions import division_name
from minsheng.terms.errors import Fault, MinshengError
from minsheng.terms.periods import Period

PATH = click.Path(path_type=Path)


@click.command("equity")
@click.option("--pack", "pack_id", required=True, help="规则包的 id")
@click.option("--at", required=True, help="看哪个时候：2023、2023Q4 或 2023-12")
@click.option("--source", help="只看一份规划（hzs-2021）或它的一张表（'hzs-2021 表1'）的目标")
@click.option("--of", "key", help="展开一个领域（childcare）或指标（hz-2021.t2.2），一直到原始数据和条目")
@click.option("--other", is_flag=True, help="另外两种看法：发展指数（基期=100）和熵权得分")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出")
@click.option("--data", type=PATH, help="数据文件夹（默认 MINSHENG_DATA，再默认 var）")
@click.option("--packs", "root", type=PATH, help="规则包所在的文件夹")
def equity_command(
    pack_id: str,
    at: str,
    source: str | None,
    key: str | None,
    other: bool,
    as_json: bool,
    data: Path | None,
    root: Path | None,
) -> None:
    """均等化：实现度、各区县差距，以及平均数掩盖了谁。"""
    when = period_of(at)
    book = book_at(pack_id, data, root)
    if other:
        _other(book, when, source, as_json=as_json)
        return
    found = equity(book, when, source=source)
    part = None if key is None else _part(found, key)
    row = next((one for one in found.rows if one.indicator.id == key), None)
    if as_json:
        told = found.as_json() if part is None else {"part": part.as_json(), "spread": row.as_json() if row else None}
        click.echo(json.dumps(told, ensure_ascii=False, indent=2, allow_nan=False))
    elif part is not None:
        _open(part, 0)
        if row is not None:
            click.echo(_spread(row))
    else:
        _say(found, period_words(when))


def book_at(pack_id: str, data: Path | None, root: Path | None) -> Book:
    """The book of a pack with what was imported; raises `MinshengError`."""
    packs = {name: loaded.pack for name, loaded in load_line(pack_id, root or default_packs(), only=LISTS).items()}
    return open_book(pack_id, packs, observations_folder(pack_id, data))


def _other(book: Book, when: Period, source: str | None, *, as_json: bool) -> None:
    targets = chosen(book, when, source)
    index = index_series(book, when, targets)
    scores = scored(equity(book, when, targets=targets).rows, targets)
    if as_json:
        click.echo(json.dumps({"index": index.as_json(), "entropy": scores.as_json()}, ensure_ascii=False, indent=2))
        return
    click.echo(f"发展指数（{index.years[0]}年=100，{len(index.parts)} 个指标有基期数）：")
    for year, known, covered, held in zip(index.years, index.known, index.covered, index.held, strict=True):
        value = (
            "没有数据"
            if math.isnan(known)
            else f"{known:.1f}（有数的占权重 {covered:.0%}；缺的按上次的数算为 {held:.1f}）"
        )
        click.echo(f"  {year}年：{value}")
    click.echo(f"熵权得分（{len(scores.weights)} 个指标）：")
    for code, part in sorted(scores.scores.items(), key=lambda pair: -(pair[1].value or 0.0)):
        moved = scores.moved[code]
        told = "少一个区县就可能没有得分" if math.isnan(moved) else f"少一个区县最多会变 {moved:.1f}"
        click.echo(f"  {part.label}：" + ("没有数据" if part.value is None else f"{part.value:.1f}，{told}"))
    click.echo(scores.said)


def _part(found: Equity, key: str) -> Part:
    every = [found.city.total, *found.city.areas, *found.city.indicators.values(), *found.city.satisfaction]
    for part in every:
        if part.key == key:
            return part
    areas = "、".join(part.key for part in found.city.areas)
    raise MinshengError(
        Fault("equity.unknown", "没有这个领域或指标的实现度", read=key, expected=f"total、{areas}，或指标 id")
    )


def _say(found: Equity, when: str) -> None:
    total = found.city.total
    click.echo(f"{when}：总实现度 {_degree(total)}")
    for line in found.hidden:
        click.echo(f"  ！{line}")
    click.echo("\n各领域：")
    spread = {one.key: one for one in found.between}
    for area in found.city.areas:
        beside = spread.get(area.key)
        told = (
            ""
            if beside is None or math.isnan(beside.gap)
            else (
                f"；区县间变异系数 {beside.variation:.3f}，泰尔 {beside.theil:.4f}，基尼 {beside.gini:.3f}，"
                f"最高 {_place(beside.best)} {beside.degrees[beside.best or '']:.1f}%，"
                f"最低 {_place(beside.worst)} {beside.degrees[beside.worst or '']:.1f}%"
            )
        )
        click.echo(f"  {area.label}（{len(area.parts)} 项）{_degree(area)}{told}")
    if found.satisfaction is not None:
        click.echo(f"\n满意度（另列，不计入）：{_degree(found.satisfaction)}")
    if found.city.words:
        click.echo(f"不能用数比较的目标 {len(found.city.words)} 项：{'、'.join(one.label for one in found.city.words)}")
    apart = sorted((row for row in found.rows if not math.isnan(row.measures["variation"])), key=_variation)[::-1]
    if apart:
        click.echo("\n差距最大的指标：")
        for row in apart[:10]:
            click.echo(f"  {row.indicator.name}：{_spread(row)}")
    for line in found.said:
        click.echo(line)


def _variation(row: Row) -> float:
    return row.measures["variation"]


def _spread(row: Row) -> str:
    if row.note or row.period is None:
        return f"区县差距：{row.note}"
    one = row.measures
    ratio = "" if math.isnan(one["ratio"]) else f"，最高是最低的 {one['ratio']:.2f} 倍"
    groups = "" if math.isnan(one["theil"]) else f"，泰尔 {one['theil']:.4f}（区与县之间 {one['between']:.4f}）"
    gini = "" if math.isnan(one["gini"]) else f"，基尼 {one['gini']:.3f}"
    trend = "" if math.isnan(row.trend) else f"；{'在缩小' if row.trend < 0 else '在扩大'}（每年 {row.trend:+.1%}）"
    pairs = "".join(f"；{'比'.join(pair.names)} {pair.ratio:.2f}" for pair in row.pairs if not math.isnan(pair.ratio))
    best, worst = (f"{_place(code)} {row.figures[code or '']:g}" for code in (row.best, row.worst))
    ends = f"，好的 {best}，差的 {worst}"
    known = f"{row.period}，{len(row.figures)}/{row.divisions} 个区县有数"
    return f"{known}，变异系数 {one['variation']:.3f}{groups}{gini}{ratio}{ends}{row.indicator.unit}{trend}{pairs}"


def _degree(part: Part) -> str:
    if part.value is None:
        return "没有数据"
    told = f"{part.value:.1f}%"
    if part.covered < 1 and part.low is not None and part.high is not None:
        told += f"（缺数的占 {1 - part.covered:.0%}：都没做到则 {part.low:.1f}%，都做到则 {part.high:.1f}%）"
    return told


def _open(part: Part, depth: int) -> None:
    value = (
        "没有数据" if part.value is None else f"{part.value:.1f}%" if part.unit == "%" else f"{part.value:g}{part.unit}"
    )
    weight = f"，权重 {part.weight:g}（{part.weight_said}）" if part.weight_said else ""
    clause = f" [{part.citation}]" if part.citation is not None else ""
    note = f"，{part.note}" if part.note else ""
    click.echo(f"{'  ' * depth}{part.label}：{value}{weight}{note}{clause}")
    for one in part.parts:
        _open(one, depth + 1)


def _place(code: str | None) -> str:
    return "" if code is None else division_name(code) or code
