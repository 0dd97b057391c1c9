"""``minsheng assess``: what everyone in a register is owed."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import click

from minsheng.assess.folder import SUMMARY_FILE
from minsheng.assess.local import Progress, do_assess
from minsheng.assess.spark.engine import do_assess_on_spark
from minsheng.assess.spark.session import DEFAULT_MASTER, spark_session
from minsheng.assess.tally import Tally
from minsheng.cli.folders import default_packs
from minsheng.cli.month import month_of
from minsheng.cli.plain_register import opened_register
from minsheng.cli.register import ProgressBar
from minsheng.register.snapshot import Snapshot
from minsheng.rules.finding import Inspector
from minsheng.rules.folder import rule_packs
from minsheng.rules.many.answer import CityAssessor
from minsheng.rules.parameters import read_overrides
from minsheng.rules.program import load_program
from minsheng.rules.provision import load_provisions
from minsheng.terms.errors import Fault, MinshengError
from minsheng.terms.money import yuan_text

_EACH = {"month": "每月", "year": "每年", "once": "一次性", "event": "每次"}


@click.command("assess")
@click.option("--pack", "pack_id", required=True, help="规则包的 id")
@click.option("--month", required=True, help="月份，如 2021-12")
@click.option(
    "--register",
    type=click.Path(path_type=Path),
    required=True,
    help="登记数据文件夹、其中一天的快照，或有 household.csv、person.csv 的文件夹",
)
@click.option("--out", type=click.Path(path_type=Path), required=True, help="结果写到这个文件夹")
@click.option("--parameters", type=click.Path(path_type=Path), help="替换参数的 YAML 文件")
@click.option("--packs", "root", type=click.Path(path_type=Path), help="规则包所在的文件夹")
@click.option("--engine", type=click.Choice(["local", "spark"]), default="local", show_default=True, help="在哪里算")
@click.option("--threads", type=click.IntRange(1, 256), help="local 用几个线程；默认与处理器核数相同")
@click.option("--master", help=f"spark 的主节点，如 yarn；默认环境变量 SPARK_MASTER，再默认 {DEFAULT_MASTER}")
def command(
    pack_id: str,
    month: str,
    register: Path,
    out: Path,
    parameters: Path | None,
    root: Path | None,
    engine: str,
    threads: int | None,
    master: str | None,
) -> None:
    """算登记数据里每户每人每机构在某月应享的各项待遇，各机构和地方达没达到配置标准。

    结果文件夹里有：entitlements.parquet（应享的，一行一项）、unknown.parquet（说不准的，缺哪些字段）、
    provisions.parquet（配置标准，达到还是不足、差多少）、summary.json（按待遇、区划、支出责任和配置标准汇总）。
    --engine spark 的前两项各是一个文件夹，里面每段一个文件。
    """
    _fitting(engine, threads, master)
    asked = month_of(month)
    packs = rule_packs(pack_id, root or default_packs())
    program = load_program(pack_id, packs)
    figures = None if parameters is None else read_overrides(parameters, program.parameters)
    assessor = CityAssessor(program, asked, figures)
    inspector = Inspector(load_provisions(pack_id, packs), asked, figures)
    began = time.monotonic()
    bar = ProgressBar()
    try:
        with opened_register(register, asked.last_day) as snapshot:
            tally = _assessed(
                assessor,
                inspector,
                snapshot,
                out,
                engine,
                threads,
                master,
                lambda done, total: bar("已算", done, total),
            )
    finally:
        bar.close()
    if snapshot.synthetic:
        click.echo("合成数据：这座城市的人是编出来的。")
    _say(tally, assessor)
    _say_provisions(out)
    click.echo(f"已写入 {out}（{time.monotonic() - began:.1f} 秒）")


def _fitting(engine: str, threads: int | None, master: str | None) -> None:
    """Refuse an option that the engine would not heed."""
    if engine == "spark" and threads is not None:
        said = "--threads 只管 --engine local"
        raise MinshengError(Fault("assess.option", said, read=str(threads), expected=f"--master local[{threads}]"))
    if engine == "local" and master is not None:
        raise MinshengError(Fault("assess.option", "--master 只管 --engine spark", read=master))


def _assessed(
    assessor: CityAssessor,
    inspector: Inspector,
    snapshot: Snapshot,
    out: Path,
    engine: str,
    threads: int | None,
    master: str | None,
    progress: Progress,
) -> Tally:
    if engine == "local":
        return do_assess(assessor, snapshot, out, threads=threads, progress=progress, inspector=inspector)
    with spark_session(master or os.environ.get("SPARK_MASTER") or None) as session:
        return do_assess_on_spark(assessor, snapshot, out, session, progress=progress, inspector=inspector)


def _say(tally: Tally, assessor: CityAssessor) -> None:
    """What each benefit comes to, in the order of the rules."""
    for rule in assessor.rules:
        one = rule.benefit
        lines = [line for (benefit, _), line in tally.lines.items() if benefit == one.id]
        count, fen = sum(line.count for line in lines), sum(line.fen for line in lines)
        unknown = sum(line.unknown for line in lines)
        sum_ = f"，{_EACH[one.each]}共 {yuan_text(fen)} 元" if one.amount else ""
        click.echo(f"{one.name}：应享 {count:,}{sum_}" + (f"；说不准 {unknown:,}" if unknown else ""))


def _say_provisions(out: Path) -> None:
    """What each standard asked of anyone comes to."""
    for one in json.loads((out / SUMMARY_FILE).read_text("utf-8"))["provisions"]:
        doubt = f"；说不准 {one['unknown']:,}" if one["unknown"] else ""
        click.echo(f"{one['name']}：达到 {one['met']:,}，不足 {one['short']:,}{doubt}")
