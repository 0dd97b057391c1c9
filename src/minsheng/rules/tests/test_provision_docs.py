"""The page about provisions names every measure and every kind the bundled packs speak of."""

from __future__ import annotations

from pathlib import Path

from minsheng.packs.load import load_all
from minsheng.rules.nodes import FieldOf, OneOf
from minsheng.rules.provision import load_provisions
from minsheng.terms.fields import Field, fields_of

ROOT = Path(__file__).resolve().parents[4]
PAGE = (ROOT / "docs" / "provisions.md").read_text("utf-8")
CONTRACT = 20
"""How many fields of an institution the register's contract has; those behind them were added."""


def _row(field: Field) -> str:
    unit = field.unit or {"yesno": "yes or no", "date": "date"}[field.type]
    return f"| `{field.name}` | {field.label} | {field.gloss} | {unit} |"


def test_the_page_lists_the_measures_as_they_are() -> None:
    shown = PAGE.partition("<!-- measures: generated -->")[2].partition("<!-- end of measures -->")[0].strip()
    added = fields_of("institution")[CONTRACT:]
    assert added[0].name == "population"
    assert shown.splitlines()[2:] == [_row(field) for field in added]


def test_the_page_names_every_kind_a_bundled_standard_asks_for() -> None:
    packs = load_all(ROOT / "packs")
    kinds = {
        word
        for pack in packs
        for standard in load_provisions(pack, packs).standards
        for node in standard.nodes
        if isinstance(node, OneOf) and isinstance(node.item, FieldOf) and node.item.name == "kind"
        for word in node.among
    }
    assert len(kinds) > 50
    assert {kind for kind in kinds if f"`{kind}`" not in PAGE} == set()
