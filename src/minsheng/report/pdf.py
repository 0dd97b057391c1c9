"""A report as a tagged PDF (PDF/UA-1, ISO 14289-1): reading order, headings, table heads, a text for every picture."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from minsheng.report.document import (
    Block,
    Grid,
    Heading,
    Numbered,
    Paragraph,
    Picture,
    Points,
    Report,
    numbered,
    numbered_annexes,
)
from minsheng.report.fonts import SANS, SERIF, font_folder
from minsheng.report.letters import STAND_IN, cleaned, drawn, missing

_TEMPLATE = Path(__file__).parent / "templates" / "report.typ"


def report_pdf(report: Report) -> bytes:
    """Set the report; the same report gives the same pages.

    A letter that the fonts do not have is stood in for by 〓, and the last page says which. Raises `MinshengError` when
    the fonts are missing, ``RuntimeError`` when a part cannot be made accessible.
    """
    import typst

    files: dict[str, bytes] = {"main": _TEMPLATE.read_bytes()}
    content = json.dumps(cleaned(_content(report, files)), ensure_ascii=False)
    # A letter without type would make the file fail its standard: it is stood in for, and the last page says so.
    gone = sorted(missing(content))
    note = f"{STAND_IN}代替字体里没有的字：{'、'.join(f'U+{ord(letter):04X}' for letter in gone)}。" if gone else ""
    files["report.json"] = json.dumps({**json.loads(drawn(content)), "gone": note}, ensure_ascii=False).encode()
    made: bytes = typst.compile(files, format="pdf", font_paths=_fonts(), pdf_standards=["ua-1"])
    return made


@cache
def _fonts() -> Any:
    import typst

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(font_folder())])


def _content(report: Report, files: dict[str, bytes]) -> dict[str, Any]:
    sections, annexes = (_parts(parts, files) for parts in (numbered(report), numbered_annexes(report)))
    plain = {name: getattr(report, name) for name in ("title", "subtitle", "issuer", "date", "notice", "header")}
    fonts = {"serif": SERIF, "sans": SANS}
    return {**plain, "keywords": report.keywords, "sections": sections, "annexes": annexes, "fonts": fonts}


def _parts(parts: Numbered, files: dict[str, bytes]) -> list[dict[str, Any]]:
    return [
        {"title": title, "blocks": [_block(words, block, files) for words, block in inside]} for title, inside in parts
    ]


def _block(words: str, block: Block, files: dict[str, bytes]) -> dict[str, Any]:
    match block:
        case Heading():
            return {"kind": "heading", "words": words}
        case Paragraph():
            return {"kind": "paragraph", "words": block.words}
        case Points():
            return {"kind": "points", "items": block.items}
        case Grid():
            columns = [{"title": one.title, "share": one.share, "align": one.align} for one in block.columns]
            return {
                "kind": "grid",
                "caption": block.caption,
                "columns": columns,
                "rows": block.rows,
                "note": block.note,
            }
        case Picture():
            name = f"picture-{len(files)}.svg"
            files[name] = drawn(block.chart.svg).encode()
            told = f"{block.chart.title}。{block.chart.description}"
            return {"kind": "picture", "file": name, "alt": told, "width": block.width, "caption": block.caption}
