"""``minsheng audit``: check that nobody changed what the hub recorded."""

from __future__ import annotations

import json
import os
import re
from typing import TYPE_CHECKING

import click

from minsheng.cli.hub import SETTINGS
from minsheng.cli.register import ProgressBar
from minsheng.terms.errors import Fault, MinshengError

if TYPE_CHECKING:
    from minsheng.hub.audit.chain import Break, Verdict

_KNOWN = re.compile(r"([0-9]{1,18}):([0-9a-f]{64})")
_KINDS = {
    "changed": "这条记录被改过",
    "removed": "这条记录被删掉了",
    "moved": "这条记录被换了位置",
    "unlinked": "这条记录接不上前一条",
    "beyond": "从这条起，末尾标记不知道这些记录：末尾标记被换成了旧的",
}
command = click.Group("audit", help="审计记录：核对有没有被改过。")


@command.command("verify")
@click.option("--json", "as_json", is_flag=True, help="结果写成 JSON。")
@click.option("--known", help="以前核对时抄下的 序号:哈希；那一条还在、没变才算完好。")
def verify(as_json: bool, known: str | None) -> None:
    """逐条核对审计记录，指出第一条被改、被删、被换位的，以及末尾有没有缺。"""
    match = _KNOWN.fullmatch(known) if known else None
    if known and match is None:
        raise MinshengError(Fault("audit.known", "--known 写得不对", read=known, expected="序号:64 位十六进制哈希"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    import django

    django.setup()
    from django.db import DatabaseError

    from minsheng.hub.audit import verify as trail

    bar = ProgressBar()
    try:
        verdict = trail.verify(lambda done, total: bar("核对审计记录", done, total))
        kept = match is None or trail.at(int(match[1])) == match[2]
    except DatabaseError as error:
        fault = Fault("audit.database", "读不到审计记录", expected="先运行 minsheng hub migrate")
        raise MinshengError(fault) from error
    finally:
        bar.close()
    faults = faults_of(verdict)
    if match is not None and not kept:
        faults.append(Fault("audit.known", "以前抄下的那一条已不在或变了", read=match[1], expected=match[2]))
    if as_json:
        click.echo(json.dumps(_as_json(verdict, intact=not faults), ensure_ascii=False, indent=2))
    if faults:
        raise MinshengError(*faults)
    if not as_json:
        click.echo(f"完好：{verdict.entries} 条，没有被改、被删、被换位的，末尾不缺。")
        click.echo(f"抄下来，下次用 --known 核对：{verdict.entries}:{verdict.hash}")


def faults_of(verdict: Verdict) -> list[Fault]:
    """What is amiss, the first break first."""
    first, found = verdict.first, []
    if verdict.head == "forged" and first is not None and first.number == 1 and first.kind == "changed":
        return [Fault("audit.key", "第 1 条和末尾标记都对不上", expected="MINSHENG_AUDIT_KEY 里有写记录时用的密钥")]
    if first is not None:
        found.append(Fault(f"audit.{first.kind}", f"第 {first.number} 条：{_said(first)}", read=str(first.number)))
    if verdict.head == "missing":
        found.append(Fault("audit.head", "末尾标记不见了，说不出末尾缺不缺"))
    elif verdict.head == "forged":
        found.append(Fault("audit.head", "末尾标记被改过，说不出末尾缺不缺"))
    if verdict.tail_missing:
        found.append(Fault("audit.tail", f"末尾缺 {verdict.tail_missing} 条"))
    return found


def _said(first: Break) -> str:
    return _KINDS[first.kind] + (f"，原是第 {first.was} 条" if first.was is not None else "")


def _as_json(verdict: Verdict, *, intact: bool) -> dict[str, object]:
    first = verdict.first
    return {
        "intact": intact,
        "entries": verdict.entries,
        "hash": verdict.hash,
        "first": None if first is None else {"number": first.number, "kind": first.kind, "was": first.was},
        "head": verdict.head,
        "tail_missing": verdict.tail_missing,
    }
