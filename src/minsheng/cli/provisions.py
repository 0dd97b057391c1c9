"""``minsheng provisions``: what institutions and areas must offer, as the pack's standards tell it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from minsheng.cli.folders import default_packs
from minsheng.rules.folder import provisions_of
from minsheng.rules.provision import Standard


@click.command("provisions")
@click.option("--pack", "pack_id", required=True, help="规则包的 id")
@click.option("--packs", "root", type=click.Path(path_type=Path), help="规则包所在的文件夹")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出")
def command(pack_id: str, root: Path | None, as_json: bool) -> None:
    """列出规则包里的配置标准：对哪些机构和地方要求、至少配多少、用到哪些信息。"""
    standards = provisions_of(pack_id, root or default_packs()).standards
    listed = sorted(standards, key=lambda one: (one.source.document, one.source, one.provision.id))
    if as_json:
        click.echo(json.dumps([provision_json(one) for one in listed], ensure_ascii=False, indent=2))
        return
    for one in listed:
        mark = "（含推定）" if one.provision.assumed else ""
        term = f"，{one.provision.by} 前" if one.provision.by else ""
        click.echo(f"{one.source}  {one.provision.name}{mark}：{one.must.text}{term}")
    click.echo(f"共 {len(listed)} 项配置标准。")


def provision_json(standard: Standard) -> dict[str, Any]:
    """A provision as data: whom it is asked of and what must be, in words and as written."""
    one = standard.provision
    told: dict[str, Any] = {"provision": one.id, "name": one.name, "area": one.area, "source": one.source.as_json()}
    told |= {"applies_to": [{"clause": part.clause, "text": part.text} for part in standard.applies]}
    told |= {"must": one.must, "text": standard.must.text, "unit": one.unit, "inputs": list(standard.inputs)}
    told |= {"since": one.since.isoformat(), "until": None if one.until is None else one.until.isoformat()}
    told |= {"by": None if one.by is None else one.by.isoformat(), "assumed": one.assumed}
    return told
