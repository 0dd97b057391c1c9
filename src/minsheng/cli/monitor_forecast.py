"""``minsheng monitor forecast``: where an indicator is heading, and whether it makes its target."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from minsheng.cli.folders import default_packs, observations_folder
from minsheng.cli.monitor_status import LISTS, division_of, period_of
from minsheng.monitor.book import open_book
from minsheng.monitor.forecast import METHODS, OUTLOOKS, Forecast
from minsheng.monitor.outlook import forecast_of
from minsheng.monitor.target import Target
from minsheng.monitor.words import figure_words, period_words, rounded, target_words
from minsheng.packs.load import load_line
from minsheng.terms.errors import Fault, MinshengError


@click.command("forecast")
@click.option("--pack", "pack_id", required=True, help="规则包的 id")
@click.option("--indicator", required=True, help="指标的 id，如 hz-2021.t2.2")
@click.option("--at", required=True, help="用到哪个时候为止的数：2023、2023Q4 或 2023-12")
@click.option("--division", help="哪个区划的（代码或名称）；默认规则包自己的")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出")
@click.option("--data", type=click.Path(path_type=Path), help="数据文件夹（默认 MINSHENG_DATA，再默认 var）")
@click.option("--packs", "root", type=click.Path(path_type=Path), help="规则包所在的文件夹")
def forecast_command(
    pack_id: str,
    indicator: str,
    at: str,
    division: str | None,
    as_json: bool,
    data: Path | None,
    root: Path | None,
) -> None:
    """预测：指标照目前的走势到目标年会是多少、区间多宽、过去试得准不准、能不能达到目标。"""
    when = period_of(at)
    packs = {name: loaded.pack for name, loaded in load_line(pack_id, root or default_packs(), only=LISTS).items()}
    book = open_book(pack_id, packs, observations_folder(pack_id, data))
    place = book.pack.about.division if division is None else division_of(book, division)
    targets = [one for one in book.targets if one.indicator.id == indicator]
    if not targets:
        raise MinshengError(
            Fault(
                "monitor.indicator",
                "规则包里没有这个指标，或它没有目标",
                read=indicator,
                expected="minsheng monitor status 列出的指标",
            )
        )
    told = [(target, forecast_of(book, target, place, when)) for target in targets]
    if as_json:
        click.echo(json.dumps([_json(target, place, found) for target, found in told], ensure_ascii=False, indent=2))
        return
    for target, found in told:
        _say(target, found)


def _say(target: Target, found: Forecast) -> None:
    unit = target.indicator.unit
    click.echo(f"{target.indicator.name}，{target.year}年目标{target_words(target)}（{target.indicator.source}）")
    for one in found.ahead:
        figure, low, high = (figure_words(rounded(each), unit) for each in (one.value, one.low, one.high))
        click.echo(f"  {period_words(one.period)}  {figure}（{found.level:.0%}的把握在{low}到{high}之间）")
    click.echo(f"  {found.because}")
    if found.outlook is not None and found.probability is not None:
        click.echo(f"  {OUTLOOKS[found.outlook]}：达到目标的可能性{found.probability:.0%}")


def _json(target: Target, division: str, found: Forecast) -> dict[str, Any]:
    return {
        "indicator": target.indicator.id,
        "name": target.indicator.name,
        "division": division,
        "target": target.text,
        "year": target.year,
        "unit": target.indicator.unit,
        "method": found.method,
        "method_name": None if found.method is None else METHODS[found.method],
        "level": found.level,
        "forecast": [
            {"period": str(one.period), "value": one.value, "low": one.low, "high": one.high} for one in found.ahead
        ],
        "tried": [
            {"method": one.method, "forecasts": one.forecasts, "mae": one.mae, "mape": one.mape, "mase": one.mase}
            for one in found.tried
        ],
        "probability": found.probability,
        "outlook": found.outlook,
        "because": found.because,
    }
