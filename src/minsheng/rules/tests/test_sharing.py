from __future__ import annotations

import csv
from pathlib import Path

import pytest

from minsheng.packs.tests.samples import write_good
from minsheng.rules.folder import program_of, provisions_of
from minsheng.rules.program import fields_read
from minsheng.rules.sharing import HEADER, Shared, Use, sharing_list, sharing_text, write_csv
from minsheng.rules.tests.samples import PARAMETERS, benefit
from minsheng.rules.tests.test_bundled import PACKS
from minsheng.rules.tests.test_provision import standard
from minsheng.terms.fields import fields_of


def _rows(root: Path, *benefits: str, provisions: str = "") -> dict[str, Shared]:
    files = {"benefits": "benefits:\n" + "".join(benefits)} | ({"provisions": provisions} if provisions else {})
    write_good(root, parameters=PARAMETERS, **files)
    rows = sharing_list(program_of("lakeside", root), provisions_of("lakeside", root))
    return {f"{row.field.entity}.{row.field.name}": row for row in rows}


def test_a_field_is_used_in_the_ways_the_rules_use_it_each_rule_once(tmp_path: Path) -> None:
    rows = _rows(
        tmp_path,
        benefit("a", 'veteran == "placed" and age >= 60', "monthly_income * 2 if boarding else 10"),
        benefit("b", 'any(members, veteran == "serving")', "line", serves="household"),
    )
    assert rows["person.veteran"].uses == (
        Use("a", "待遇a", None, ("condition",)),
        Use("b", "待遇b", None, ("condition",)),
    )
    assert [use.id for use in rows["person.birth_date"].uses] == ["a"]
    assert rows["person.monthly_income"].purpose == "计算给多少"
    assert rows["household.division"].uses == (Use("b", "待遇b", None, ("figure",)),)
    assert rows["household.division"].purpose == "按区划取标准"


def test_a_field_asked_in_the_condition_and_the_amount_says_both(tmp_path: Path) -> None:
    rows = _rows(tmp_path, benefit("a", "monthly_income < line", "line - monthly_income"))
    assert rows["person.monthly_income"].purpose == "判断该不该给；计算给多少"
    assert rows["person.monthly_income"].as_json()["rules"] == [
        {"id": "a", "name": "待遇a", "uses": ["condition", "amount"]}
    ]


def test_what_nothing_uses_is_not_to_be_collected_and_identifiers_are(tmp_path: Path) -> None:
    rows = _rows(tmp_path, benefit("a", "martyr_family"))
    assert (rows["person.chronic"].needed, rows["person.chronic"].purpose) == (
        False,
        "这个规则包没有规则用到，不必收集",
    )
    assert (rows["person.household_id"].needed, rows["person.household_id"].purpose) == (True, "把一家人归在一起")
    assert not any(name.startswith("institution.b") for name in rows)


def test_provisions_use_fields_of_institutions(tmp_path: Path) -> None:
    rows = _rows(tmp_path, benefit("a", "martyr_family"), provisions="provisions:\n" + standard("p", "books >= 3000"))
    assert rows["institution.books"].uses == (Use("p", "标准p", None, ("standard",)),)
    assert rows["institution.kind"].purpose == "核对配置标准"


def test_the_list_of_a_real_pack_is_what_its_rules_read_no_more_and_no_less(tmp_path: Path) -> None:
    program = program_of("hangzhou", PACKS)
    rows = sharing_list(program, provisions_of("hangzhou", PACKS))
    for entity, names in fields_read(program.rules).items():
        used = {row.field.name for row in rows if row.field.entity == entity and {"condition", "amount"} & {*row.ways}}
        assert used == set(names)
    assert len(rows) >= len(fields_of("person")) + len(fields_of("household"))
    assert all(row.owner is not None for row in rows if row.field.name not in program.fields)
    for name in ("disability_grade", "monthly_income"):
        told = next(row for row in rows if row.field.name == name)
        for rule in program.rules:
            assert (name in rule.inputs) == (rule.benefit.id in {use.id for use in told.uses})


def test_the_file_and_the_screen_say_the_same(tmp_path: Path) -> None:
    rows = list(_rows(tmp_path / "packs", benefit("a", "martyr_family")).values())
    write_csv(rows, tmp_path / "list.csv")
    with (tmp_path / "list.csv").open(encoding="utf-8-sig", newline="") as file:
        table = list(csv.reader(file))
    assert tuple(table[0]) == HEADER
    assert [row[1] for row in table[1:]] == [row.field.name for row in rows]
    assert ["人员", "martyr_family", "烈属", "退役军人事务部门", "敏感个人信息", "判断该不该给", "1", "待遇a"] in table
    assert "  人员·烈属 martyr_family（敏感个人信息）：判断该不该给，1 条规则" in sharing_text(rows).splitlines()


@pytest.mark.parametrize("pack", ["cn", "zhejiang", "quzhou"])
def test_every_bundled_pack_has_a_list(pack: str) -> None:
    rows = sharing_list(program_of(pack, PACKS), provisions_of(pack, PACKS))
    assert {"person_id", "household_id"} <= {row.field.name for row in rows if row.needed}
