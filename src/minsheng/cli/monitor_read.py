"""``minsheng monitor read`` and ``accept``: figures out of a bulletin, once a person has said that they are right."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from minsheng.cli.monitor_data import (
    PATH,
    data_option,
    loaded_pack,
    observations_option,
    pack_option,
    packs_option,
    read_period,
    say_imported,
    store_of,
    write_rows,
)
from minsheng.cli.register import ProgressBar
from minsheng.monitor.bulletin import Bulletin, Proposal, read_bulletin
from minsheng.monitor.importing.figures import Problem
from minsheng.monitor.importing.header import PROPOSED
from minsheng.monitor.importing.run import import_file
from minsheng.monitor.importing.words import Words
from minsheng.monitor.store import plain
from minsheng.terms.divisions import division_name
from minsheng.terms.errors import Fault, MinshengError

_STRENGTHS = {"same": "名称相同", "close": "名称相近"}
_TITLES = ("收", "indicator", "指标名称", "单位", "division", "period", "group", "value", "source", "备注", *PROPOSED)


@click.command("read", help="读统计公报（.txt .md .html .docx .pdf），对上规则包的指标，列出可能的数，由人决定收不收。")
@click.argument("file", type=PATH)
@pack_option
@packs_option
@click.option("--period", "period_text", help="哪个时期的数，如 2023；默认看标题")
@click.option("--division", "division_text", help="哪里的数（代码或名称）；默认是规则包的地方")
@click.option("--out", type=PATH, help="写到这个 CSV 文件，在“收”一列填“是”，再用 monitor accept 收下")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出，不写文件")
def read_command(
    file: Path,
    pack_id: str,
    root: Path | None,
    period_text: str | None,
    division_text: str | None,
    out: Path | None,
    as_json: bool,
) -> None:
    """Propose observations out of a bulletin; nothing is imported."""
    if out is None and not as_json:
        raise MinshengError(Fault("bulletin.out", "没有说写到哪里", expected="--out 文件.csv，或 --json"))
    pack, packs = loaded_pack(pack_id, root)
    words = Words(pack, packs)
    division = words.division(division_text) if division_text else None
    if isinstance(division, Problem):
        raise MinshengError(Fault(division.code, division.message, read=division_text, expected=division.expected))
    bar = ProgressBar()
    try:
        found = read_bulletin(file, words, period=read_period(period_text), division=division, progress=bar)
    finally:
        bar.close()
    if as_json:
        told = {"title": found.title, "period": str(found.period), "unmatched": len(found.unmatched)}
        proposals = [as_row(one) for one in found.proposals]
        click.echo(json.dumps({**told, "proposals": proposals}, ensure_ascii=False, indent=2))
        return
    assert out is not None
    write_rows(out, _TITLES, [_row(one) for one in found.proposals])
    click.echo(said_of(found))
    click.echo(f"已写出 {out}：在“收”一列填“是”，再运行 minsheng monitor accept {out} --pack {pack_id} --by 姓名")


def said_of(found: Bulletin) -> str:
    """What was read of a bulletin, in one line."""
    sure = sum(one.strength == "same" for one in found.proposals)
    return (
        f"《{found.title}》（{found.period}）：对上指标 {len(found.proposals)} 个数"
        f"（{sure} 个名称相同，{len(found.proposals) - sure} 个相近），没有对上 {len(found.unmatched)} 个"
    )


def as_row(one: Proposal) -> dict[str, Any]:
    """A proposal as JSON."""
    return {
        "indicator": one.indicator.id,
        "name": one.indicator.name,
        "unit": one.indicator.unit,
        "division": one.division,
        "period": str(one.period),
        "group": one.group,
        "value": plain(one.value),
        "source": one.source,
        "likeness": one.strength,
        "because": one.because,
        "subject": one.printed.subject,
        "sentence": one.printed.sentence,
        "lines": list(one.printed.lines),
        "doubts": list(one.printed.doubts),
        "others": list(one.others),
    }


def _row(one: Proposal) -> tuple[object, ...]:
    first, last = one.printed.lines
    return (
        "",
        one.indicator.id,
        one.indicator.name,
        one.indicator.unit,
        one.division,
        one.period,
        one.group,
        plain(one.value),
        one.source,
        "",
        division_name(one.division) or "",
        _STRENGTHS.get(one.strength, one.strength),
        one.because,
        one.printed.subject,
        one.printed.sentence,
        first if first == last else f"{first}—{last}",
        "；".join(one.printed.doubts),
        "、".join(one.others),
    )


@click.command("accept", help="把 monitor read 列出的数收下：只收“收”一列填了“是”的。")
@click.argument("file", type=PATH)
@pack_option
@packs_option
@data_option
@observations_option
@click.option("--by", required=True, help="谁核对、收下的")
@click.option("--because", help="更正的理由：与已有的数不同的，改成新的，旧的留底")
@click.option("--accept", is_flag=True, help="存疑的数（比上次大十倍等）确认无误，收下")
@click.option("--strict", is_flag=True, help="有一处错误或疑问就全部不收")
def accept_command(
    file: Path,
    pack_id: str,
    root: Path | None,
    data: Path | None,
    folder: Path | None,
    by: str,
    because: str | None,
    accept: bool,
    strict: bool,
) -> None:
    """Import the proposals a person accepted."""
    pack, packs = loaded_pack(pack_id, root)
    done = import_file(
        file,
        pack,
        packs,
        store_of(pack_id, data, folder),
        by=by,
        because=because,
        accept=accept,
        strict=strict,
        proposed=True,
    )
    say_imported(done, None, None)
