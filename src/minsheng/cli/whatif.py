"""``minsheng whatif``: what a change of figures or rules would cost, and whom it would reach."""

from __future__ import annotations

import json
import time
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from minsheng.assess.folder import new_results
from minsheng.assess.whatif.outcome import outcome_of, write_outcome
from minsheng.assess.whatif.run import Question, do_whatif
from minsheng.cli.folders import default_packs
from minsheng.cli.month import month_of
from minsheng.cli.register import ProgressBar
from minsheng.register.snapshot import open_snapshot
from minsheng.rules.folder import rule_packs
from minsheng.rules.overlay import changed_program
from minsheng.rules.parameters import read_overrides
from minsheng.rules.program import load_program
from minsheng.terms.errors import Fault, MinshengError
from minsheng.terms.money import fen_of

_EACH = {"month": "每月", "year": "每年", "once": "一次性", "event": "每次"}
_HEADINGS = ["名称", "周期", "应享前", "应享后", "新增", "不再", "金额差（元）", "说不准前", "后"]
_MONEY = ["周期", "金额前（元）", "金额后（元）", "差（元）"]
_MARKS = str.maketrans("", "", ",.–以上")
_STANDINGS = {
    "no_new": "没有新增财力，谈不上三分之二。",
    "saves": "这项改动不增加全年支出，不占新增财力。",
    "fits": "在新增财力三分之二之内；其余 {rest} 元还要用于别的民生支出，才满足三分之二以上。",
    "above": "仅这一项就超过新增财力的三分之二，规划允许（三分之二以上）；要看其余支出是否还有着落。",
    "exceeds": "超过全部新增财力，新增财力负担不了。",
}


@click.command("whatif")
@click.option("--pack", "pack_id", required=True, help="规则包的 id")
@click.option("--month", required=True, help="月份，如 2021-12")
@click.option("--register", type=click.Path(path_type=Path), required=True, help="登记数据文件夹，或其中一天的快照")
@click.option("--parameters", type=click.Path(path_type=Path), help="改成的参数（YAML 文件）")
@click.option("--rules", type=click.Path(path_type=Path), help="改过的规则：YAML 文件，或规则包的副本文件夹")
@click.option("--present", type=click.Path(path_type=Path), help="前后都用的参数，如规划没有印数额的（YAML 文件）")
@click.option("--revenue-before", help="上年可用财力（元）")
@click.option("--revenue-after", help="本年可用财力（元）")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出")
@click.option("--out", type=click.Path(path_type=Path), help="结果（JSON 和表格）写到这个文件夹")
@click.option("--packs", "root", type=click.Path(path_type=Path), help="规则包所在的文件夹")
@click.option("--threads", type=click.IntRange(1, 256), help="用几个线程；默认与处理器核数相同")
def command(
    pack_id: str,
    month: str,
    register: Path,
    parameters: Path | None,
    rules: Path | None,
    present: Path | None,
    revenue_before: str | None,
    revenue_after: str | None,
    as_json: bool,
    out: Path | None,
    root: Path | None,
    threads: int | None,
) -> None:
    """测算：参数或规则改了，多花多少钱、多少人受益，谁增谁减。

    只算会变的待遇和它们牵涉的；规则包本身不改动。
    """
    revenue = _revenue(revenue_before, revenue_after)
    question = _question(pack_id, month, root or default_packs(), parameters, rules, present)
    snapshot = open_snapshot(register)
    began = time.monotonic()
    bar = ProgressBar()
    try:
        compared = do_whatif(question, snapshot, threads=threads, progress=lambda done, total: bar("已算", done, total))
    finally:
        bar.close()
    outcome = outcome_of(compared, question, snapshot, revenue)
    if out is not None:
        with new_results(out) as folder:
            write_outcome(folder, outcome)
    if as_json:
        click.echo(json.dumps(outcome, ensure_ascii=False, indent=2))
        return
    _say(outcome)
    where = "" if out is None else f"，已写入 {out}"
    click.echo(f"\n测算，不改动规则包；{compared.persons:,} 人，{time.monotonic() - began:.1f} 秒{where}")


