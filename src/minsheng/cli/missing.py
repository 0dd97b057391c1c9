"""``minsheng missing``: who is owed and does not receive, and who receives and is not owed."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from minsheng.assess.local import do_assess
from minsheng.assess.missing.example import write_example
from minsheng.assess.missing.run import FAULTS_FILE, Question, do_missing
from minsheng.cli.folders import default_packs
from minsheng.cli.month import month_of
from minsheng.cli.register import ProgressBar
from minsheng.register.snapshot import Snapshot, open_snapshot
from minsheng.rules.folder import program_of
from minsheng.rules.many.answer import CityAssessor
from minsheng.rules.parameters import read_overrides
from minsheng.terms.errors import Fault, MinshengError
from minsheng.terms.periods import Month

_MOST_FAULTS = 20
_PATH = click.Path(path_type=Path)


@click.command("missing")
@click.option("--pack", "pack_id", required=True, help="规则包的 id")
@click.option("--month", required=True, help="月份，如 2021-12")
@click.option("--register", type=_PATH, required=True, help="登记数据文件夹，或其中一天的快照")
@click.option("--receiving", type=_PATH, help="在领名单（.csv .xlsx .parquet）：人员编号或户编号、待遇、金额")
@click.option("--benefit", "benefits", multiple=True, help="名单管哪项待遇的 id，可给几次；默认是名单里出现的各项")
@click.option("--out", type=_PATH, help="四张清单写到这个文件夹")
@click.option("--results", type=_PATH, help="minsheng assess 的结果文件夹；不给就现算要比对的待遇")
@click.option("--parameters", type=_PATH, help="替换参数的 YAML 文件")
@click.option("--packs", "root", type=_PATH, help="规则包所在的文件夹")
@click.option("--strict", is_flag=True, help="名单有一处错误就全部拒收，什么也不写")
@click.option("--example", type=_PATH, help="不比对，从合成城市造一份在领名单写到这个 CSV 文件")
def command(
    pack_id: str,
    month: str,
    register: Path,
    receiving: Path | None,
    benefits: tuple[str, ...],
    out: Path | None,
    results: Path | None,
    parameters: Path | None,
    root: Path | None,
    strict: bool,
    example: Path | None,
) -> None:
    """应享未享：拿在领名单对照登记数据和规则，谁该享没享、谁不该享在享、谁金额不符、谁说不准。

    结果文件夹里有四张清单（owed-not-received、received-not-owed、amount-differs、undecided，各有 .parquet 和 .csv）、
    名单的错误 faults.csv、按待遇和区划汇总的 summary.json。
    """
    asked = month_of(month)
    program = program_of(pack_id, root or default_packs())
    figures = None if parameters is None else read_overrides(parameters, program.parameters)
    snapshot = open_snapshot(register)
    bar = ProgressBar()
    began = time.monotonic()
    if example is not None:
        _example(CityAssessor(program, asked, figures), snapshot, benefits, example, bar)
        return
    if receiving is None or out is None:
        raise MinshengError(Fault("missing.asked", "要给出在领名单和结果文件夹", expected="--receiving FILE --out DIR"))
    question = Question(program, asked, snapshot, receiving, benefits, figures, results)
    try:
        compared = do_missing(question, out, strict=strict, step=bar)
    finally:
        bar.close()
    if snapshot.synthetic:
        click.echo("合成数据：这座城市的人是编出来的。")
    _say(compared.summary, asked)
    for fault in compared.faults[:_MOST_FAULTS]:
        click.echo(str(fault), err=True)
    more = sum(compared.summary["faults"].values()) - _MOST_FAULTS
    if more > 0:
        click.echo(f"…… 另有 {more} 处，见 {out / FAULTS_FILE}", err=True)
    click.echo(f"已写入 {out}（{time.monotonic() - began:.1f} 秒）")


def _say(summary: Mapping[str, Any], month: Month) -> None:
    told = summary["receiving"]
    aside = f"，{told['set_aside']:,} 行有错没有比对" if told["set_aside"] else ""
    other = f"，{told['other_benefits']:,} 行是别的待遇" if told["other_benefits"] else ""
    click.echo(f"{month} 的规则，{summary['register']} 的登记数据；名单 {told['read']:,} 行{aside}{other}")
    for one in summary["benefits"]:
        click.echo(
            f"{one['name']}（{one['benefit']}）：应享 {one['owed']:,}，在领 {one['received']:,}，相符 {one['agreed']:,}"
        )
        click.echo(f"  {_line(one)}")
        if one["missing"]:
            click.echo(
                "  说不准的缺：" + "、".join(f"{each['label']} {each['count']:,}" for each in one["missing"][:5])
            )
        for place in summary["divisions"]:
            if place["benefit"] == one["benefit"] and any(place[name] for name in _COUNTED):
                click.echo(f"    {place['division_name'] or place['division'] or '区划不明'}：{_line(place)}")


_COUNTED = ("owed_not_received", "received_not_owed", "amount_differs", "undecided")


def _line(one: Mapping[str, Any]) -> str:
    def yuan(*names: str) -> str:
        told = [
            f"{word}{one[f'{name}_amount']} 元"
            for word, name in zip(names[::2], names[1::2], strict=True)
            if one[f"{name}_fen"]
        ]
        return f"（{'，'.join(told)}）" if told else ""

    return "，".join(
        (
            f"应享未享 {one['owed_not_received']:,}{yuan('', 'owed_not_received')}",
            f"享而不应 {one['received_not_owed']:,}{yuan('', 'received_not_owed')}",
            f"金额不符 {one['amount_differs']:,}{yuan('少发 ', 'underpaid', '多发 ', 'overpaid')}",
            f"说不准 {one['undecided']:,}",
        )
    )


def _example(
    assessor: CityAssessor, snapshot: Snapshot, benefits: tuple[str, ...], file: Path, bar: ProgressBar
) -> None:
    if not benefits:
        raise MinshengError(Fault("missing.asked", "要说明造哪项待遇的名单", expected="--benefit ID"))
    known = {rule.benefit.id: rule.benefit for rule in assessor.rules if rule.benefit.serves != "institution"}
    for name in benefits:
        if name not in known:
            raise MinshengError(Fault("missing.unknown-benefit", "这个月没有这项待遇", read=name, expected="待遇的 id"))
    try:
        with tempfile.TemporaryDirectory(prefix=f".{file.name}.", dir=file.absolute().parent) as work:
            results = Path(work) / "results"
            do_assess(assessor, snapshot, results, progress=lambda done, total: bar("已算", done, total))
            rows = write_example(snapshot, results, [known[name] for name in benefits], file)
    except OSError as error:
        raise MinshengError(Fault("missing.out", "写不了这个文件", str(file), read=error.strerror)) from None
    finally:
        bar.close()
    click.echo(f"已造出 {rows:,} 行的示例名单（合成数据，非真实名单）：{file}")
