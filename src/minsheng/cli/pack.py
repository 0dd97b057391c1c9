"""``minsheng pack``: check, schema, compare, audit."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import click

from minsheng.packs.check import check_folder
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