def _question(
    pack_id: str, month: str, root: Path, parameters: Path | None, rules: Path | None, present: Path | None
) -> Question:
    if parameters is None and rules is None:
        raise MinshengError(Fault("whatif.what", "说明改什么", expected="--parameters 文件 或 --rules 文件"))
    asked = month_of(month)
    packs = rule_packs(pack_id, root)
    now = load_program(pack_id, packs)
    changed = now if rules is None else changed_program(pack_id, packs, rules)
    return Question(
        now,
        changed,
        asked,
        present=None if present is None else read_overrides(present, now.parameters),
        wanted=None if parameters is None else _wanted(parameters, changed.parameters),
    )


def _wanted(path: Path, known: Any) -> Any:
    """Only the figures the file names: a changed rule's own stay."""
    found = read_overrides(path, known)
    return {name: one for name, one in found.items() if one is not known[name]}


def _revenue(before: str | None, after: str | None) -> tuple[int, int] | None:
    if before is None and after is None:
        return None
    if before is None or after is None:
        raise MinshengError(
            Fault("whatif.revenue", "两年的可用财力要一起给", expected="--revenue-before 和 --revenue-after")
        )
    found = []
    for text in (before, after):
        try:
            found.append(fen_of(text.replace(",", "")))
        except ValueError:
            said = "财力应是元，至多两位小数"
            raise MinshengError(Fault("whatif.revenue", said, read=text[:40], expected="如 238650000000")) from None
    return found[0], found[1]


def _say(outcome: dict[str, Any]) -> None:
    if outcome["synthetic"]:
        click.echo("合成数据：这座城市的人是编出来的。")
    for one in outcome["changed"]["present"]:
        click.echo(f"前后都用：{one['name']}（{one['unit']}）{_values(one['value'])}")
    for one in outcome["changed"]["parameters"]:
        click.echo(f"{one['name']}（{one['unit']}）：{_values(one['before'])} → {_values(one['after'])}")
    if outcome["changed"]["rules"]:
        names = {one["benefit"]: one["name"] for one in outcome["benefits"]}
        click.echo(f"改过的规则：{'、'.join(names[name] for name in outcome['changed']['rules'])}")
    if not outcome["benefits"]:
        click.echo("没有一项待遇会变。")
        return
    moved = [one for one in outcome["benefits"] if _moves(one)]
    rows = [
        [one["name"], _EACH[one["each"]], *_heads(one), _signed(one) if one["pays"] else "—", *_unknown(one)]
        for one in moved
    ]
    _table("各项待遇", _HEADINGS, rows)
    still = [one["name"] for one in outcome["benefits"] if one not in moved]
    if still:
        click.echo(f"  牵涉到但结果不变的：{'、'.join(still)}")
    _table("支出责任", ["由谁出", *_MONEY], [
        [one["payer"] or "规划没有写", _EACH[one["each"]], *_money(one)] for one in outcome["payers"]
    ])  # fmt: skip
    _table("各区县（发钱的待遇）", ["区划", *_MONEY], [
        [one["division_name"] or one["division"] or "区划不明", _EACH[one["each"]], *_money(one)]
        for one in outcome["divisions"]
    ])  # fmt: skip
    for each, tenths in outcome["incomes"]["tenths"].items():
        _tenths(each, tenths)
    _say_year(outcome)


