"""``minsheng monitor import`` and what else brings figures in."""

from __future__ import annotations

import csv
import getpass
import os
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

import click

from minsheng.cli.folders import default_packs, observations_folder
from minsheng.cli.monitor_status import LISTS
from minsheng.cli.register import ProgressBar
from minsheng.monitor.book import book_of
from minsheng.monitor.importing.figures import Problem
from minsheng.monitor.importing.run import Doubt, Imported, import_file
from minsheng.monitor.importing.words import Words
from minsheng.monitor.observation import Observation
from minsheng.monitor.store import Store, plain
from minsheng.packs.load import load_line
from minsheng.packs.model import Pack
from minsheng.terms.errors import Fault, MinshengError
from minsheng.terms.periods import Period

PATH = click.Path(path_type=Path)
_MOST_FAULTS = 20
_COLUMNS = ("indicator", "division", "period", "value", "source", "note", "group")

pack_option = click.option("--pack", "pack_id", required=True, help="规则包的 id")
packs_option = click.option("--packs", "root", type=PATH, help="规则包所在的文件夹")
data_option = click.option("--data", type=PATH, help="数据文件夹（默认 MINSHENG_DATA，再默认 var）")
observations_option = click.option(
    "--observations", "folder", type=PATH, help="放各规则包观测数据的文件夹，默认是数据文件夹下的 observations"
)
by_option = click.option("--by", default=None, help="谁录入的；默认是登录这台机器的用户名")


def store_of(pack_id: str, data: Path | None, folder: Path | None = None) -> Store:
    """The store of a pack: in the folder of observations, else in that of the data."""
    return Store(observations_folder(pack_id, data) if folder is None else folder / pack_id)


def loaded_pack(pack_id: str, root: Path | None) -> tuple[Pack, dict[str, Pack]]:
    """The pack and the levels above it, without their rules; raises `MinshengError` when there is none of that id."""
    packs = {name: loaded.pack for name, loaded in load_line(pack_id, root or default_packs(), only=LISTS).items()}
    return packs[pack_id], packs


def who(by: str | None) -> str:
    """Who enters figures: the name given, else the user's."""
    return by if by is not None else getpass.getuser()


def read_period(text: str | None) -> Period | None:
    """The period of an option; raises `MinshengError` when it is none."""
    if text is None:
        return None
    try:
        return Period.parse(text)
    except ValueError:
        raise MinshengError(
            Fault("observations.period", "不是时期", read=text, expected="2023、2023Q4、2023-12 或 2021-2025")
        ) from None


def say_faults(faults: Sequence[Fault], most: int = _MOST_FAULTS) -> None:
    """Print the first faults, one a line, and how many more there are."""
    for fault in faults[:most]:
        click.echo(str(fault), err=True)
    if len(faults) > most:
        click.echo(f"…… 另有 {len(faults) - most} 处", err=True)


@click.command("import", help="导入指标数据（.xlsx .csv）：模板填好的，或一行一个数、一行一个指标每列一个地区的表。")
@click.argument("file", type=PATH)
@pack_option
@packs_option
@data_option
@observations_option
@by_option
@click.option("--because", help="更正的理由：与已有的数不同的，改成新的，旧的留底")
@click.option("--strict", is_flag=True, help="有一处错误或疑问就全部不收，什么也不写")
@click.option("--accept", is_flag=True, help="存疑的数（比上次大十倍等）确认无误，收下")
@click.option("--period", "period_text", help="没有写时期的行算哪个时期，如 2023Q4")
@click.option("--faults", "faults_file", type=PATH, help="全部错误和存疑写到这个 CSV 文件")
@click.option("--aside", "aside_file", type=PATH, help="存疑的数写到这个 CSV 文件，核对后可再导入")
def import_command(
    file: Path,
    pack_id: str,
    root: Path | None,
    data: Path | None,
    folder: Path | None,
    by: str | None,
    because: str | None,
    strict: bool,
    accept: bool,
    period_text: str | None,
    faults_file: Path | None,
    aside_file: Path | None,
) -> None:
    """Import a file of figures, or say what is wrong with it."""
    pack, packs = loaded_pack(pack_id, root)
    bar = ProgressBar()
    try:
        done = import_file(
            file,
            pack,
            packs,
            store_of(pack_id, data, folder),
            by=who(by),
            because=because,
            strict=strict,
            accept=accept,
            period=read_period(period_text),
            step=bar,
        )
    except MinshengError as error:
        bar.close()
        if faults_file is not None:
            write_faults(faults_file, error.faults, ())
        raise
    bar.close()
    if faults_file is not None:
        write_faults(faults_file, done.faults, done.aside)
    if aside_file is not None and done.aside:
        write_observations(aside_file, [one.observation for one in done.aside])
    say_imported(done, faults_file, aside_file)


