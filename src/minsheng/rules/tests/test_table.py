from __future__ import annotations

import ast
from pathlib import Path

import pytest

from minsheng.rules.calls import FUNCTIONS
from minsheng.rules.scope import RESERVED, TRUTHS
from minsheng.rules.table import FUNCTION_TABLE, HOME, OPERATORS, Entry, language_table, value_of

DOCS = Path(__file__).resolve().parents[4] / "docs" / "rules.md"


@pytest.mark.parametrize("entry", [*OPERATORS, *FUNCTION_TABLE], ids=lambda entry: entry.form)
def test_an_example_is_worth_what_the_table_says(entry: Entry) -> None:
    assert value_of(entry.example) == entry.value


def test_every_function_stands_in_the_table_once() -> None:
    names = [entry.form.strip("`") for entry in FUNCTION_TABLE]
    assert sorted(names) == sorted([*FUNCTIONS, *(RESERVED - set(TRUTHS) - {"members"})])


def test_the_documentation_holds_the_table_as_it_is_printed() -> None:
    told = DOCS.read_text("utf-8").partition("<!-- language: generated -->\n")[2]
    assert told.partition("<!-- end of language -->")[0].strip() == language_table()


def test_the_home_of_the_examples_is_the_one_the_documentation_shows() -> None:
    told = DOCS.read_text("utf-8").partition("<!-- home -->\n```json\n")[2].partition("```")[0]
    assert ast.literal_eval(told) == HOME
