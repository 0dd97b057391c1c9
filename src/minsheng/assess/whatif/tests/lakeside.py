"""A small pack and a register of twelve households, small enough to work out by hand."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from minsheng.packs.load import Loaded, load_all
from minsheng.register.importing import import_files
from minsheng.register.snapshot import Snapshot, open_snapshot

PACK = """\
id: lakeside
name: 湖滨市
name_en: Lakeside
division: "330100"
level: city
parameters:
- id: line
  name: 补助线
  unit: 元/月
  values:
  - {since: 2020-01-01, division: "330100", value: 1000, source: ls-2021 表1.1}
  - {since: 2020-01-01, division: "330127", value: 800, source: ls-2021 表1.1}
- id: school_money
  name: 助学金
  unit: 元/年
"""
RULES = """\
benefits:
- id: support
  name: 家庭补助
  area: support
  kind: cash
  each: month
  serves: household
  source: ls-2021 专栏1.1
  since: 2021-01-01
  payer: 市、区财政
  owed: sum(members.monthly_income) / count(members) < line
  amount: line * count(members) - sum(members.monthly_income)
- id: bus
  name: 免费乘车
  area: support
  kind: service
  each: year
  serves: person
  source: ls-2021 专栏1.2
  since: 2021-01-01
  owed: owed("support")
- id: care
  name: 护理补贴
  area: support
  kind: cash
  each: month
  serves: person
  source: ls-2021 专栏1.3
  since: 2021-01-01
  payer: 福利基金
  owed: disability_grade in (1, 2)
  amount: "100"
- id: pupils
  name: 学生补助
  area: support
  kind: cash
  each: year
  serves: person
  source: ls-2021 专栏1.4
  since: 2021-01-01
  owed: education_stage == "primary"
  amount: school_money
"""
# One line a person: household, division, income, grade of disability, stage of school, day of death.
PEOPLE = """\
H01 330106 0 1 none
H02 330106 900 none none
H02 330106 500 none primary
H03 330106 1000 none none
H04 330106 1199.99 none none
H05 330106 1200 2 none
H06 330106 2600 none none
H06 330106 0 none primary
H07 330127 500 none none
H08 330127 900 none none
H09 330106 700 none none
H09 330106 - none none
H10 330106 2200 none none
H10 330106 - none none
H11 330106 5000 none none
H12 330106 10000 none none
H12 330106 400 1 none 2021-01-01
"""


def lakeside(folder: Path) -> dict[str, Loaded]:
    """The pack, written and read."""
    home = folder / "packs" / "lakeside"
    (home / "benefits").mkdir(parents=True)
    (home / "pack.yaml").write_text(PACK, "utf-8")
    (home / "benefits" / "box-01.yaml").write_text(RULES, "utf-8")
    return load_all(home.parent)


def register(folder: Path) -> Snapshot:
    """The register of the twelve households on the last day of 2021."""
    homes, people = ["household_id,division"], []
    for number, told in enumerate(PEOPLE.splitlines()):
        home, division, income, grade, stage, died = [*told.split(), ""][:6]
        homes.append(f"{home},{division}")
        income = "" if income == "-" else income
        kind = "" if grade == "none" else "physical"
        people.append(f"P{number:02},{home},1960-01-01,{died},{income},{kind or 'none'},{grade},{stage}")
    head = (
        "person_id,household_id,birth_date,death_date,monthly_income,disability_kind,disability_grade,education_stage"
    )
    files = {"household.csv": list(dict.fromkeys(homes)), "person.csv": [head, *people]}
    for name, lines in files.items():
        (folder / name).write_text("\n".join(lines) + "\n", "utf-8")
    import_files([folder / name for name in files], day=date(2021, 12, 31), register=folder / "register", strict=True)
    return open_snapshot(folder / "register")