@click.command("template", help="填报模板：每个服务领域一张表，指标 × 区县 × 时期，填好了用 monitor import 导入。")
@pack_option
@packs_option
@data_option
@observations_option
@click.option("--period", "periods", multiple=True, help="填哪个时期，可给几次；默认是刚过去的一季")
@click.option("--divisions", help="哪些区划（代码或名称，用逗号隔开）；默认全市和各区县")
@click.option("--area", "areas", multiple=True, help="只要某个服务领域（名称或 id），可给几次")
@click.option("--out", type=PATH, required=True, help="写到这个 .xlsx 文件")
def template_command(
    pack_id: str,
    root: Path | None,
    data: Path | None,
    folder: Path | None,
    periods: tuple[str, ...],
    divisions: str | None,
    areas: tuple[str, ...],
    out: Path,
) -> None:
    """Write the workbook an office fills in."""
    from minsheng.monitor.template import ask, write_template

    pack, packs = loaded_pack(pack_id, root)
    if out.suffix.lower() != ".xlsx":
        raise MinshengError(Fault("template.out", "模板是 .xlsx 文件", str(out), expected="以 .xlsx 结尾的文件名"))
    words = Words(pack, packs)
    codes = []
    for text in (divisions or "").replace("，", ",").split(","):
        found = words.division(text) if text.strip() else ""
        if isinstance(found, Problem):
            raise MinshengError(Fault(found.code, found.message, read=text.strip(), expected=found.expected))
        codes += [found] if found else []
    when = [one for text in periods if (one := read_period(text))] or [last_quarter(date.today())]
    book = book_of(pack, packs, store_of(pack_id, data, folder).table())
    what = ask(book, when, divisions=list(dict.fromkeys(codes)), areas=areas)
    cells = write_template(book, what, out)
    click.echo(f"已写出 {out}：{len(what.indicators)} 个指标，{len(what.divisions)} 个地区，{cells:,} 格待填")


def last_quarter(day: date) -> Period:
    """The quarter that was over last.

    >>> str(last_quarter(date(2024, 1, 5))), str(last_quarter(date(2024, 6, 30)))
    ('2023Q4', '2024Q1')
    """
    number = (day.month - 1) // 3
    return Period(day.year, "quarter", number) if number else Period(day.year - 1, "quarter", 4)


def say_imported(done: Imported, faults_file: Path | None, aside_file: Path | None) -> None:
    """Print what an import did, and what is wrong with the rest."""
    for line in done.lines:
        click.echo(line)
    say_faults(done.faults)
    if done.aside:
        click.echo("存疑、没有收的：", err=True)
        say_faults([one.fault for one in done.aside])
        click.echo("核对后在备注里说明再导入，或整个文件加 --accept。", err=True)
    if faults_file is not None and (done.faults or done.aside):
        click.echo(f"错误和存疑见 {faults_file}")
    if aside_file is not None and done.aside:
        click.echo(f"存疑的数见 {aside_file}")


def write_faults(path: Path, faults: Iterable[Fault], doubts: Iterable[Doubt]) -> None:
    """Write faults and doubts as CSV that Excel opens."""
    rows = [("错误", fault) for fault in faults] + [("存疑", one.fault) for one in doubts]
    lines = [
        (kind, one.file or "", one.line or "", one.code, one.message, one.read or "", one.expected or "")
        for kind, one in rows
    ]
    write_rows(path, ("类别", "位置", "行", "代码", "问题", "读到", "应为"), lines)


def write_observations(path: Path, rows: Iterable[Observation]) -> None:
    """Write observations as a CSV file that can be imported."""
    write_rows(
        path,
        _COLUMNS,
        [(row.indicator, row.division, row.period, plain(row.value), row.source, row.note, row.group) for row in rows],
    )


def write_rows(path: Path, titles: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write a CSV file that Excel opens; it takes its place only when it is whole."""
    beside = path.with_name(f".{path.name}.part")
    with beside.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(titles)
        writer.writerows([tame(str(cell)) for cell in row] for row in rows)
    os.replace(beside, path)


def tame(text: str) -> str:
    """Text that a spreadsheet does not take for a formula."""
    risky = text.startswith(("=", "@", "\t", "\r")) or (text[:1] in "+-" and not text[1:2].isdigit() and text != "-")
    return "'" + text if text and risky else text
