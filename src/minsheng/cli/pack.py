"""``minsheng pack``: check, schema, test, compare, audit."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from minsheng.cli.folders import default_packs
from minsheng.cli.warning_cases import check_warnings
from minsheng.packs.audit import CODES, SEVERITIES, Finding, audit
from minsheng.packs.audit.finding import KIND_NAMES, bare_figure
from minsheng.packs.check import check_folder
from minsheng.packs.compare import Comparison, FigureLine, compare
from minsheng.packs.load import load_packs
from minsheng.packs.schema import schema
from minsheng.packs.write import write_whole
from minsheng.terms.errors import Fault

command = click.Group("pack", help="规则包：检查、比对、体检。")


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
    from minsheng.rules.folder import check_rules

    faults = check_folder(folder, root=packs)
    faults += check_rules(folder, root=packs)
    faults += check_warnings(folder)
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


@command.command("schema")
@click.option("--out", type=click.Path(path_type=Path), help="写到文件（默认写到屏幕）")
def schema_command(out: Path | None) -> None:
    """输出规则包文件的 JSON Schema，供编辑器提示和校验。"""
    text = json.dumps(schema(), ensure_ascii=False, indent=2) + "\n"
    if out is None:
        click.echo(text, nl=False)
    else:
        write_whole(out, text)


_packs_option = click.option("--packs", "root", type=click.Path(path_type=Path), help="规则包所在的文件夹")
_json_option = click.option("--json", "as_json", is_flag=True, help="以 JSON 输出")


@command.command("test")
@click.argument("pack_id", metavar="PACK")
@_packs_option
@_json_option
@click.option("--strict", is_flag=True, help="有待遇缺少案例时也算不通过")
@click.option("--openfisca", type=click.Path(path_type=Path), help="改为运行这个文件或文件夹里 OpenFisca 格式的测试")
def test_command(pack_id: str, root: Path | None, as_json: bool, strict: bool, openfisca: Path | None) -> None:
    """用规则包 PACK 自带的案例（cases/）检验它的规则，逐条列出不符的。"""
    from minsheng.cli.pack_cases import run_cases, run_openfisca

    if openfisca is not None:
        run_openfisca(pack_id, root or default_packs(), openfisca, as_json=as_json)
    run_cases(pack_id, root or default_packs(), as_json=as_json, strict=strict)


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
        _say_finding(one)
    counts = {code: sum(one.code == code for one in findings) for code in CODES}
    click.echo(
        "".join(f"{CODES[code]} {count}；" for code, count in counts.items() if count) + f"共 {len(findings)} 条。"
    )


_STATES = {"confirmed": "已确认", "proposed": "待确认", "refused": "已否定"}


def _say_finding(one: Finding) -> None:
    click.echo(f"【{SEVERITIES[one.severity]}】{one.message} [{one.code}]")
    for clause in one.clauses:
        click.echo(f"    {clause.source}：{clause.name}，{clause.figure}")
    if one.because is not None:
        state = "" if one.state is None else f"（{_STATES[one.state]}）"
        click.echo(f"    对应关系{state}：{one.because}")
    if one.inferred is not None:
        click.echo(f"    方向是推断的：{one.inferred}")


@command.command("compare")
@click.argument("left", metavar="A")
@click.argument("right", metavar="B")
@_packs_option
@_json_option
def compare_command(left: str, right: str, root: Path | None, as_json: bool) -> None:
    """并排比较规则包 A 和 B 的服务项目与指标；上下级之间标出低于上级的地方。"""
    compared = compare(left, right, load_packs(root or default_packs()))
    if as_json:
        say_json(compared.as_json())
        return
    _say_comparison(compared)


def _say_comparison(compared: Comparison) -> None:
    for area in compared.areas:
        click.echo(f"{area.area.name}")
        for pair in area.items:
            names = [one.name if one is not None else "—" for one in (pair.left, pair.right)]
            click.echo(f"    {names[0]} ｜ {names[1]}")
    click.echo(f"指标（{compared.left.about.name} ｜ {compared.right.about.name}）")
    for row in compared.indicators:
        click.echo(f"    {row.name}{'' if row.sure else '（对应关系待确认）'}")
        for line in row.lines:
            click.echo(f"        {_line_text(line)}")
    for one in compared.below:
        _say_finding(one)
    both = sum(pair.left is not None and pair.right is not None for area in compared.areas for pair in area.items)
    click.echo(f"两边都有的服务 {both}，两边都有的指标 {len(compared.indicators)}，低于上级 {len(compared.below)}。")


def _line_text(line: FigureLine) -> str:
    told = [dict.fromkeys(bare_figure(value, one.unit) for one, value in side) for side in (line.left, line.right)]
    sides = ["、".join(figures) or "—" for figures in told]
    return f"{line.year or '未写年份'} {KIND_NAMES[line.kind]}：{sides[0]} ｜ {sides[1]}"
