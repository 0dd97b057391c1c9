"""``minsheng pack``: check, schema, compare, audit."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import click

from minsheng.packs.audit import CODES, SEVERITIES, audit
from minsheng.packs.check import check_folder
from minsheng.packs.load import load_packs
from minsheng.terms.errors import Fault

command = click.Group("pack", help="规则包：检查、比对、体检。")


def default_packs() -> Path:
    """The folder of packs: MINSHENG_PACKS, else ``packs`` here, else the ones beside the source."""
    given = os.environ.get("MINSHENG_PACKS")
    if given:
        return Path(given)
    here = Path("packs")
    return here if here.is_dir() else Path(__file__).resolve().parents[3] / "packs"


def say_json(data: Any) -> None:
    """Print as JSON, Chinese left readable."""
    click.echo(json.dumps(data, ensure_ascii=False, indent=2))


def fault_json(fault: Fault) -> dict[str, Any]:
    """A fault with the keys that are set."""
    pairs = {"code": fault.code, "message": fault.message, "file": fault.file, "line": fault.line}
    pairs |= {"read": fault.read, "expected": fault.expected}
    return {key: value for key, value in pairs.items() if value is not None}


@command.command("check")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--packs", type=click.Path(path_type=Path), help="上级规则包所在的文件夹（默认与 DIR 同级）")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出")
def check(folder: Path, packs: Path | None, as_json: bool) -> None:
    """检查规则包 DIR：逐条列出错误所在的文件、行号和应当的写法。"""
    faults = check_folder(folder, root=packs)
    if as_json:
        say_json({"count": len(faults), "faults": [fault_json(fault) for fault in faults]})
    else:
        for fault in faults:
            click.echo(str(fault), err=True)
        if faults:
            files = len({fault.file for fault in faults})
            click.echo(f"共 {len(faults)} 处错误，涉及 {files} 个文件。", err=True)
        else:
            click.echo(f"{folder}：没有错误。")
    sys.exit(2 if faults else 0)


_packs_option = click.option("--packs", "root", type=click.Path(path_type=Path), help="规则包所在的文件夹")
_json_option = click.option("--json", "as_json", is_flag=True, help="以 JSON 输出")


@command.command("audit")
@click.argument("pack_id", metavar="PACK")
@_packs_option
@_json_option
def audit_command(pack_id: str, root: Path | None, as_json: bool) -> None:
    """给规则包 PACK 体检：矛盾、低于上级、基期已达到、缺基期缺单位缺年份。"""
    findings = audit(pack_id, load_packs(root or default_packs()))
    if as_json:
        say_json({"pack": pack_id, "count": len(findings), "findings": [one.as_json() for one in findings]})
        return
    for one in findings:
        click.echo(f"【{SEVERITIES[one.severity]}】{one.message} [{one.code}]")
        for clause in one.clauses:
            click.echo(f"    {clause.source}：{clause.name}，{clause.figure}")
        if one.because is not None:
            click.echo(f"    对应关系（{_STATES[one.state or 'proposed']}）：{one.because}")
        if one.inferred is not None:
            click.echo(f"    方向是推断的：{one.inferred}")
    counts = {code: sum(one.code == code for one in findings) for code in CODES}
    click.echo(
        "".join(f"{CODES[code]} {count}；" for code, count in counts.items() if count) + f"共 {len(findings)} 条。"
    )


_STATES = {"confirmed": "已确认", "proposed": "待确认", "refused": "已否定"}
