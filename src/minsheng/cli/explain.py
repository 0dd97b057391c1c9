"""``minsheng explain``: what one household or institution is owed, and why."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from minsheng.cli.folders import default_packs
from minsheng.cli.month import month_of
from minsheng.rules.answer import Answer, Assessor
from minsheng.rules.declared import ENTITIES
from minsheng.rules.finding import Finding, Inspector
from minsheng.rules.folder import rule_packs
from minsheng.rules.parameters import read_overrides
from minsheng.rules.program import Program, load_program
from minsheng.rules.provision import load_provisions
from minsheng.rules.provision_cases import FOUND
from minsheng.rules.situation import read_situation
from minsheng.terms.errors import Fault, MinshengError
from minsheng.terms.money import yuan_text

_MARKS = {True: "是", False: "否", None: "不知道"}
_EACH = {"month": "每月", "year": "每年", "once": "一次性", "event": "每次"}
_OUTCOMES = {"owed": "应享", "not_owed": "不享", "unknown": "说不准"}


@click.command("explain")
@click.option("--pack", "pack_id", required=True, help="规则包的 id")
@click.option("--month", required=True, help="月份，如 2021-12")
@click.option("--household", type=click.Path(path_type=Path), help="一户人家的 JSON 文件")
@click.option("--institution", type=click.Path(path_type=Path), help="一个机构的 JSON 文件")
@click.option("--parameters", type=click.Path(path_type=Path), help="替换参数的 YAML 文件")
@click.option("--packs", "root", type=click.Path(path_type=Path), help="规则包所在的文件夹")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出")
def command(
    pack_id: str,
    month: str,
    household: Path | None,
    institution: Path | None,
    parameters: Path | None,
    root: Path | None,
    as_json: bool,
) -> None:
    """算一户人家或一个机构在某月应享的各项待遇、机构达没达到配置标准，逐条说明理由。"""
    file = household or institution
    if file is None or (household is not None and institution is not None):
        raise MinshengError(Fault("explain.whom", "说明算谁", expected="--household 文件 或 --institution 文件"))
    asked = month_of(month)
    packs = rule_packs(pack_id, root or default_packs())
    program = load_program(pack_id, packs)
    figures = None if parameters is None else read_overrides(parameters, program.parameters)
    whole = institution is not None
    situation = read_situation(file, asked.last_day, institution=whole, fields=program.fields)
    for name in situation.ignored:
        click.echo(f"{file.name}: 没有用到 {name}", err=True)
    answers = Assessor(program, asked, figures).answers(situation)
    findings: list[Finding] = []
    if whole:
        findings = Inspector(load_provisions(pack_id, packs), asked, figures).findings(situation)
    if as_json:
        told: dict[str, Any] = {
            "pack": pack_id,
            "month": str(asked),
            "results": [
                *({**one.as_json(), "inputs": one.inputs()} for one in answers),
                *(one.as_json() for one in findings),
            ],
        }
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    for one in answers:
        _say(one, program)
    for found in findings:
        _say_finding(found, program)


def _say(answer: Answer, program: Program) -> None:
    benefit = answer.rule.benefit
    who = "" if answer.person_id is None else f"（{answer.person_id}）"
    amount = "" if answer.amount is None else f"：{_EACH[benefit.each]}{yuan_text(answer.amount)}元"
    click.echo(f"【{_OUTCOMES[answer.outcome]}】{benefit.name}{who}{amount}")
    for reason in answer.because():
        value = reason["value"]
        shown = _MARKS[value] if value is None or isinstance(value, bool) else value
        click.echo(f"    {reason['text']} → {shown}  [{reason['clause']}]")
    if answer.missing:
        click.echo(f"    还要知道：{'、'.join(_label(name, program) for name in answer.missing)}")
    if answer.rule.assumed is not None:
        click.echo(f"    推定：{answer.rule.assumed}")


def _say_finding(found: Finding, program: Program) -> None:
    one = found.standard.provision
    told = found.as_json()
    short = "" if told["short_by"] is None else f"，相差 {told['short_by']}{one.unit}"
    if told["actual"] is not None and told["required"] is not None and not isinstance(told["required"], bool):
        bound = "至少" if found.floor else "至多"
        short = f"：实有 {told['actual']}{one.unit}，{bound} {told['required']}{one.unit}{short}"
    term = f"（{one.by} 前）" if one.by is not None else ""
    click.echo(f"【{FOUND[found.outcome]}】{one.name}{term}{short}")
    for reason in found.because:
        click.echo(f"    {reason['text']} → {_MARKS[reason['value']]}  [{reason['clause']}]")
    if found.missing:
        click.echo(f"    还要知道：{'、'.join(_label(name, program) for name in found.missing)}")
    if one.assumed is not None:
        click.echo(f"    推定：{one.assumed}")


def _label(name: str, program: Program) -> str:
    found = next((one for entity in ENTITIES if (one := program.field_of(entity, name)) is not None), None)
    return name if found is None else found.label
