"""``minsheng places site``: where to build, how good that is, and who is left out."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args

import click
import numpy as np

from minsheng.assess.folder import new_results
from minsheng.cli.places_options import Ground, on_ground
from minsheng.cli.register import ProgressBar
from minsheng.places.coverage import WALKING
from minsheng.places.joining import SNAP, place
from minsheng.places.points import Facilities, Floats, Whole
from minsheng.places.reading.tables import Reading, read_candidates, read_facilities, read_people
from minsheng.places.siting.gather import Sited, Wanted, site_in
from minsheng.places.siting.output import write_sited
from minsheng.places.siting.question import Objective
from minsheng.terms.errors import Fault, MinshengError

_PATH = click.Path(path_type=Path)
_SECONDS = 60.0
_MOST_NAMED = 5
_ASKED = {
    "cover": "覆盖最多的人",
    "cover-all": "用最少的点全部覆盖",
    "distance": "总步行时间最短",
    "worst": "最远的人走得最近",
}
_OBJECTIVES = "目标：" + "，".join(f"{name} {said}" for name, said in _ASKED.items())


@click.command("site")
@on_ground("candidates", "people", "existing")
@click.option("--people", "people_file", type=_PATH, required=True, help="人口：id,lon,lat,people 和年龄列")
@click.option("--candidates", "candidates_file", type=_PATH, required=True, help="备选点：id,lon,lat,capacity,cost")
@click.option("--existing", "existing_file", type=_PATH, help="已有设施，都保留：id,lon,lat,kind,capacity")
@click.option("--kind", "kinds", multiple=True, help="已有设施和备选点里只算这类，可给几次；默认全部")
@click.option("--number", type=int, help="新建几处；cover-all 不限")
@click.option("--budget", type=float, help="预算，单位同备选点的 cost 列")
@click.option("--minutes", type=float, required=True, help="步行多少分钟之内算覆盖，如 15")
@click.option(
    "--objective", type=click.Choice(get_args(Objective)), default="cover", show_default=True, help=_OBJECTIVES
)
@click.option("--age", help="只为这个年龄组，如 65+；默认所有人")
@click.option("--capacity", "places", is_flag=True, help="计容量：没有名额的人不算覆盖")
@click.option("--speed", type=float, default=WALKING, show_default=True, help="步行速度，公里每小时")
@click.option("--snap", type=float, default=SNAP, show_default=True, help="点离路网最多多少米")
@click.option(
    "--seconds",
    type=click.FloatRange(min=0),
    default=_SECONDS,
    show_default=True,
    help="最多算多少秒，到时给出最好的和差距",
)
@click.option("--out", type=_PATH, help="结果写到这个文件夹：sites.csv、points.csv、map.svg、summary.json")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出")
def command(
    ground: Ground,
    people_file: Path,
    candidates_file: Path,
    existing_file: Path | None,
    kinds: tuple[str, ...],
    number: int | None,
    budget: float | None,
    minutes: float,
    objective: Objective,
    age: str | None,
    places: bool,
    speed: float,
    snap: float,
    seconds: float,
    out: Path | None,
    as_json: bool,
) -> None:
    """选址：在备选点里选新建哪几处，离最优还差多少，哪些人哪个备选点都够不着。

    已有设施都保留。结果是选中的点、目标值（objective）、谁也越不过的界（bound）、两者的差距（gap，0 即已证明最优）。
    """
    bar = ProgressBar()
    try:
        ways, how = ground.open(bar)
        people, candidates = (
            read_people(people_file, how("people")),
            read_candidates(candidates_file, how("candidates")),
        )
        existing = None if existing_file is None else read_facilities(existing_file, how("existing"))
        cost = None if budget is None else _costs(candidates, candidates_file)
        offered = _of_kind(candidates.table, kinds)
        there = None if existing is None else existing.table.take(_of_kind(existing.table, kinds))
        if kinds and not len(offered):
            known = "、".join(sorted(set(candidates.table.kind) - {""})) or "kind 列"
            raise MinshengError(
                Fault("siting.kind", "备选点里没有这类", str(candidates_file), read="、".join(kinds), expected=known)
            )
        wanted = Wanted(
            kind=objective, minutes=minutes, speed=speed, number=number, budget=budget, age=age, places=places,
            cost=None if cost is None else cost[offered],
        )  # fmt: skip
        placed = place(ways, people.table, candidates.table.take(offered), snap=snap, step=bar)
        sited = site_in(placed, there, wanted, seconds=seconds, step=bar)
    finally:
        bar.close()
    read = (("人口", people.notes), ("备选点", candidates.notes), ("已有设施", existing.notes if existing else ()))
    notes = [*(f"{said}：{one}" for said, own in read for one in own), *placed.notes]
    told = {**sited.as_data(), "notes": notes}
    if out is not None:
        with new_results(out) as folder:
            write_sited(sited, folder)
            (folder / "summary.json").write_text(json.dumps(told, ensure_ascii=False, indent=2) + "\n", "utf-8")
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        _say(sited, told)
    _warn(sited)
    if out is not None and not as_json:
        click.echo(f"已写入 {out}")


def _of_kind(table: Facilities, kinds: tuple[str, ...]) -> Whole:
    """Rows of these kinds; a site that tells no kind is of any."""
    return np.array([row for row, kind in enumerate(table.kind) if not kinds or kind in ("", *kinds)], dtype=np.int64)


def _costs(candidates: Reading[Facilities], file: Path) -> Floats:
    """What each candidate costs; a fault for those that do not say."""
    texts = candidates.more.get("cost", ("",) * len(candidates.table))
    told = np.array([_number(text) for text in texts])
    if len(rows := np.flatnonzero(np.isnan(told))):
        first = int(rows[0])
        said = f"有 {len(rows):,} 个备选点没有造价，如 {candidates.table.ids[first]}"
        raise MinshengError(Fault("siting.cost", said, str(file), read=texts[first], expected="cost 列都是数"))
    return told


def _number(text: str) -> float:
    try:
        return float(text.replace(",", ""))
    except ValueError:
        return float("nan")


def _say(sited: Sited, told: Mapping[str, Any]) -> None:
    siting, wanted = sited.siting, sited.wanted
    who = f"{wanted.age} 岁" if wanted.age else "居民"
    click.echo(f"选址：{_ASKED[wanted.kind]}；步行 {wanted.minutes:g} 分钟之内算覆盖；{who} {told['people']:,.0f} 人")
    click.echo(
        f"覆盖：{told['covered_before']:,.0f} 人（{told['share_before']:.1%}）"
        f" → {told['covered']:,.0f} 人（{told['share']:.1%}）"
    )
    before, after = siting.before, siting.after
    if after.mean is not None and after.worst is not None:
        was = "" if before.mean is None else f"原来 {before.mean:.1f}、{before.worst:.1f}；"
        click.echo(f"步行分钟，平均和最远：{was}建成后 {after.mean:.1f}、{after.worst:.1f}")
    if not siting.chosen:
        click.echo("一处也不用建：再建不会更好。")
    names = dict(zip(sited.placed.facilities.ids, sited.placed.facilities.name, strict=True))
    for place_in_order, one in enumerate(siting.chosen, 1):
        name = f"（{names[one.id]}）" if names[one.id] else ""
        cost = "" if one.cost is None else f"，造价 {one.cost:,.10g}"
        click.echo(f"  {place_in_order}. {one.id}{name}：新覆盖 {one.brings:,.0f} 人{cost}")
    sure = "已证明最优" if siting.gap == 0 else f"离最优至多差 {siting.gap:.2%}"
    click.echo(f"目标值 {siting.objective:,.10g}，界 {siting.bound:,.10g}，{sure}（{siting.seconds:.1f} 秒）")
    for note in told["notes"]:
        click.echo(f"注：{note}")


def _warn(sited: Sited) -> None:
    """What the planner must not overlook, on the error stream, so that it stands beside JSON, too."""
    siting, wanted = sited.siting, sited.wanted
    if sited.existing_lost:
        click.echo(
            f"有 {len(sited.existing_lost):,} 处已有设施没有接入路网，不算：如 {sited.existing_lost[0]}", err=True
        )
    if siting.out_of_reach:
        names = "、".join(siting.out_of_reach[:_MOST_NAMED]) + (" 等" if len(siting.out_of_reach) > _MOST_NAMED else "")
        click.echo(
            f"有 {len(siting.out_of_reach):,} 个居民点、{siting.out_of_reach_heads:,.0f} 人，"
            f"哪个备选点和已有设施都不在 {wanted.minutes:g} 分钟之内：{names}",
            err=True,
        )
    if not siting.enough:
        click.echo(f"全部覆盖要新建 {len(siting.chosen):,} 处，超过所给的个数或预算", err=True)
