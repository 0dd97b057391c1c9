"""``minsheng benefits``: the entitlements of a pack as its rules tell them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from minsheng.cli.folders import default_packs
from minsheng.rules.folder import program_of
from minsheng.rules.program import Rule

_EACH = {"month": "每月", "year": "每年", "once": "一次", "event": "每次"}
_KINDS = {"cash": "现金", "service": "服务", "waiver": "减免"}
_SERVES = {"person": "个人", "household": "家庭", "institution": "机构"}


@click.command("benefits")
@click.option("--pack", "pack_id", required=True, help="规则包的 id")
@click.option("--packs", "root", type=click.Path(path_type=Path), help="规则包所在的文件夹")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出")
def command(pack_id: str, root: Path | None, as_json: bool) -> None:
    """列出规则包里的各项待遇：谁发、发给谁、用到哪些信息。"""
    program = program_of(pack_id, root or default_packs())
    latest: dict[str, Rule] = {}
    for rule in program.rules:
        latest.setdefault(rule.benefit.id, rule)  # of each benefit the current edition comes first
    rules = sorted(latest.values(), key=lambda rule: (rule.source.document, rule.source, rule.benefit.id))
    if as_json:
        click.echo(json.dumps([benefit_json(rule) for rule in rules], ensure_ascii=False, indent=2))
        return
    for rule in rules:
        one = rule.benefit
        mark = "（含推定）" if rule.assumed else ""
        click.echo(f"{rule.source}  {one.name}{mark}  {_SERVES[one.serves]}·{_KINDS[one.kind]}·{_EACH[one.each]}")
    click.echo(f"共 {len(rules)} 项待遇。")


def benefit_json(rule: Rule) -> dict[str, Any]:
    """A benefit as the contract has it, and which law stands in where the plan is silent."""
    one = rule.benefit
    told: dict[str, Any] = {"benefit": one.id, "name": one.name, "area": one.area, "kind": one.kind, "each": one.each}
    told |= {"serves": one.serves, "source": rule.source.as_json(), "inputs": list(rule.inputs)}
    told |= {"needs": list(rule.needs), "payer": one.payer, "assumed": rule.assumed}
    told |= {"since": rule.since.isoformat(), "until": None if rule.until is None else rule.until.isoformat()}
    return told
