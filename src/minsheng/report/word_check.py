"""A user's Word template, looked at before it is filled: whether it is one, what is wrong with its tags, and where."""

from __future__ import annotations

import re
import traceback
import zipfile
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

from docx.oxml.ns import qn
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from minsheng.terms.errors import Fault, MinshengError

_MOST_BYTES, _MOST_UNPACKED = 20_000_000, 200_000_000
_SCOPED = re.compile(r"(\{[{%#])(?:p|tr|tc|r)\s")
_CELL = re.compile(r"\{%\s*(?:colspan|cellbg)\s+(.*?)%\}")
_MERGED = re.compile(r"\{%\s*[vh]m\s*%\}")
_NAME = re.compile(r"'([^']*)' is undefined|has no attribute '([^']*)'")


def template_environment() -> ImmutableSandboxedEnvironment:
    """Tags read what the report gives and nothing else: no program runs, a name that is not there is a fault."""
    return ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=True)


def open_safely(file: Path) -> BytesIO:
    """The template's bytes; raises `MinshengError` when it cannot be read, is no .docx, or unpacks to too much."""
    try:
        data = file.read_bytes()
    except OSError as error:
        raise MinshengError(
            Fault("report.template-unreadable", "读不了这个模板", str(file), read=error.strerror)
        ) from None
    try:
        with zipfile.ZipFile(BytesIO(data)) as pack:
            unpacked = sum(entry.file_size for entry in pack.infolist())
            names = set(pack.namelist())
    except zipfile.BadZipFile:
        names, unpacked = set(), 0
    if "word/document.xml" not in names:
        raise MinshengError(Fault("report.template-not-word", "模板不是 Word 文件", str(file), expected=".docx"))
    if len(data) > _MOST_BYTES or unpacked > _MOST_UNPACKED:
        raise MinshengError(
            Fault("report.template-too-large", "模板太大", str(file), read=f"{len(data):,} 字节", expected="20 MB 以内")
        )
    return BytesIO(data)


def check_template(file: Path, template: DocxTemplate, context: Mapping[str, Any]) -> None:
    """Try the tags of every part, a line a paragraph; raises `MinshengError` with the place of the first that fails."""
    template.init_docx()
    for part, paragraphs in _parts(template):
        lines = [_plain_tags("".join(_texts(paragraph))) for paragraph in paragraphs]
        try:
            template_environment().from_string("\n".join(lines)).render(context)
        except TemplateSyntaxError as error:
            raise MinshengError(_fault(file, part, paragraphs, lines, error.lineno, error)) from None
        except (TemplateError, TypeError, ValueError, ArithmeticError, LookupError) as error:
            raise MinshengError(_fault(file, part, paragraphs, lines, _line_of(error), error)) from None


def _parts(template: DocxTemplate) -> Iterator[tuple[str, list[Any]]]:
    yield "正文", list(template.docx.element.body.iter(qn("w:p")))
    for uri, name in ((template.HEADER_URI, "页眉"), (template.FOOTER_URI, "页脚")):
        for _, part in template.get_headers_footers(uri):
            yield name, list(part._element.iter(qn("w:p")))


def _plain_tags(line: str) -> str:
    """The line with docxtpl's own tags as Jinja has them."""
    return _MERGED.sub("", _CELL.sub(r"{{ \1 }}", _SCOPED.sub(r"\1 ", line)))


def _texts(paragraph: Any) -> Iterator[str]:
    return (node.text or "" for node in paragraph.iter(qn("w:t")))


def _line_of(error: Exception) -> int:
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == "<template>"]
    return (lines[-1] if lines else None) or 1


def _fault(file: Path, part: str, paragraphs: list[Any], lines: list[str], line: int, error: Exception) -> Fault:
    place = min(max(line, 1), len(lines)) - 1
    inside = any(parent.tag == qn("w:tc") for parent in paragraphs[place].iterancestors())
    where = f"{part}第 {place + 1} 段{'（在表格里）' if inside else ''}"
    found = _NAME.search(str(error))
    name = "" if found is None else found[1] or found[2]
    if isinstance(error, TemplateSyntaxError):
        code, said = "report.template-syntax", f"模板的标签写错了：{where}"
        wanted = error.message or ""
    elif name:
        code, said, wanted = "report.template-unknown", f"模板用了报告里没有的“{name}”：{where}", "报告说明里列出的名称"
    else:
        code, said, wanted = "report.template-failed", f"模板的标签算不出来：{where}", str(error)
    return Fault(code, said, str(file), read=lines[place].strip() or None, expected=wanted)
