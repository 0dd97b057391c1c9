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
from minsheng.cli.register import ProgressBar
from minsheng.packs.family import indicators
from minsheng.packs.load import load_line
from minsheng.places.coordinates.evidence import Evidence
from minsheng.places.joining import SNAP, place
from minsheng.places.network.open import open_ways
from minsheng.places.network.ways import Streets
from minsheng.places.output import write_csv
from minsheng.places.promises.circles import CircleAnswer, check_circle
from minsheng.places.promises.quotas import QuotaAnswer, check_quotas
from minsheng.places.promises.verdict import circles_of, quotas_of
from minsheng.places.reading.tables import How, read_facilities, read_people
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
@click.option("--network", type=_PATH, help="路网：.osm.pbf 文件，或含 nodes.csv、edges.csv 的文件夹")
@click.option("--detour", type=float, help="没有路网时，按直线距离乘这个绕行系数估算，如 1.3")
@click.option("--people", "people_file", type=_PATH, required=True, help="人口：id,lon,lat,people 和年龄列")
@click.option("--facilities", "facilities_file", type=_PATH, required=True, help="设施：id,lon,lat,kind,capacity")
@click.option("--at", "day", type=click.DateTime(["%Y-%m-%d"]), help="哪一天有效的承诺；默认今天")
@click.option("--snap", type=float, default=SNAP, show_default=True, help="点离路网最多多少米")
@click.option("--crs", default="auto", show_default=True, help="坐标系：wgs84、gcj02、bd09，或 auto 自动判断")
@click.option("--out", type=_PATH, help="结果写到这个文件夹")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出")
def command(
    pack_id: str,
    root: Path | None,
    network: Path | None,
    detour: float | None,
    people_file: Path,
    facilities_file: Path,
    day: datetime | None,
    snap: float,
    crs: str,
    out: Path | None,
    as_json: bool,
) -> None:
    """把规则包里的每个服务圈和配置数量放到一座城市里量：达到还是不足，差多少人、差多少个，在哪里。

    结果文件夹里有 promises.json 和每个服务圈没覆盖到的点（一个服务圈一个 CSV，人多的在前）。
    """
    packs = {name: one.pack for name, one in load_line(pack_id, root or default_packs(), only=_LISTS).items()}
    at = date.today() if day is None else day.date()
    circles, quotas = circles_of(packs[pack_id], packs, day=at), quotas_of(packs[pack_id], packs, day=at)
    if not circles and not quotas:
        said = f"{pack_id} 没有在 {at} 有效的服务圈和配置数量"
        raise MinshengError(Fault("places.no-promise", said, expected="另一个 --at，如 2023-12-31"))
    bar = ProgressBar()
    try:
        ways = open_ways(network, detour=detour, step=bar)
        roads = ways.network.roads() if crs == "auto" and isinstance(ways, Streets) else None
        how = How(crs=crs, evidence=Evidence(roads=roads), progress=bar)
        people, facilities = read_people(people_file, how), read_facilities(facilities_file, how)
        placed = place(ways, people.table, facilities.table, snap=snap, step=bar)
        found = []
        for number, circle in enumerate(circles):
            bar("量服务圈", number, len(circles))
            found.append(check_circle(placed, facilities.table, circle))
        counted = check_quotas(
            people.table, facilities.table, facilities.more, quotas, indicators(packs[pack_id], packs)
        )
    finally:
        bar.close()
    told = {
        "pack": pack_id,
        "at": at.isoformat(),
        "circles": [one.as_json() for one in found],
        "quotas": [one.as_json() for one in counted],
        "notes": [*people.notes, *facilities.notes, *placed.notes],
    }
    if out is not None:
        _write(out, told, found)
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    for answer in found:
        _say_circle(answer)
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


def _say_circle(answer: CircleAnswer) -> None:
    circle, share = answer.circle, answer.whole
    within = f"{circle.minutes} 分钟" if circle.minutes is not None else f"{circle.metres} 米"
    head = f"【{_STATES[answer.verdict]}】{circle.name}（{circle.source}）"
    if answer.coverage is None or share.share is None:
        click.echo(f"{head}：{answer.why or '没有人'}")
        return
    lacking = share.people - share.covered
    click.echo(f"{head}：{within}之内 {share.share:.1%}，{share.people:,.0f} 人里差 {lacking:,.0f} 人")
    worst = sorted(answer.by().items(), key=lambda one: one[1][0].covered - one[1][0].people)
    for name, (one, verdict) in worst[:_MOST_PARTS]:
        if verdict == "short":
            click.echo(f"  {division_name(name) or name} 差 {one.people - one.covered:,.0f} 人（{one.share or 0:.1%}）")


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
