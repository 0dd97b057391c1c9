"""``minsheng monitor warnings``: what calls for somebody now, and what was done about it."""

from __future__ import annotations

import getpass
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import click

from minsheng.cli.folders import observations_folder
from minsheng.cli.monitor_equity import PATH, book_at
from minsheng.cli.monitor_status import period_of
from minsheng.monitor.book import Book
from minsheng.monitor.store import plain
from minsheng.monitor.warnings.desk import STAGES, Alert, Desk, measured, ordered
from minsheng.monitor.warnings.signals import Signal, signals
from minsheng.monitor.warnings.words import LEVELS
from minsheng.terms.errors import Fault, MinshengError
from minsheng.terms.periods import Period

_MOST_FIGURES = 4


@click.command("warnings")
@click.option("--pack", "pack_id", required=True, help="规则包的 id")
@click.option("--at", help="看哪个时候：2023、2023Q4 或 2023-12；默认到最近有数的时候")
@click.option("--open", "opening", is_flag=True, help="把该预警的立案（同一原因已立案的不重复），条件解除的记下来")
@click.option("--acknowledge", metavar="ID", help="签收一条预警")
@click.option("--handle", metavar="ID", help="记一次处置，用 --note 写明做了什么")
@click.option("--close", metavar="ID", help="办结一条预警，用 --note 写明结果")
@click.option("--note", default="", help="做了什么，结果怎样")
@click.option("--by", help="谁；默认是登录这台机器的用户名")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出")
@click.option("--data", type=PATH, help="数据文件夹（默认 MINSHENG_DATA，再默认 var）")
@click.option("--packs", "root", type=PATH, help="规则包所在的文件夹")
def warnings_command(
    pack_id: str,
    at: str | None,
    opening: bool,
    acknowledge: str | None,
    handle: str | None,
    close: str | None,
    note: str,
    by: str | None,
    as_json: bool,
    data: Path | None,
    root: Path | None,
) -> None:
    """预警：哪些数到了该有人管的地步，立案、签收、处置、办结。"""
    desk = Desk(observations_folder(pack_id, data))
    who = getpass.getuser() if by is None else by
    steps = [one for one in (acknowledge, handle, close) if one is not None]
    if len(steps) + opening > 1:
        raise MinshengError(
            Fault("warnings.steps", "一次只做一步", expected="--open、--acknowledge、--handle 或 --close")
        )
    if steps:
        _step(desk, acknowledge, handle, close, note, who, as_json)
        return
    book = book_at(pack_id, data, root)
    when = _latest(book) if at is None else period_of(at)
    found = signals(book, when)
    if opening:
        done = desk.review(found, by=who)
        if not as_json:
            click.echo(f"新立案 {len(done.opened)} 条，条件解除 {len(done.cleared)} 条。")
    if as_json:
        alerts = [one.as_json() for one in ordered(desk.alerts())]
        told = {"at": str(when), "signals": [one.as_json() for one in found], "alerts": alerts}
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        _say(found, desk.alerts(), str(when))


def _step(
    desk: Desk, acknowledge: str | None, handle: str | None, close: str | None, note: str, who: str, as_json: bool
) -> None:
    if acknowledge is not None:
        alert = desk.acknowledge(acknowledge, by=who, note=note)
    elif handle is not None:
        alert = desk.handle(handle, by=who, note=note)
    else:
        alert = desk.close(close or "", by=who, note=note)
    if as_json:
        click.echo(json.dumps(alert.as_json(), ensure_ascii=False, indent=2))
    else:
        days = "" if alert.days is None else f"，用了 {alert.days:.1f} 天"
        click.echo(f"{alert.id}：{STAGES[alert.stage]}{days}")


def _latest(book: Book) -> Period:
    """The last period anything is known of; raises `MinshengError` when nothing is."""
    words = book.table.column("period").unique().to_pylist()
    found = [one for one in map(Period.parse, words) if one.kind != "span"]
    if not found:
        raise MinshengError(Fault("warnings.no-figures", "还没有任何数据", expected="先导入数据，或用 --at 指定时候"))
    return max(found)


def _say(found: Sequence[Signal], alerts: Sequence[Alert], when: str) -> None:
    calling = sorted((one for one in found if one.outcome == "opens"), key=_gravest)
    unknown = [one for one in found if one.outcome == "unknown"]
    click.echo(f"{when}：应预警 {len(calling)} 条，说不准 {len(unknown)} 条，共看了 {len(found)} 条")
    for one in calling:
        click.echo(f"  【{LEVELS[one.rule.level]}】{one.place} {one.rule.name}：{one.rule.text} [{one.rule.source}]")
        for row in one.used[:_MOST_FIGURES]:
            click.echo(f"      {row.period} {plain(row.value)}（{row.source}）")
        for words, value in one.limits.items():
            click.echo(f"      {words} {float(value):g}")
        click.echo(f"      {one.rule.owner}，{one.rule.days} 天内：{one.rule.action}")
    for name in dict.fromkeys(one.rule.name for one in unknown):
        of = [one for one in unknown if one.rule.name == name]
        where = f"{len(of)} 个区县" if of[0].rule.of == "parts" else "、".join(of[0].missing)
        click.echo(f"  说不准：{name}，{where}没有数")
    today = datetime.now(UTC).date()
    waiting = ordered(one for one in alerts if one.stage != "closed")
    click.echo(f"\n已立案未办结 {len(waiting)} 条" + ("：" if waiting else ""))
    for alert in waiting:
        late = "，已逾期" if alert.overdue(today) else ""
        head = f"  【{LEVELS[alert.level]}】{alert.id} {alert.place} {alert.name}"
        click.echo(f"{head}：{STAGES[alert.stage]}，{alert.owner}，期限 {alert.due}{late}")
    told = measured(alerts, today)
    if told.closed:
        click.echo(f"已办结 {told.closed} 条，其中逾期 {told.closed_late} 条；办结用时中位数 {told.median_days:.1f} 天")


def _gravest(one: Signal) -> tuple[int, str, str]:
    return -list(LEVELS).index(one.rule.level), one.rule.id, one.division
