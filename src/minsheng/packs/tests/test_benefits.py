from __future__ import annotations

from pathlib import Path

import pytest

from minsheng.packs.check import check_folder
from minsheng.packs.load import load
from minsheng.packs.model import Condition, Step
from minsheng.packs.tests.samples import write_good
from minsheng.packs.tests.test_schema import errors

PARAMETERS = """\
parameters:
- id: meal_price
  name: 助餐价格
  unit: 元/次
  values:
  - {since: 2021-01-01, value: 12.50, source: ls-2021 专栏2.3}
  - {since: 2021-01-01, division: "330106", value: 13, source: ls-2021 专栏2.3}
"""

BENEFIT = """\
benefits:
- id: meal-help
  name: 助餐补贴
  area: elder-care
  kind: cash
  each: month
  serves: person
  source: ls-2021 专栏2.3
  since: 2021-01-01
  owed:
  - age >= 80
  - {when: not in_care_institution, text: 住在家里, source: 助餐办法第三条}
  amount:
    price: meal_price
    total: price * 20
"""


def test_conditions_and_steps_load_in_their_short_forms_with_their_lines(tmp_path: Path) -> None:
    loaded = load(write_good(tmp_path, parameters=PARAMETERS, benefits=BENEFIT))
    (benefit,) = loaded.pack.benefits
    assert benefit.owed == (
        Condition("age >= 80"),
        Condition("not in_care_institution", "住在家里", "助餐办法第三条"),
    )
    assert benefit.amount == (Step("price", "meal_price"), Step("total", "price * 20"))
    (row,) = loaded.rows["benefits"]
    assert [row.line_of(at) for at in ("owed.0", "owed.1.when", "amount.1")] == [11, 12, 15]
    assert check_folder(tmp_path / "lakeside") == []


def test_one_condition_and_one_amount_need_no_list(tmp_path: Path) -> None:
    text = BENEFIT.partition("  owed:")[0] + "  owed: age >= 80\n  amount: 300\n"
    (benefit,) = load(write_good(tmp_path, benefits=text)).pack.benefits
    assert (benefit.owed, benefit.amount) == ((Condition("age >= 80"),), (Step("total", "300"),))


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        (BENEFIT.replace("area: elder-care", "area: eldercare"), "pack.unknown-area", 4),
        (BENEFIT.replace("source: ls-2021 专栏2.3", "source: ls-2022 专栏2.3"), "pack.unknown-document", 8),
        (BENEFIT.partition("  amount:")[0], "pack.no-amount", 5),
        (BENEFIT.partition("  owed:")[0] + "  owed: []\n  amount: 300\n", "pack.no-conditions", 10),
        (BENEFIT.replace("when:", "wenn:"), "pack.unknown-field", 12),
        (BENEFIT.replace("serves: person", "serves: city"), "pack.type", 7),
    ],
)
def test_a_faulty_benefit_is_told_with_its_line(tmp_path: Path, text: str, code: str, line: int) -> None:
    write_good(tmp_path, parameters=PARAMETERS, benefits=text)
    assert (code, line) in [(fault.code, fault.line) for fault in check_folder(tmp_path / "lakeside")]


def test_a_parameter_with_two_figures_for_one_day_and_place_is_a_fault(tmp_path: Path) -> None:
    write_good(tmp_path, parameters=PARAMETERS.replace(', division: "330106"', ""))
    assert [(fault.code, fault.line) for fault in check_folder(tmp_path / "lakeside")] == [("pack.duplicate-value", 7)]


def test_cases_are_no_rows_of_the_pack(tmp_path: Path) -> None:
    folder = write_good(tmp_path)
    (folder / "cases").mkdir()
    (folder / "cases" / "meals.yaml").write_text("cases: []\n", "utf-8")
    assert check_folder(folder) == []


@pytest.mark.parametrize(
    ("text", "good"),
    [
        (PARAMETERS, True),
        (BENEFIT, True),
        (BENEFIT.partition("  owed:")[0] + "  owed: true\n  amount: 300\n", True),
        (BENEFIT.partition("  owed:")[0] + "  owed: []\n", False),
        (BENEFIT.replace("total:", "sum:"), False),
    ],
)
def test_the_schema_knows_the_short_forms(text: str, good: bool) -> None:
    assert (errors(text) == []) == good
