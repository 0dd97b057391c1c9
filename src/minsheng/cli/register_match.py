"""``minsheng register match``: which records of two departments are about the same people."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import click

from minsheng.terms.errors import Fault

SURE, DOUBTFUL = 0.99, 0.5
_SHOWN = 20
_FILE = click.Path(path_type=Path)
_SHARE = click.FloatRange(0, 1, min_open=True)


@click.command("match", help="比对两个部门的名单，找出同一个人：只建关联，不改动任何一方的记录。")
@click.argument("left", type=_FILE)
@click.argument("right", type=_FILE)
@click.option("--out", type=_FILE, required=True, help="结果文件夹：links.parquet、doubtful.csv、summary.json。")
@click.option("--decisions", type=_FILE, help="填好“是同一人”和“决定人”两列的 doubtful.csv。")
@click.option("--sure", type=_SHARE, default=SURE, show_default=True, help="可能性达到多少就直接关联。")
@click.option("--doubtful", type=_SHARE, default=DOUBTFUL, show_default=True, help="可能性达到多少要请人判断。")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出统计。")
def command(
    left: Path, right: Path, out: Path, decisions: Path | None, sure: float, doubtful: float, *, as_json: bool
) -> None:
    """Match two departments' records."""
    from minsheng.register.matching.files import DOUBTFUL_FILE, read_decisions, summary_of, write_matches
    from minsheng.register.matching.links import match_records
    from minsheng.register.matching.records import read_records

    one, other = read_records(left), read_records(right)
    for records in (one, other):
        _tell(records.file, records.faults)
    said = None if decisions is None else read_decisions(decisions)
    matches = match_records(one, other, sure=sure, doubtful=doubtful, decisions=said)
    write_matches(matches, one, other, out)
    if as_json:
        click.echo(json.dumps(summary_of(matches, one, other), ensure_ascii=False, indent=2))
        return
    how = {"identity": "身份证号相同", "model": "各项相符", "person": "人工判断"}
    counts = {name: sum(link.how == name for link in matches.links) for name in how}
    click.echo(f"关联 {len(matches.links):,} 对：" + "，".join(f"{how[name]} {counts[name]:,}" for name in how))
    click.echo(f"要请人判断 {len(matches.doubtful):,} 对" + (f"：{out / DOUBTFUL_FILE}" if matches.doubtful else ""))
    click.echo(f"没有对上：{one.file} {matches.left_alone:,} 条，{other.file} {matches.right_alone:,} 条")


def _tell(file: str, faults: Sequence[Fault]) -> None:
    for fault in faults[:_SHOWN]:
        click.echo(f"{fault}（这一格按未填处理）", err=True)
    if len(faults) > _SHOWN:
        click.echo(f"{file}：还有 {len(faults) - _SHOWN:,} 格按未填处理", err=True)
