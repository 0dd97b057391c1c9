"""``minsheng monitor report``: the quarterly or yearly report as Word or PDF."""

from __future__ import annotations

import os
import secrets
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from minsheng.cli.folders import default_packs, observations_folder
from minsheng.cli.monitor_status import LISTS, period_of
from minsheng.monitor.book import open_book
from minsheng.packs.load import load_line
from minsheng.report.document import Report
from minsheng.terms.errors import Fault, MinshengError
from minsheng.terms.periods import Period

if TYPE_CHECKING:
    from minsheng.monitor.reporting.facts import Facts

_PATH = click.Path(path_type=Path)
_FORMS = (".docx", ".pdf")


@click.command("report")
@click.option("--pack", "pack_id", required=True, help="规则包的 id")
@click.option("--at", help="报告哪个时候：2023Q4 出季度报告，2020 出年度报告，2023-12 出月度报告")
@click.option("--out", type=_PATH, help="写到这个文件，.docx 或 .pdf")
@click.option("--template", type=_PATH, help="用自己的 Word 模板（.docx）")
@click.option("--issuer", default="", help="落款的单位")
@click.option("--forecast", is_flag=True, help="给离目标最远的几项加上预测（多用两三秒）")
@click.option("--save-template", type=_PATH, help="不出报告，把自带的 Word 模板写到这个文件，改好后用 --template 交回")
@click.option("--data", type=_PATH, help="数据文件夹（默认 MINSHENG_DATA，再默认 var）")
@click.option("--packs", "root", type=_PATH, help="规则包所在的文件夹")
def report(
    pack_id: str,
    at: str | None,
    out: Path | None,
    template: Path | None,
    issuer: str,
    forecast: bool,
    save_template: Path | None,
    data: Path | None,
    root: Path | None,
) -> None:
    """监测报告：目标完成情况、落后的目标、没有数据的目标、区县差距，附每个数的来源和条文。"""
    if save_template is not None:
        from minsheng.report.word_styles import default_template

        _write(_asked(save_template, (".docx",)), default_template())
        click.echo(f"已写入模板 {save_template}")
        return
    if at is None or out is None:
        raise MinshengError(Fault("report.asked", "要给出时期和写到哪里", expected="--at 2023Q4 --out 报告.docx"))
    when, form = _when(at), _asked(out, _FORMS).suffix.lower()
    if template is not None and form != ".docx":
        raise MinshengError(Fault("report.template-for-pdf", "模板只用于 Word 报告", read=str(out), expected=".docx"))
    began = time.monotonic()
    facts = _facts(pack_id, when, data, root or default_packs())
    from minsheng.monitor.reporting.build import report_of

    whole = report_of(facts, issuer=issuer, forecasts=forecast, step=_say)
    _say("排版")
    _write(out, _set(whole, form, template))
    missing = len(facts.with_state("no_data"))
    told = f"{len(facts.lines)} 项目标，{len(facts.behind)} 项需要推动，{missing} 项没有数据"
    told += "，含合成数据" if facts.synthetic else ""
    click.echo(f"已写入 {out}：{told}（{time.monotonic() - began:.1f} 秒）")


def _facts(pack_id: str, at: Period, data: Path | None, root: Path) -> Facts:
    from minsheng.monitor.inventory import Inventory
    from minsheng.monitor.reporting.facts import facts_of
    from minsheng.monitor.warnings.desk import Desk

    _say("读规则包和数据")
    packs = {name: loaded.pack for name, loaded in load_line(pack_id, root, only=(*LISTS, "items")).items()}
    folder = observations_folder(pack_id, data)
    book = open_book(pack_id, packs, folder)
    _say("算目标的状态和差距")
    stock = Inventory(folder, book.pack).lines(at.year) if at.kind == "year" else ()
    facts = facts_of(book, at, alerts=Desk(folder).alerts(), stock=stock)
    if not facts.lines:
        raise MinshengError(Fault("report.no-target", "这个时候没有规划的目标在期内", read=str(at)))
    return facts


def _set(whole: Report, form: str, template: Path | None) -> bytes:
    if form == ".pdf":
        from minsheng.report.pdf import report_pdf

        return report_pdf(whole)
    from minsheng.report.word import report_docx

    return report_docx(whole, template)


def _say(what: str) -> None:
    click.echo(f"… {what}", err=True)


def _when(text: str) -> Period:
    at = period_of(text)
    if at.kind == "span":
        raise MinshengError(
            Fault("report.period", "报告只出一年、一季或一月的", read=text, expected="2020、2023Q4 或 2023-12")
        )
    return at


def _asked(file: Path, forms: tuple[str, ...]) -> Path:
    if file.suffix.lower() not in forms:
        raise MinshengError(Fault("report.form", "不会写这种文件", read=file.name, expected=" 或 ".join(forms)))
    return file


def _write(file: Path, content: bytes) -> None:
    """Beside its place first, then renamed, so that nobody ever opens half a report."""
    beside = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        beside.write_bytes(content)
        os.replace(beside, file)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise MinshengError(Fault("report.out", "写不了这个文件", str(file), read=error.strerror)) from None
