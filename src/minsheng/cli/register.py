"""``minsheng register``: import, check, look up, and make up a city to try things on."""

from __future__ import annotations

import json
import sys
import time
from datetime import date, datetime
from pathlib import Path

import click

from minsheng.cli.register_match import command as match
from minsheng.terms.errors import Fault, MinshengError

_DAY = click.DateTime(formats=["%Y-%m-%d"])
_FOLDER = click.Path(path_type=Path)
_BAR = 30
_QUIET_SECONDS = 2.0
_MOST_FAULTS = 20


class ProgressBar:
    """A bar on the error stream, shown once the work has taken over two seconds, and only to a person."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._shown = 0.0
        self._drawn = False

    def __call__(self, what: str, done: int, total: int) -> None:
        """Redraw, at most ten times a second."""
        now = time.monotonic()
        if not sys.stderr.isatty() or now - self._began < _QUIET_SECONDS or now - self._shown < 0.1:
            return
        self._shown, self._drawn = now, True
        filled = _BAR * min(done, total) // total if total else 0
        bar = f"[{'█' * filled}{'·' * (_BAR - filled)}] {100 * done // total}%" if total else "……"
        click.echo(f"\r\033[K{what} {bar}", err=True, nl=False)

    def close(self) -> None:
        """Wipe the bar."""
        if self._drawn:
            click.echo("\r\033[K", err=True, nl=False)


@click.group("register", help="登记数据：导入、质量、查人、合成城市。")
def command() -> None:
    """The group of commands about registers."""


@command.command(
    "import", help="导入户、人员、机构（.csv .xlsx .parquet，一户一个 .json，或数据库查询），存为某一天的快照。"
)
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option("--date", "day", type=_DAY, required=True, help="数据截止的日期，如 2021-12-31。")
@click.option("--out", "register", type=_FOLDER, required=True, help="登记数据文件夹，快照存为其下的 日期/。")
@click.option("--sql", "queries", multiple=True, help="查询一张表的 SELECT 语句，可给几次；列名即字段名。")
@click.option("--database", "url", help="SQLite 或 DuckDB 文件，或 postgresql://用户@主机/库名；只读不写。")
@click.option("--strict", is_flag=True, help="有一处错误就全部拒收，什么也不写。")
@click.option("--synthetic", is_flag=True, help="标明这是合成数据。")
@click.option("--replace", is_flag=True, help="替换同一天已有的快照。")
@click.option("--report", type=_FOLDER, help="错误清单另存一份到此文件夹（--strict 时也写）。")
def import_command(
    files: tuple[Path, ...],
    day: datetime,
    register: Path,
    queries: tuple[str, ...],
    url: str | None,
    strict: bool,
    synthetic: bool,
    replace: bool,
    report: Path | None,
) -> None:
    """Import files and answers of a database into a snapshot, or say what is wrong."""
    from minsheng.register.databases import Database
    from minsheng.register.importing import import_files

    if bool(queries) != (url is not None):
        raise MinshengError(Fault("register.no-query", "--sql 和 --database 要一起给", expected="哪个数据库，查询什么"))

    bar = ProgressBar()
    try:
        done = import_files(
            files,
            day=day.date(),
            register=register,
            database=None if url is None else Database(url, queries),
            strict=strict,
            synthetic=synthetic,
            replace=replace,
            report=report,
            step=bar,
        )
    finally:
        bar.close()
    click.echo(done.summary, nl=False)
    for fault in done.faults[:_MOST_FAULTS]:
        click.echo(str(fault), err=True)
    total = sum(done.manifest["faults"].values())
    if total > _MOST_FAULTS:
        click.echo(f"…… 另有 {total - _MOST_FAULTS} 处，见 {done.folder / 'faults.csv'}", err=True)


@command.command("quality", help="各字段的完整率、有效率和新旧。")
@click.argument("folder", type=_FOLDER)
@click.option("--at", type=_DAY, help="以哪一天计算新旧，默认今天。")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
def quality(folder: Path, at: datetime | None, as_json: bool) -> None:
    """Print the quality of the register's latest snapshot."""
    from minsheng.register.quality import judge, quality_json, quality_table

    snapshot, fields = judge(folder, at=at.date() if at else date.today())
    if as_json:
        click.echo(json.dumps(quality_json(fields, snapshot), ensure_ascii=False, indent=2))
    else:
        click.echo(quality_table(fields, snapshot))


@command.command("show", help="查一个人所在的户，按一户一个 JSON 的格式输出。")
@click.argument("folder", type=_FOLDER)
@click.option("--person", required=True, help="人员编号。")
@click.option("--date", "day", type=_DAY, help="哪一天的快照，默认最近的。")
def show(folder: Path, person: str, day: datetime | None) -> None:
    """Print the household of one person as JSON."""
    from minsheng.register.find import Finder
    from minsheng.register.snapshot import open_snapshot

    snapshot = open_snapshot(folder, day.date() if day else None)
    with Finder(snapshot) as finder:
        home = finder.home_of(person)
    if home is None:
        raise MinshengError(Fault("register.no-person", "登记数据里没有这个人", str(snapshot.folder), read=person))
    click.echo(json.dumps(home.as_json(), ensure_ascii=False, indent=2))
    if snapshot.synthetic:
        click.echo("这是合成数据，非真实人口。", err=True)


