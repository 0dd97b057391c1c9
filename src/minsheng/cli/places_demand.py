"""``minsheng places demand``: how many people of which age there will be, and what quotas will then ask for."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path
from typing import Any

import click

from minsheng.assess.folder import new_results
from minsheng.cli.folders import default_packs
from minsheng.packs.family import indicators
from minsheng.packs.load import load_line
from minsheng.places.coordinates.evidence import Evidence
from minsheng.places.demand.assumed import VARIANTS, Variant
from minsheng.places.demand.base import census_base
from minsheng.places.demand.needs import GROUPS, heads_of, needs_of, projection_json
from minsheng.places.demand.project import Projection, project
from minsheng.places.promises.quotas import QuotaAnswer
from minsheng.places.promises.verdict import quotas_of
from minsheng.places.reading.tables import How, read_facilities, read_people
from minsheng.terms.errors import Fault, MinshengError

_PATH = click.Path(path_type=Path)
_LISTS = ("documents", "areas", "indicators", "circles", "quotas")
_TOLD = ("", "0-2", "3-3", "6-6", "0-14", "60+", "65+", "80+")
_SUMMARY_FILE, _TABLE_FILE = "demand.json", "demand.csv"


@click.command("demand")
@click.option("--pack", "pack_id", required=True, help="规则包的 id：哪座城市，哪些配置数量")
@click.option("--packs", "root", type=_PATH, help="规则包所在的文件夹")
@click.option("--until", type=int, default=2035, show_default=True, help="推到哪一年")
@click.option("--variant", type=click.Choice(VARIANTS), default="mid", show_default=True, help="低、中、高方案")
@click.option("--year", type=int, help="看哪一年的缺口，默认最后一年；要给 --people 和 --facilities")
@click.option("--people", "people_file", type=_PATH, help="人口：id,lon,lat,people 和年龄列")
@click.option("--facilities", "facilities_file", type=_PATH, help="设施：id,lon,lat,kind,capacity")
@click.option("--out", type=_PATH, help="结果写到这个文件夹")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出")
def command(
    pack_id: str,
    root: Path | None,
    until: int,
    variant: Variant,
    year: int | None,
    people_file: Path | None,
    facilities_file: Path | None,
    out: Path | None,
    as_json: bool,
) -> None:
    """推算以后每年各区各年龄的人口，和那时照配置数量还缺多少。

    从2020年普查出发，逐年算出生、死亡和迁移；每个假设和它的根据都列在结果里。
    """
    if (people_file is None) != (facilities_file is None):
        raise MinshengError(Fault("demand.files", "算缺口要同时给人口和设施", expected="--people 和 --facilities"))
    packs = {name: one.pack for name, one in load_line(pack_id, root or default_packs(), only=_LISTS).items()}
    pack = packs[pack_id]
    projection = project(census_base(pack.about.division), until=until, variant=variant)
    asked = until if year is None else year
    if asked not in projection.years:
        expected = f"{projection.years[0]} 至 {projection.years[-1]}"
        raise MinshengError(Fault("demand.year", "年份不在范围内", read=str(asked), expected=expected))
    needs: list[QuotaAnswer] = []
    if people_file is not None and facilities_file is not None:
        how = How(crs="auto", evidence=Evidence())
        people, facilities = read_people(people_file, how), read_facilities(facilities_file, how)
        # What is promised for the last year of a plan is what is asked of the years after it, until there is another.
        last = max((one.until or date.max for one in pack.quotas), default=date.max)
        day = min(date(asked, 12, 31), last)
        needs = needs_of(
            projection,
            asked,
            people=people.table,
            facilities=facilities.table,
            labels=facilities.more,
            quotas=quotas_of(pack, packs, day=day),
            indicators=indicators(pack, packs),
        )
    told = projection_json(projection, pack.about.division)
    told |= {"needs_year": asked, "needs": [one.as_json() for one in needs]}
    if out is not None:
        _write(out, told, projection)
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    _say(projection, told)
    for answer in needs:
        _say_need(answer, asked)
    if out is not None:
        click.echo(f"已写入 {out}")


def _write(out: Path, told: dict[str, Any], projection: Projection) -> None:
    with new_results(out) as folder:
        (folder / _SUMMARY_FILE).write_text(json.dumps(told, ensure_ascii=False, indent=2) + "\n", "utf-8")
        with (folder / _TABLE_FILE).open("w", encoding="utf-8-sig", newline="") as file:
            table = csv.writer(file)
            table.writerow(["年份", "区划", "名称", *(GROUPS.values())])
            names = dict(zip(projection.base.divisions, projection.base.names, strict=True))
            for year in projection.years:
                heads = heads_of(projection, year)
                for place in ("", *names):
                    row = [round(heads[group][place]) for group in GROUPS]
                    table.writerow([year, place, names.get(place, "全市"), *row])


def _say(projection: Projection, told: dict[str, Any]) -> None:
    click.echo(f"推算，{projection.variant} 方案；从{projection.base.source}出发，单位：人")
    click.echo("年份  " + "  ".join(GROUPS[group] for group in _TOLD))
    for year in projection.years:
        heads = heads_of(projection, year, _TOLD)
        click.echo(f"{year}  " + "  ".join(f"{heads[group]['']:,.0f}" for group in _TOLD))
    for one in told["beside_the_plan"]:
        printed = f"规划预计约 {one['printed']}%（{one['source']}）"
        click.echo(f"{one['year']}年{one['name']}：推算 {one['projected']}%，{printed}")
    for one in told["assumed"]:
        click.echo(f"假设：{one['name']} {one['value']:g} {one['unit']}（{one['because']}）")


def _say_need(answer: QuotaAnswer, year: int) -> None:
    quota = answer.quota
    if answer.why:
        click.echo(f"{year}年 {quota.name}：{answer.why}")
        return
    need = sum(float(one.need or 0) for one in answer.places)
    have = sum(one.have for one in answer.places)
    short = sum(one.short for one in answer.places)
    click.echo(f"{year}年 {quota.name}：应有 {need:,.0f} {quota.unit}，现有 {have:,.0f}，差 {short:,.0f}")
