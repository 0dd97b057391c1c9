"""``minsheng places promises``: every circle and quota of a pack held against a city."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click
import numpy as np

from minsheng.assess.folder import new_results
from minsheng.cli.folders import default_packs
from minsheng.cli.places_options import EXTENT, Ground, made_up, on_extent, on_ground
from minsheng.cli.register import ProgressBar
from minsheng.packs.family import indicators
from minsheng.packs.load import load_line
from minsheng.places.coverage import Share
from minsheng.places.joining import SNAP, place
from minsheng.places.output import write_csv
from minsheng.places.promises.circles import CircleAnswer, check_circle
from minsheng.places.promises.quotas import QuotaAnswer, check_quotas
from minsheng.places.promises.verdict import circles_of, quotas_of
from minsheng.places.reading.tables import read_facilities, read_people
from minsheng.terms.divisions import division_name
from minsheng.terms.errors import Fault, MinshengError

_PATH = click.Path(path_type=Path)
_LISTS = ("documents", "areas", "indicators", "circles", "quotas")
_STATES = {"met": "达到", "short": "不足", "unknown": "说不准"}
_MOST_PARTS = 3
_SUMMARY_FILE = "promises.json"


@click.command("promises")
@click.option("--pack", "pack_id", required=True, help="规则包的 id")
@click.option("--packs", "root", type=_PATH, help="规则包所在的文件夹")
@on_ground("facilities", "people")
@click.option("--people", "people_file", type=_PATH, required=True, help="人口：id,lon,lat,people 和年龄列")
@click.option("--facilities", "facilities_file", type=_PATH, required=True, help="设施：id,lon,lat,kind,capacity")
@click.option("--only", "chosen", multiple=True, help="只量这一条，如 bus-stop，各区县都列出来；可给几次")
@click.option("--at", "day", type=click.DateTime(["%Y-%m-%d"]), help="哪一天有效的承诺；默认今天")
@click.option("--snap", type=float, default=SNAP, show_default=True, help="点离路网最多多少米")
@click.option("--extent", help=EXTENT)
@click.option("--out", type=_PATH, help="结果写到这个文件夹")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出")
def command(
    pack_id: str,
    root: Path | None,
    ground: Ground,
    people_file: Path,
    facilities_file: Path,
    chosen: tuple[str, ...],
    day: datetime | None,
    snap: float,
    extent: str | None,
    out: Path | None,
    as_json: bool,
) -> None:
    """把规则包里的每个服务圈和配置数量放到一座城市里量：达到还是不足，差多少人、差多少个，在哪里。

    结果文件夹里有 promises.json 和每个服务圈没覆盖到的点（一个服务圈一个 CSV，人多的在前）。
    """
    packs = {name: one.pack for name, one in load_line(pack_id, root or default_packs(), only=_LISTS).items()}
    at = date.today() if day is None else day.date()
    circles, quotas = circles_of(packs[pack_id], packs, day=at), quotas_of(packs[pack_id], packs, day=at)
    if chosen:
        _check_chosen(chosen, [*(one.id for one in circles), *(one.id for one in quotas)])
        circles, quotas = [one for one in circles if one.id in chosen], [one for one in quotas if one.id in chosen]
    if not circles and not quotas:
        said = f"{pack_id} 没有在 {at} 有效的服务圈和配置数量"
        raise MinshengError(Fault("places.no-promise", said, expected="另一个 --at，如 2023-12-31"))
    bar = ProgressBar()
    try:
        ways, how = ground.open(bar)
        people, facilities = (
            read_people(people_file, how("people")),
            read_facilities(facilities_file, how("facilities")),
        )
        placed, gaps = on_extent(
            place(ways, people.table, facilities.table, snap=snap, step=bar), extent, facilities_file
        )
        told_of = None if placed.extent is None else placed.extent.told
        found = []
        for number, circle in enumerate(circles):
            bar("量服务圈", number, len(circles))
            found.append(check_circle(placed, facilities.table, circle))
        known = indicators(packs[pack_id], packs)
        counted = check_quotas(people.table, facilities.table, facilities.more, quotas, known, told=told_of)
    finally:
        bar.close()
    told = {
        "pack": pack_id,
        "at": at.isoformat(),
        "circles": [one.as_json() for one in found],
        "quotas": [one.as_json() for one in counted],
        "notes": [*people.notes, *facilities.notes, *made_up(people_file, facilities_file), *placed.notes, *gaps],
    }
    if out is not None:
        _write(out, told, found)
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    for answer in found:
        _say_circle(answer, whole=bool(chosen))
    for one in counted:
        _say_quota(one)
    for note in told["notes"]:
        click.echo(f"注：{note}")
    if out is not None:
        click.echo(f"已写入 {out}")


def _write(out: Path, told: dict[str, Any], found: list[CircleAnswer]) -> None:
    with new_results(out) as folder:
        (folder / _SUMMARY_FILE).write_text(json.dumps(told, ensure_ascii=False, indent=2) + "\n", "utf-8")
        for answer in found:
            if answer.coverage is not None and len(rows := answer.uncovered):
                some = answer.coverage.placed.people.take(rows)
                minutes = answer.coverage.minutes[rows]
                columns: dict[str, Any] = {"id": some.ids, "lon": some.lon, "lat": some.lat}
                columns |= {"people": answer.heads[rows], "minutes": np.where(np.isfinite(minutes), minutes, np.nan)}
                write_csv(folder / f"{answer.circle.id}.csv", {**columns, **some.labels})


def _check_chosen(chosen: tuple[str, ...], there: list[str]) -> None:
    faults = [
        Fault("places.no-promise", "没有这一条承诺", read=one, expected="、".join(there) or "另一个 --at")
        for one in chosen
        if one not in there
    ]
    if faults:
        raise MinshengError.of(faults)


def _say_circle(answer: CircleAnswer, *, whole: bool) -> None:
    """The circle's figure and its worst districts, or each of them."""
    circle, share = answer.circle, answer.whole
    within = f"{circle.minutes} 分钟" if circle.minutes is not None else f"{circle.metres} 米"
    head = f"【{_STATES[answer.verdict]}】{circle.name}（{circle.source}）"
    if answer.coverage is None or share.share is None:
        click.echo(f"{head}：{answer.why or '没有人'}")
        return
    lacking = share.people - share.covered
    untold = f"（另有 {share.untold:,.0f} 人说不准）" if share.untold else ""
    click.echo(f"{head}：{within}之内 {share.share:.1%}，{share.people:,.0f} 人里差 {lacking:,.0f} 人{untold}")
    worst = sorted(answer.by().items(), key=lambda one: one[1][0].covered - one[1][0].people)
    for name, (one, verdict) in worst if whole else worst[:_MOST_PARTS]:
        if whole or verdict == "short":
            click.echo(f"  {division_name(name) or name or '区划不明'} {_part(one)}")


def _part(one: Share) -> str:
    if one.share is None:
        return f"说不准，设施文件没有收录这里（{one.untold:,.0f} 人）" if one.untold else "人数不明"
    return f"差 {one.people - one.covered:,.0f} 人（{one.share:.1%}）"


def _say_quota(answer: QuotaAnswer) -> None:
    quota = answer.quota
    head = f"【{_STATES[answer.verdict]}】{quota.name}（{quota.source}）"
    if answer.why:
        click.echo(f"{head}：{answer.why}")
        return
    per = "" if quota.per is None else f"每 {quota.per:,} 人"
    if quota.each == "whole":
        one = answer.places[0]
        need = "人数不明" if one.need is None else f"应有 {float(one.need):,.0f} {quota.unit}"
        click.echo(f"{head}：{per} {answer.value} {quota.unit}，{need}，有 {one.have:,.0f}，差 {one.short:,.0f}")
        return
    short = answer.short
    names = "、".join(one.name for one in short[:_MOST_PARTS]) + (" 等" if len(short) > _MOST_PARTS else "")
    tail = f"，{len(short):,} 个不足：{names}" if short else ""
    click.echo(f"{head}：{len(answer.places):,} 个地方各 {answer.value} {quota.unit}{tail}")
