from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from minsheng.packs.check import check_folder
from minsheng.packs.load import CASES
from minsheng.packs.schema import field_table, schema
from minsheng.packs.tests.samples import CITY, DOCUMENTS, FRAME, INDICATOR, ITEM, write_pack

PACKS = Path(__file__).resolve().parents[4] / "packs"
VALIDATOR = Draft202012Validator(schema())


class _Loader(yaml.SafeLoader):
    """YAML 1.2 as editors read it: dates stay text, and only true and false are yes and no."""


_BOOL = "tag:yaml.org,2002:bool"
_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag not in (_BOOL, "tag:yaml.org,2002:timestamp")]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver(_BOOL, re.compile("^(?:true|false)$"), list("tf"))


def errors(text: str) -> list[str]:
    data: Any = yaml.load(text, Loader=_Loader)
    return [error.message for error in VALIDATOR.iter_errors(data)]


def test_the_schema_is_a_valid_schema_of_its_dialect() -> None:
    Draft202012Validator.check_schema(schema())


@pytest.mark.parametrize("text", [CITY, FRAME, DOCUMENTS, ITEM, INDICATOR, "", "items:\n", CITY + DOCUMENTS])
def test_a_good_file_meets_it(text: str) -> None:
    assert errors(text) == []


@pytest.mark.parametrize(
    "text",
    [
        ITEM.replace("class:", "clas:"),
        ITEM.replace("name: 助餐补贴", "name:"),
        ITEM.replace("tier: basic", "tier: best"),
        ITEM.replace("since: 2021-01-01", "since: 2021年"),
        ITEM.replace("[elderly]", "elderly"),
        INDICATOR.replace("  unit: 个\n", ""),
        INDICATOR.replace("value: 1.2", "value: 一"),
        CITY.replace("division", "devision"),
        "kolor: red\n",
    ],
)
def test_a_bad_file_does_not(text: str) -> None:
    assert errors(text)


BUNDLED = sorted(path for path in PACKS.glob("*/**/*.yaml") if CASES not in path.relative_to(PACKS).parts)
"""Every file the loader reads as rows; cases have a form of their own."""


@pytest.mark.parametrize("path", BUNDLED, ids=lambda path: str(path.relative_to(PACKS)))
def test_every_bundled_file_meets_the_schema(path: Path) -> None:
    assert errors(path.read_text("utf-8")) == []


def test_the_pack_of_the_documentation_has_no_fault(tmp_path: Path) -> None:
    for name in ("cn", "zhejiang"):
        shutil.copytree(PACKS / name, tmp_path / name)
    told = (PACKS.parent / "docs" / "packs.md").read_text("utf-8")
    files = re.findall(r"^```yaml\n# file: (\S+)\n(.*?)^```$", told, re.MULTILINE | re.DOTALL)
    write_pack(tmp_path, "lakeside", **{name.removesuffix(".yaml"): text for name, text in files})
    assert len(files) == 8
    assert check_folder(tmp_path / "lakeside") == []


def test_the_documentation_holds_the_table_of_fields_as_it_is_generated() -> None:
    told = (PACKS.parent / "docs" / "packs.md").read_text("utf-8")
    _, _, rest = told.partition("<!-- fields: generated -->\n")
    assert rest.partition("<!-- end of fields -->")[0].strip() == field_table().strip()
