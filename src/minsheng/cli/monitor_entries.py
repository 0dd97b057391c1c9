"""``minsheng monitor entries``: every figure an indicator ever had, with who entered it, when, and why."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from minsheng.cli.monitor_data import (
    data_option,
    loaded_pack,
    observations_option,
    pack_option,
    packs_option,
    read_period,
    store_of,
)
from minsheng.monitor.importing.figures import Problem
from minsheng.monitor.importing.words import Words
from minsheng.monitor.store import Entry, plain
from minsheng.terms.divisions import division_name
from minsheng.terms.errors import Fault, MinshengError


@click.command("entries", help="一个指标录入过的数：每格现在的数，被更正的旧数，谁、何时、为什么。")
@click.argument("indicator")
@pack_option
@packs_option
@data_option
@observations_option
@click.option("--division", "division_text", help="只看一个区划（代码或名称）")
@click.option("--period", "period_text", help="只看一个时期")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出")
def entries_command(
    indicator: str,
    pack_id: str,
    root: Path | None,
    data: Path | None,
    folder: Path | None,
    division_text: str | None,
    period_text: str | None,
    as_json: bool,
) -> None:
    """Show the history of an indicator's cells."""
    pack, packs = loaded_pack(pack_id, root)
    words = Words(pack, packs)
    found = words.indicator({"indicator": indicator})
    division = words.division(division_text) if division_text else None
    for one, read in ((found, indicator), (division, division_text)):
        if isinstance(one, Problem):
            raise MinshengError(Fault(one.code, one.message, read=read, expected=one.expected))
    assert not isinstance(found, Problem)
    period = read_period(period_text)
    cells: dict[tuple[str, ...], list[Entry]] = {}
    for entry in store_of(pack_id, data, folder).all_entries(found.id):
        row = entry.observation
        if division in (None, row.division) and period in (None, row.period):
            cells.setdefault(row.cell, []).append(entry)
    if as_json:
        told = [_as_json(entry, entry is held[-1]) for held in cells.values() for entry in held]
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    click.echo(f"{found.name}（{found.id}）：{len(cells)} 格")
    for held in cells.values():
        for entry in reversed(held):
            _say(entry, entry is held[-1])


def _say(entry: Entry, in_force: bool) -> None:
    row, batch = entry.observation, entry.batch
    place = f"{division_name(row.division) or row.division} {row.period} {row.group}".rstrip()
    why = f"，更正：{batch.because}" if batch.because else ""
    note = f"（{row.note}）" if row.note else ""
    mark = "" if in_force else "　　已被更正："
    click.echo(f"{mark}{place}：{plain(row.value)}　{row.source}{note}　{batch.by} {batch.at:%Y-%m-%d %H:%M}{why}")


def _as_json(entry: Entry, in_force: bool) -> dict[str, Any]:
    row, batch = entry.observation, entry.batch
    return {
        "indicator": row.indicator,
        "division": row.division,
        "period": str(row.period),
        "group": row.group,
        "value": plain(row.value),
        "source": row.source,
        "note": row.note,
        "in_force": in_force,
        "batch": batch.number,
        "by": batch.by,
        "at": batch.at.isoformat(),
        "because": batch.because,
        "origin": batch.origin,
    }
