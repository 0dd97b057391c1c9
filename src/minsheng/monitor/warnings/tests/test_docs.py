"""The page on warnings names everything a condition may say."""

from __future__ import annotations

from pathlib import Path

from minsheng.monitor.warnings.language import FUNCTIONS, NAMES

PAGE = Path(__file__).resolve().parents[5] / "docs" / "warnings.md"


def test_the_page_lists_every_name_and_function_with_its_meaning() -> None:
    _, _, rest = PAGE.read_text("utf-8").partition("<!-- names: generated -->\n")
    told = rest.partition("<!-- end of names -->")[0].strip()
    tables = [("name", NAMES), ("function", FUNCTIONS)]
    rows = ["\n".join(f"| `{key}` | {said} |" for key, said in words.items()) for _, words in tables]
    wanted = "\n\n".join(f"| {head} | |\n|---|---|\n{body}" for (head, _), body in zip(tables, rows, strict=True))
    assert told == wanted