@command.command("synthesise", help="合成一座城市：人口按公布的普查数据，其余按写明的占比；全部标明为合成数据。")
@click.option("--pack", "pack_id", help="规则包的 id：合成这个包所管的城市。")
@click.option("--division", help="或城市的区划代码，如 330100。")
@click.option("--people", type=int, required=True, help="人数。")
@click.option(
    "--out",
    "register",
    type=_FOLDER,
    envvar="MINSHENG_REGISTER",
    default=Path("register"),
    show_default="MINSHENG_REGISTER，否则 register",
    help="登记数据文件夹，快照存为其下的 日期/。",
)
@click.option("--date", "day", type=_DAY, default="2021-12-31", show_default=True, help="快照的日期。")
@click.option("--seed", type=int, default=0, show_default=True, help="随机种子，同一种子得到同一座城市。")
@click.option("--replace", is_flag=True, help="替换同一天已有的快照。")
@click.option("--compare", "compared", is_flag=True, help="完成后与公布的数据逐项对照。")
def synthesise_command(
    pack_id: str | None,
    division: str | None,
    people: int,
    register: Path,
    day: datetime,
    seed: int,
    replace: bool,
    compared: bool,
) -> None:
    """Make up a city, and compare it with the published figures if asked."""
    from minsheng.register.snapshot import open_snapshot
    from minsheng.register.synthetic.city import synthesise
    from minsheng.register.synthetic.compare import compare, comparison_table

    bar = ProgressBar()
    try:
        folder = synthesise(
            _city(pack_id, division),
            people=people,
            register=register,
            day=day.date(),
            seed=seed,
            replace=replace,
            step=bar,
        )
    finally:
        bar.close()
    snapshot = open_snapshot(folder)
    rows = snapshot.manifest["files"]
    households, persons = (rows[f"{name}.parquet"]["rows"] for name in ("household", "person"))
    click.echo(f"已合成 {households} 户、{persons} 人（合成数据，非真实人口）：{folder}")
    if compared:
        click.echo(comparison_table(compare(snapshot), snapshot.day))


def _city(pack_id: str | None, division: str | None) -> str:
    """The division to make up, as said or as the pack's."""
    if (pack_id is None) == (division is None):
        raise MinshengError(
            Fault("register.city", "说明合成哪座城市", expected="--pack hangzhou，或 --division 330100")
        )
    if division is not None:
        return division
    assert pack_id is not None
    from minsheng.cli.folders import default_packs
    from minsheng.rules.folder import rule_packs

    packs = rule_packs(pack_id, default_packs())
    return packs[pack_id].pack.about.division


@command.command("sharing", help="数据共享清单：每个字段由谁提供、作什么用、多敏感、哪些规则用到，从规则推出。")
@click.option("--pack", "pack_id", required=True, help="规则包的 id。")
@click.option("--packs", "root", type=_FOLDER, help="规则包所在的文件夹。")
@click.option("--csv", "file", type=click.Path(path_type=Path), help="另存为 CSV 文件。")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
def sharing(pack_id: str, root: Path | None, file: Path | None, as_json: bool) -> None:
    """Print or write the sharing list of a pack."""
    from minsheng.cli.folders import default_packs
    from minsheng.rules.folder import program_of, provisions_of
    from minsheng.rules.sharing import sharing_list, sharing_text, write_csv

    packs = root or default_packs()
    rows = sharing_list(program_of(pack_id, packs), provisions_of(pack_id, packs))
    if file is not None:
        try:
            write_csv(rows, file)
        except OSError as error:
            raise MinshengError(Fault("register.io", "写不了这个文件", str(file), read=error.strerror)) from None
    if as_json:
        told = {"pack": pack_id, "fields": [row.as_json() for row in rows]}
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
    elif file is None:
        click.echo(sharing_text(rows))
    else:
        click.echo(f"已写出 {len(rows)} 个字段：{file}")


@command.command("margins", help="合成城市的各项边际与公布数据的对照表。")
@click.argument("folder", type=_FOLDER)
@click.option("--date", "day", type=_DAY, help="哪一天的快照，默认最近的。")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
def margins(folder: Path, day: datetime | None, as_json: bool) -> None:
    """Print a made-up city's margins beside the published ones."""
    from minsheng.register.snapshot import open_snapshot
    from minsheng.register.synthetic.compare import compare, comparison_table, margins_json

    snapshot = open_snapshot(folder, day.date() if day else None)
    found = compare(snapshot)
    if as_json:
        click.echo(json.dumps(margins_json(found, snapshot.day), ensure_ascii=False, indent=2))
    else:
        click.echo(comparison_table(found, snapshot.day))


command.add_command(match)