def _say_year(outcome: dict[str, Any]) -> None:
    yearly = outcome["yearly"]
    click.echo(f"\n全年测算：按月发的差额×12 = {_grouped(yearly['month_times_twelve'])} 元", nl=False)
    click.echo(f"；按年发的差额 = {_grouped(yearly['year'])} 元")
    rule = outcome["two_thirds"]
    if rule is None:
        return
    click.echo(f"新增财力三分之二（{'；'.join(rule['source'])}）：新增财力 {_grouped(rule['new'])} 元，", nl=False)
    click.echo(
        f"三分之二是 {_grouped(rule['two_thirds'])} 元；全年增支（不含基金支付的）{_grouped(rule['cost'])} 元", nl=False
    )
    if rule["share"] is not None:
        click.echo(f"，占新增财力 {rule['share']}%，占三分之二的 {rule['share_of_two_thirds']}%", nl=False)
    click.echo("。" + _STANDINGS[rule["standing"]].format(rest=_grouped(rule["rest"])))


def _tenths(each: str, tenths: Sequence[dict[str, Any]]) -> None:
    title = f"按人均月收入十等分，{_EACH[each]}现金合计的增减（户）"
    headings = ["收入组", "人均月收入（元）", "人数", "增加", "户均增加", "减少", "户均减少", "说不准"]
    rows = []
    for one in tenths:
        span = "—" if one["low"] is None else f"{one['low']:,}–{one['high']:,}"
        span = f"{one['low']:,}以上" if one["tenth"] == len(tenths) - 1 and one["low"] is not None else span
        name = "收入不明" if one["tenth"] is None else f"第{one['tenth']}组"
        sides = [cell for side in ("winners", "losers") for cell in _mean(one[side])]
        rows.append([name, span, f"{one['persons']:,}", *sides, f"{one['undecided']:,}"])
    _table(title, headings, rows)


def _mean(side: dict[str, Any]) -> list[str]:
    return [f"{side['households']:,}", "—" if side["mean"] is None else _grouped(side["mean"])]


def _moves(one: dict[str, Any]) -> bool:
    """Whether anyone's answer differs."""
    return any(one[name] for name in ("newly", "no_longer", "more", "less", "became_unknown", "became_known"))


def _heads(one: dict[str, Any]) -> list[str]:
    return [
        f"{number:,}"
        for number in (one["before"]["count"], one["after"]["count"], one["newly"], one["no_longer"])
    ]  # fmt: skip


def _unknown(one: dict[str, Any]) -> list[str]:
    return [f"{one[side]['unknown']:,}" for side in ("before", "after")]


def _money(one: dict[str, Any]) -> list[str]:
    return [_grouped(one["before"]["amount"]), _grouped(one["after"]["amount"]), _signed(one)]


def _signed(one: dict[str, Any]) -> str:
    fen = one["difference"]["amount_fen"]
    return ("+" if fen > 0 else "") + _grouped(one["difference"]["amount"])


def _grouped(yuan: str) -> str:
    """Yuan with its thousands apart.

    >>> _grouped("-1234567.80")
    '-1,234,567.80'
    """
    whole, _, rest = yuan.lstrip("-").partition(".")
    return f"{'-' if yuan.startswith('-') else ''}{int(whole):,}.{rest}"


def _values(values: Sequence[dict[str, Any]]) -> str:
    shown = (
        one["value"] if one["division"] == "100000" else f"{one['division_name'] or one['division']} {one['value']}"
        for one in values
    )
    return "、".join(shown) or "没有数"


def _table(title: str, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A table on the screen: words to the left, numbers to the right, Chinese characters two columns wide."""
    if not rows:
        return
    widths = [max(_width(row[place]) for row in (headings, *rows)) for place in range(len(headings))]
    numbers = [all(_is_number(row[place]) for row in rows) for place in range(len(headings))]
    click.echo(f"\n{title}")
    for row in (headings, *rows):
        cells = (
            " " * (width - _width(cell)) + cell if number else cell + " " * (width - _width(cell))
            for cell, width, number in zip(row, widths, numbers, strict=True)
        )
        click.echo("  " + "  ".join(cells).rstrip())


def _is_number(cell: str) -> bool:
    return cell == "—" or cell.lstrip("+-").translate(_MARKS).isdecimal()


def _width(cell: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in cell)
