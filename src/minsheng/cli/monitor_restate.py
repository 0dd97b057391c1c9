"""``minsheng monitor restate``: figures by old districts, as far as they can be known for those of today."""

from __future__ import annotations

from pathlib import Path

import click

from minsheng.cli.monitor_data import PATH, loaded_pack, pack_option, packs_option, write_observations
from minsheng.monitor.importing.restating import restate_file
from minsheng.monitor.importing.words import Words

_MOST_SHOWN = 40


@click.command("restate", help="把按旧区划报的数换算到现在的区划：合计相加，比率按人口加权，分不开的说不知道。")
@click.argument("file", type=PATH)
@pack_option
@packs_option
@click.option("--out", type=PATH, required=True, help="能换算的写到这个 CSV 文件，再用 monitor import 导入")
def restate_command(file: Path, pack_id: str, root: Path | None, out: Path) -> None:
    """Write what can be known, and tell what cannot."""
    pack, packs = loaded_pack(pack_id, root)
    found = restate_file(file, Words(pack, packs))
    write_observations(out, found.rows)
    click.echo(f"已写出 {out}：{len(found.rows)} 个数；不知道的 {len(found.unknown)} 个")
    for title, lines in (("不知道：", found.unknown), ("合起来知道：", found.together)):
        for line in lines[:_MOST_SHOWN]:
            click.echo(f"{title}{line}")
        if len(lines) > _MOST_SHOWN:
            click.echo(f"…… 另有 {len(lines) - _MOST_SHOWN} 个")
