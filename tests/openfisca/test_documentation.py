"""docs/openfisca.md: its example runs, and it tells every key there is."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from minsheng.packs.load import load_all
from minsheng.rules.openfisca.mapping import KEYS, VariableRow
from minsheng.rules.openfisca.reading import KNOWN, read_tests
from minsheng.rules.openfisca.running import Runner
from minsheng.rules.tests.samples import benefit, write_rules

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "openfisca.md").read_text("utf-8")
FIELDS = """\
fields:
- {id: monthly_rent, name: 月租金, entity: household, type: money}
- id: household_role
  name: 身份
  entity: person
  type: category
  categories: [{id: adult, name: 成人}, {id: child, name: 孩子}]
- id: tenure
  name: 住房来源
  entity: household
  type: category
  categories: [{id: owner, name: 自有}, {id: tenant, name: 租住}]
"""
RATE = """\
parameters:
- {id: housing_allowance_rate, name: 比例, unit: "", values: [{since: 2020-01-01, value: 0.25, source: ls-2021}]}
"""
STEPS = (
    "\n    allowance: monthly_rent * housing_allowance_rate\n    left: monthly_rent - allowance\n    total: allowance"
)


def block(name: str) -> str:
    found = re.search(rf"```yaml\n# file: {re.escape(name)}\n(.*?)```", PAGE, re.DOTALL)
    assert found is not None
    return found[1]


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    allowance = benefit("housing-allowance", 'tenure == "tenant"', STEPS, serves="household")
    folder = write_rules(tmp_path, allowance, fields=FIELDS, rate=RATE)
    (folder / "openfisca").mkdir()
    (folder / "openfisca" / "mapping.yaml").write_text(block("openfisca/mapping.yaml"), "utf-8")
    (folder / "openfisca" / "higher.yaml").write_text("housing_allowance_rate: 0.5\n", "utf-8")
    return tmp_path


def test_the_example_of_the_page_runs(pack: Path) -> None:
    (pack / "tests.yaml").write_text(block("tests.yaml"), "utf-8")
    runner = Runner("lakeside", load_all(pack))
    outcomes = [runner.run(test) for test in read_tests(pack / "tests.yaml")]
    assert [one.wrong for one in outcomes] == [(), ()]


@pytest.mark.parametrize("key", sorted({*KEYS, *KNOWN, "words", *(one.name for one in fields(VariableRow))}))
def test_the_page_tells_every_key(key: str) -> None:
    assert f"`{key}`" in PAGE
