from __future__ import annotations

from pathlib import Path

import docx
import pypdfium2
import pytest
from click.testing import CliRunner, Result

from minsheng.cli import monitor_report
from minsheng.cli.monitor import command
from minsheng.terms.errors import MinshengError

PACKS = Path(__file__).resolve().parents[4] / "packs"


def run(tmp_path: Path, *words: str) -> Result:
    shared = ("report", "--pack", "hangzhou", "--packs", str(PACKS), "--data", str(tmp_path / "data"))
    return CliRunner().invoke(command, [*shared, *words])


def codes(done: Result) -> list[str]:
    assert isinstance(done.exception, MinshengError), done.output
    return [fault.code for fault in done.exception.faults]


def test_the_yearly_report_is_written_as_word_and_as_pdf_with_progress(tmp_path: Path) -> None:
    for name in ("年报.docx", "年报.pdf"):
        done = run(tmp_path, "--at", "2020", "--out", str(tmp_path / name), "--issuer", "市发展改革委")
        assert done.exit_code == 0, done.output
        assert "… 排版" in done.output
        assert f"已写入 {tmp_path / name}：43 项目标，3 项需要推动，5 项没有数据（" in done.output
    words = [one.text for one in docx.Document(str(tmp_path / "年报.docx")).paragraphs]
    assert words[:2] == ["杭州市公共服务规划目标年度监测报告", "（2020年）"]
    assert "市发展改革委" in words
    first = pypdfium2.PdfDocument(str(tmp_path / "年报.pdf"))[0].get_textpage().get_text_range()
    assert "杭州市公共服务规划目标年度监测报告" in first
    assert sorted(path.name for path in tmp_path.iterdir()) == ["年报.docx", "年报.pdf"]


def test_the_template_saved_changed_and_given_back_makes_the_report(tmp_path: Path) -> None:
    mine = tmp_path / "mine.docx"
    assert run(tmp_path, "--save-template", str(mine)).exit_code == 0
    changed = docx.Document(str(mine))
    changed.paragraphs[0].insert_paragraph_before("内部资料 {{ 单位 }}")
    changed.save(str(mine))
    asked = ("--at", "2020", "--out", str(tmp_path / "a.docx"), "--issuer", "某委", "--template", str(mine))
    assert run(tmp_path, *asked).exit_code == 0
    made = docx.Document(str(tmp_path / "a.docx"))
    assert made.paragraphs[0].text == "内部资料 某委"
    assert len(made.tables) > 10


def test_a_faulty_template_is_told_with_its_place_and_the_old_report_stays(tmp_path: Path) -> None:
    mine, out = tmp_path / "mine.docx", tmp_path / "a.docx"
    made = docx.Document()
    made.add_paragraph("{{ 题目 }}")
    made.save(str(mine))
    out.write_text("the old report")
    done = run(tmp_path, "--at", "2020", "--out", str(out), "--template", str(mine))
    assert codes(done) == ["report.template-unknown"]
    assert "正文第 1 段" in str(done.exception)
    assert out.read_text() == "the old report"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.docx", "mine.docx"]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--at", "2020"), "report.asked"),
        (("--at", "今年", "--out", "a.pdf"), "period.unreadable"),
        (("--at", "2016-2020", "--out", "a.pdf"), "report.period"),
        (("--at", "2020", "--out", "a.txt"), "report.form"),
        (("--at", "2020", "--out", "a.pdf", "--template", "a.docx"), "report.template-for-pdf"),
        (("--at", "1999", "--out", "a.pdf"), "report.no-target"),
        (("--save-template", "a.pdf"), "report.form"),
    ],
)
def test_what_cannot_be_done_is_told(tmp_path: Path, words: tuple[str, ...], code: str) -> None:
    assert codes(run(tmp_path, *words)) == [code]


def test_a_report_that_cannot_be_written_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(monitor_report, "_set", lambda *_: b"report")
    (tmp_path / "a.pdf").mkdir()
    assert codes(run(tmp_path, "--at", "2020", "--out", str(tmp_path / "a.pdf"))) == ["report.out"]
    assert [path.name for path in tmp_path.iterdir()] == ["a.pdf"]
