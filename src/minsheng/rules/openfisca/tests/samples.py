"""A small pack with a mapping, and the helper that runs a test of OpenFisca's format against it."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

from minsheng.packs.load import load_all
from minsheng.rules.openfisca.reading import read_tests
from minsheng.rules.openfisca.running import Outcome, Runner
from minsheng.rules.tests.samples import benefit, write_rules

FIELDS = """\
fields:
- {id: rent, name: 租金, entity: household, type: money}
- {id: goes_by_bus, name: 乘公交, entity: person, type: yesno}
- id: role
  name: 身份
  entity: person
  type: category
  categories: [{id: adult, name: 成人}, {id: child, name: 孩子}]
- id: tenure
  name: 来源
  entity: household
  type: category
  categories: [{id: owner, name: 自有}, {id: tenant, name: 租住}]
"""
MAPPING = """\
day: first
entities:
  person: {plural: persons, is: person}
  household:
    plural: households
    is: household
    roles:
      adults: {role: adult}
      children: {role: child}
  family: {plural: families, is: household, roles: {members: {}}}
variables:
  birth: {field: birth_date, each: eternity, default: 1970-01-01}
  age: {value: age, entity: person, age_of: birth}
  salary: {field: monthly_income, default: 0, spread: divide}
  due: {field: pregnancy_due}
  bus: {field: goes_by_bus, default: "false", spread: repeat}
  rent: {field: rent, default: 0}
  tenure: {field: tenure, default: tenant, as_of: january, words: {Owner: owner, Tenant: tenant}}
  size: {field: floor_area_m2}
  rides: {value: 'owed("ticket")', entity: person}
  adults_here: {value: 'count(members, role == "adult")', entity: household}
  due_day: {value: pregnancy_due, entity: person}
  keeps_bees: {value: destitute, entity: person}
  tax: {benefit: tax}
  half: {benefit: tax, step: half}
  bonus: {benefit: bonus}
  total: {benefit: total, step: rest}
  ticket: {benefit: ticket}
  fee: {benefit: fee, each: year}
parameters:
  taxes.rate: share
  taxes.line: line
  taxes.scale.brackets[1].threshold: line
reforms:
  reforms.more: {parameters: more.yaml}
  reforms.free: {pack: free}
extensions:
  bonus_for_all: {pack: bonus-for-all}
"""
EDITIONS = """\
editions:
- {source: ls-2016, since: 2016-01-01, until: 2020-12-31, owed: "not goes_by_bus"}
"""
RULES = (
    benefit("tax", "true", "\n    half: monthly_income * share / 2\n    total: half * 2"),
    benefit("bonus", "age >= 18 and monthly_income == 0", "600"),
    benefit(
        "total",
        "true",
        '\n    rest: sum(members, monthly_income - amount_of("tax")) - rent\n    total: rest',
        serves="household",
    ),
    benefit("ticket", "goes_by_bus", "", more=EDITIONS),
    benefit("fee", 'tenure == "owner"', "floor_area_m2 * 10", serves="household"),
)
ABOUT = 'id: {id}\nname: 改动\nname_en: Change\ndivision: "330127"\nlevel: county\nparent: lakeside\n'


def write_sample(root: Path, mapping: str = MAPPING) -> Path:
    """The pack, two more that change it, and its mapping."""
    folder = write_rules(root, *RULES, fields=FIELDS)
    _write(folder / "openfisca" / "mapping.yaml", mapping)
    _write(folder / "openfisca" / "more.yaml", "share: 60\n")
    _write(root / "free" / "pack.yaml", ABOUT.format(id="free"))
    _write(root / "free" / "benefits.yaml", "benefits:\n" + benefit("tax", "false", "\n    half: 0\n    total: half"))
    _write(root / "bonus-for-all" / "pack.yaml", ABOUT.format(id="bonus-for-all"))
    extra = "fields:\n- {id: keen, name: 热心, entity: person, type: yesno}\n"
    _write(root / "bonus-for-all" / "benefits.yaml", extra + "benefits:\n" + benefit("bonus", "keen", "50"))
    words = 'variables:\n  keen: {field: keen, default: "true"}\n'
    _write(root / "bonus-for-all" / "openfisca" / "mapping.yaml", words)
    return folder


def run(root: Path, text: str, mapping: str = MAPPING) -> list[Outcome]:
    """The tests written in a file, run against the sample."""
    write_sample(root, mapping)
    file = root / "tests.yaml"
    file.write_text(dedent(text), "utf-8")
    runner = Runner("lakeside", load_all(root))
    return [runner.run(test) for test in read_tests(file)]


def wrong(root: Path, text: str) -> list[str]:
    """What does not come out of the one test written."""
    (outcome,) = run(root, text)
    return list(outcome.wrong)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
