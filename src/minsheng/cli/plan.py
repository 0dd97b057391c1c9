"""``minsheng plan``: read a plan, and make a draft pack of what it promises."""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import click

_MOST_PLACES = 20
_LONGEST_NAME = 24
_BAR = 30
# Smaller files are done before a bar could be seen.
_LONG_FILE = 200_000
_DRAFT = "minsheng.cli.plan_draft"


class _PlanGroup(click.Group):
    """The group, with the drafting command imported only when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return ["read", *(["draft"] if find_spec(_DRAFT) else [])]

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name == "draft" and find_spec(_DRAFT):
            found = import_module(_DRAFT).command
            assert isinstance(found, click.Command)
            return found
        return super().get_command(ctx, name)


@click.group("plan", cls=_PlanGroup, help="规划：读取文本，生成草稿包。")
def command() -> None:
    """The group of commands about plan documents."""


@command.command("read", help="读取规划（.txt .md .html .docx .pdf），把指标、数字承诺和专栏项目写成数据。")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--out", "folder", type=click.Path(path_type=Path), required=True, help="输出文件夹。")
def read(file: Path, folder: Path) -> None:
    """Read a plan file and write its three files, or say what is wrong and write nothing."""
    from minsheng.plans.output import places_of, summary_of, write_reading
    from minsheng.plans.read import read_plan

    reading = read_plan(file, progress=show_progress if sys.stderr.isatty() and _is_long(file) else None)
    write_reading(reading, folder)
    click.echo(summary_of(reading))
    places = places_of(reading)
    if places:
        click.echo("\n需人工核对：")
    for place in places[:_MOST_PLACES]:
        short = place.what if len(place.what) <= _LONGEST_NAME else place.what[:_LONGEST_NAME] + "…"
        name = f"{short}：" if short else ""
        click.echo(f"  第 {place.lines[0]} 行  {name}{place.reason}")
    if len(places) > _MOST_PLACES:
        click.echo(f"  …… 另有 {len(places) - _MOST_PLACES} 处，见输出文件中的 doubts")


def _is_long(file: Path) -> bool:
    return file.is_file() and file.stat().st_size > _LONG_FILE


def show_progress(unit: str, done: int, total: int) -> None:
    """A bar on the error stream, rewritten in place."""
    filled = _BAR * done // max(total, 1)
    click.echo(f"\r读取 {done}/{total} {unit} [{'█' * filled}{'·' * (_BAR - filled)}]", err=True, nl=done >= total)
