"""A small register, worked by hand: who is missing, who should not receive, whose amount differs, who is unsure."""

from __future__ import annotations

import csv
import json
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from minsheng.assess.local import do_assess
from minsheng.assess.missing.example import NOTE, write_example
from minsheng.assess.missing.lists import FILES
from minsheng.assess.missing.run import Compared, Question, do_missing
from minsheng.register.importing import import_files
from minsheng.register.snapshot import Snapshot, open_snapshot
from minsheng.rules.folder import program_of
from minsheng.rules.many.answer import CityAssessor
from minsheng.rules.program import Program
from minsheng.terms.errors import MinshengError
from minsheng.terms.periods import Month

MONTH = Month(2021, 12)
PACK = """
id: town
name: 某市
name_en: Some Town
division: "330100"
level: city
documents:
- {id: t-2021, title: 某市公共服务规划, since: 2021-01-01, until: 2025-12-31}
areas:
- {id: elder, name: 老有所养, name_en: Elders}
"""
BENEFITS = """
benefits:
- id: elder-allowance
  name: 高龄津贴
  area: elder
  kind: cash
  each: month
  serves: person
  source: t-2021 专栏1.1
  since: 2021-01-01
  owed: {when: age >= 80, text: 年满80周岁}
  amount: 100
- id: home-relief
  name: 困难家庭补助
  area: elder
  kind: cash
  each: month
  serves: household
  source: t-2021 专栏1.2
  since: 2021-01-01
  owed: {when: sum(members.monthly_income) < 1000, text: 全家月收入低于1000元}
  amount: 1000 - sum(members.monthly_income)
- id: tea
  name: 重阳茶会
  area: elder
  kind: service
  each: year
  serves: person
  source: t-2021 专栏1.3
  since: 2022-01-01
  owed: age >= 60
- id: club
  name: 活动室补助
  area: elder
  kind: cash
  each: year
  serves: institution
  source: t-2021 专栏1.4
  since: 2021-01-01
  owed: beds > 0
  amount: 1
"""
HOMES = """household_id,division
H1,330106
H2,330106
H3,330110
H4,
"""
PERSONS = """person_id,household_id,birth_date,death_date,monthly_income
P1,H1,1930-01-01,,400
P2,H1,1935-06-30,,300
P3,H2,1941-12-31,,5000
P4,H2,1990-05-05,,
P5,H3,,,200
P6,H3,1939-02-28,2021-03-01,0
P7,H4,1941-01-01,,0
"""
# Owed elder-allowance, 100 yuan: P1, P2, P3 (80 on the last day of the month), P7. P4 is young, P6 died, P5 unknown.
# Owed home-relief: H1 1000-700 = 300; H2 is not (5000 alone is enough); H3 800; H4 1000.


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Program:
    root = tmp_path_factory.mktemp("packs")
    (root / "town" / "benefits").mkdir(parents=True)
    (root / "town" / "pack.yaml").write_text(PACK.lstrip(), "utf-8")
    (root / "town" / "benefits" / "all.yaml").write_text(BENEFITS.lstrip(), "utf-8")
    return program_of("town", root)


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    folder = tmp_path_factory.mktemp("town")
    (folder / "homes.csv").write_text(HOMES, "utf-8")
    (folder / "persons.csv").write_text(PERSONS, "utf-8")
    files = [folder / "homes.csv", folder / "persons.csv"]
    import_files(files, day=date(2021, 12, 31), register=folder / "register", synthetic=True)
    return open_snapshot(folder / "register")


@pytest.fixture
def compare(program: Program, town: Snapshot, tmp_path: Path) -> Any:
    def compared(text: str | bytes, *benefits: str, strict: bool = False, name: str = "list.csv") -> Compared:
        file = tmp_path / name
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        return do_missing(Question(program, MONTH, town, file, benefits), tmp_path / "out", strict=strict)

    return compared


def rows(out: Path, which: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = pq.read_table(out / f"{which}.parquet").to_pylist()
    return found


def who(out: Path) -> dict[str, list[tuple[str, str]]]:
    return {
        which: [(row["benefit"], row["person_id"] or row["household_id"]) for row in rows(out, name)]
        for which, name in FILES.items()
    }


def test_each_of_the_four_lists_holds_whom_it_should(compare: Any, tmp_path: Path) -> None:
    done = compare(
        "人员编号,户编号,待遇,金额\n"
        "P1,H1,高龄津贴,100\n"  # owed, and right
        "P2,,elder-allowance,80.50\n"  # owed 100
        "P4,,高龄津贴,100\n"  # too young
        "P6,,高龄津贴,100\n"  # died
        "P5,,高龄津贴,100\n"  # nobody knows how old
        ",H1,困难家庭补助,300\n"  # owed, and right
        "P3,,困难家庭补助,10\n"  # the household has 5000
        "P5,,困难家庭补助,900\n"  # owed 800
    )
    out = tmp_path / "out"
    assert who(out) == {
        "owed": [("elder-allowance", "P7"), ("elder-allowance", "P3"), ("home-relief", "H4")],
        "not_owed": [("elder-allowance", "P4"), ("elder-allowance", "P6"), ("home-relief", "H2")],
        "differs": [("elder-allowance", "P2"), ("home-relief", "H3")],
        "undecided": [("elder-allowance", "P5")],
    }
    assert [row["owed_fen"] for row in rows(out, "owed-not-received")] == [10000, 10000, 100000]
    assert [row["reason"] for row in rows(out, "received-not-owed")] == [
        "不符合：年满80周岁",
        "已去世（2021-03-01）",
        "不符合：全家月收入低于1000元",
    ]
    assert [row["difference_fen"] for row in rows(out, "amount-differs")] == [1950, -10000]
    assert [(row["received"], row["missing"]) for row in rows(out, "undecided")] == [(True, ["birth_date"])]
    told = {one["benefit"]: one for one in done.summary["benefits"]}
    elder, home = told["elder-allowance"], told["home-relief"]
    assert (elder["owed"], elder["received"], elder["agreed"], elder["undecided_received"]) == (4, 5, 1, 1)
    assert (elder["owed_not_received_fen"], elder["received_not_owed_fen"], elder["underpaid_fen"]) == (
        20000,
        20000,
        1950,
    )
    assert (home["owed"], home["overpaid_amount"], home["owed_not_received_amount"]) == (3, "100.00", "1000.00")
    assert elder["missing"] == [{"field": "birth_date", "label": "出生日期", "count": 1}]
    assert not done.faults
    assert done.summary["synthetic"] is True


def test_figures_by_division_add_up_and_tell_of_places_not_known(compare: Any) -> None:
    divisions = compare("人员编号\nP1\n", "elder-allowance").summary["divisions"]
    told = {one["division"]: (one["division_name"], one["owed"], one["owed_not_received"]) for one in divisions}
    assert told == {None: (None, 1, 1), "330106": ("西湖区", 3, 2), "330110": ("余杭区", 0, 0)}


def test_a_list_of_one_benefit_need_not_name_it_and_need_not_tell_amounts(compare: Any, tmp_path: Path) -> None:
    compare("person_id\nP1\nP2\nP3\nP7\n", "elder-allowance")
    assert who(tmp_path / "out") == {
        "owed": [], "not_owed": [], "differs": [], "undecided": [("elder-allowance", "P5")]
    }  # fmt: skip


def test_a_benefit_asked_about_of_which_nobody_receives_is_wholly_missing(compare: Any, tmp_path: Path) -> None:
    done = compare("人员编号,待遇\nP1,高龄津贴\n", "home-relief")
    assert [key for _, key in who(tmp_path / "out")["owed"]] == ["H4", "H1", "H3"]
    assert done.summary["receiving"]["other_benefits"] == 1


def test_every_fault_is_told_by_row_and_column_and_the_other_lines_count(compare: Any, tmp_path: Path) -> None:
    text = (
        "人员编号,户编号,待遇,金额\n"
        "P1,,高龄津贴,100.005\n"  # 2: receives all the same
        "P2,,高令津贴,100\n"
        "P9,,高龄津贴,100\n"
        "P2,,高龄津贴,100\n"
        "P2,,高龄津贴,100\n"  # 6: twice
        "P3,H1,高龄津贴,100\n"
        ",H3,高龄津贴,100\n"  # 8: paid by person
        "P4,,重阳茶会,\n"
        "P4,,活动室补助,\n"
        "P5,,困难家庭补助,800\n"
        ",H3,困难家庭补助,800\n"  # 12: the household again
        ",H9,困难家庭补助,800\n"
        "P1,高龄津贴\n"
        "P4,,,\n"
    )
    done = compare(text)
    with (tmp_path / "out" / "faults.csv").open(encoding="utf-8-sig") as file:
        told = [(int(row["行"]), row["列"], row["代码"]) for row in csv.DictReader(file)]
    assert sorted(told) == [
        (2, "amount", "register.three-decimals"),
        (3, "benefit", "missing.unknown-benefit"),
        (4, "person_id", "missing.no-person"),
        (6, "person_id", "missing.twice"),
        (7, "household_id", "missing.other-household"),
        (8, "person_id", "missing.no-id"),
        (9, "benefit", "missing.not-in-force"),
        (10, "benefit", "missing.institution"),
        (12, "household_id", "missing.twice"),
        (13, "household_id", "missing.no-household"),
        (14, "", "register.row-length"),
        (15, "benefit", "missing.no-benefit"),
    ]
    assert done.summary["receiving"] == {
        "file": "list.csv", "read": 14, "compared": 3, "set_aside": 11, "other_benefits": 0, "notes": []
    }  # fmt: skip
    assert ("elder-allowance", "P1") not in who(tmp_path / "out")["owed"]
    assert any("list.csv:2: 金额（amount）：金额超过两位小数（读到：100.005；" in str(fault) for fault in done.faults)


def test_strict_refuses_a_list_with_one_fault_and_writes_nothing(compare: Any, tmp_path: Path) -> None:
    with pytest.raises(MinshengError, match=r"list.csv:3: 人员编号（person_id）：登记数据里没有这个人（读到：P9）"):
        compare("人员编号\nP1\nP9\n", "elder-allowance", strict=True)
    assert [path.name for path in tmp_path.iterdir()] == ["list.csv"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("姓名,待遇\n张三,高龄津贴\n", "看不出是谁在领"),
        ("人员编号,person_id\nP1,P1\n", "出现了不止一次"),
        ("人员编号\nP1\n", "没有待遇这一列"),
        ("人员编号,待遇\n", "没有一行能比对"),
        ("", "没有内容"),
    ],
)
def test_what_is_no_list_is_refused_in_words(compare: Any, tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(MinshengError, match=said):
        compare(text)
    assert not (tmp_path / "out").exists()


def test_a_list_in_gb18030_and_one_from_excel_read_as_one_in_utf8(compare: Any, tmp_path: Path) -> None:
    import openpyxl

    text = "人员编号,待遇,金额\nP1,高龄津贴,80\n"
    plain = compare(text).summary["benefits"]
    assert compare(text.encode("gb18030")).summary["benefits"] == plain
    book = openpyxl.Workbook()
    for row in (("人员编号", "待遇", "金额"), ("P1", "高龄津贴", 80.0)):
        book.active.append(row)
    book.save(tmp_path / "made.xlsx")
    assert compare((tmp_path / "made.xlsx").read_bytes(), name="list.xlsx").summary["benefits"] == plain
    pq.write_table(pa.table({"person_id": ["P1"], "benefit": ["高龄津贴"], "amount": [80]}), tmp_path / "made.parquet")
    assert compare((tmp_path / "made.parquet").read_bytes(), name="list.parquet").summary["benefits"] == plain


def test_the_csv_opens_in_a_spreadsheet_and_no_cell_is_a_formula(program: Program, tmp_path: Path) -> None:
    (tmp_path / "homes.csv").write_text("household_id,division\n=H1,330106\n", "utf-8")
    (tmp_path / "persons.csv").write_text("person_id,household_id,birth_date\n@P1,=H1,1930-01-01\n", "utf-8")
    import_files([tmp_path / "homes.csv", tmp_path / "persons.csv"], day=date(2021, 12, 31), register=tmp_path / "r")
    (tmp_path / "list.csv").write_text("人员编号\n", "utf-8")
    town = open_snapshot(tmp_path / "r")
    do_missing(Question(program, MONTH, town, tmp_path / "list.csv", ("elder-allowance",)), tmp_path / "out")
    text = (tmp_path / "out" / "owed-not-received.csv").read_bytes().decode()
    assert text.startswith("\ufeff")
    lines = [*csv.reader(text.removeprefix("\ufeff").splitlines())]
    assert lines[0] == ["待遇编号", "待遇", "人员编号", "户编号", "区划代码", "区划", "应享金额（元）"]
    assert lines[1] == ["elder-allowance", "高龄津贴", "'@P1", "'=H1", "330106", "西湖区", "100.00"]


def test_results_at_hand_give_the_same_as_working_them_out(program: Program, town: Snapshot, tmp_path: Path) -> None:
    do_assess(CityAssessor(program, MONTH), town, tmp_path / "results")
    (tmp_path / "list.csv").write_text("人员编号,待遇\nP1,高龄津贴\nP4,高龄津贴\n", "utf-8")
    plain = Question(program, MONTH, town, tmp_path / "list.csv")
    ready = Question(program, MONTH, town, tmp_path / "list.csv", results=tmp_path / "results")
    do_missing(plain, tmp_path / "a")
    do_missing(ready, tmp_path / "b")
    for name in [*(f"{name}.csv" for name in FILES.values()), "summary.json"]:
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()
    other = Question(program, Month(2022, 1), town, tmp_path / "list.csv", results=tmp_path / "results")
    with pytest.raises(MinshengError, match="不是这个规则包、月份和登记快照的应享结果"):
        do_missing(other, tmp_path / "c")
    with pytest.raises(MinshengError, match=r"summary.json 会被盖掉"):
        do_missing(plain, tmp_path / "results")


def test_a_made_up_list_is_mostly_right_says_what_it_is_and_comes_from_made_up_cities_only(
    program: Program, town: Snapshot, tmp_path: Path
) -> None:
    do_assess(CityAssessor(program, MONTH), town, tmp_path / "results")
    benefits = [rule.benefit for rule in program.on(MONTH.last_day) if rule.benefit.serves != "institution"]
    count = write_example(town, tmp_path / "results", benefits, tmp_path / "list.csv")
    with (tmp_path / "list.csv").open(encoding="utf-8-sig") as file:
        made = [*csv.DictReader(file)]
    assert len(made) == count > 0
    assert {row["备注"] for row in made} == {NOTE}
    compared = do_missing(Question(program, MONTH, town, tmp_path / "list.csv"), tmp_path / "out")
    assert not compared.faults
    real = Snapshot(town.folder, town.day, False, town.manifest)
    with pytest.raises(MinshengError, match="只能从合成数据造"):
        write_example(real, tmp_path / "results", benefits, tmp_path / "other.csv")
    assert {path.name for path in tmp_path.iterdir()} == {"results", "list.csv", "out"}


PEOPLE = [f"P{number}" for number in range(1, 8)]
LINES = st.lists(
    st.tuples(st.sampled_from(PEOPLE), st.sampled_from(["elder-allowance", "home-relief"]), st.integers(0, 30000)),
    max_size=12,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(LINES)
def test_the_lists_and_those_in_order_part_everyone_owed_receiving_or_unknown(
    program: Program, town: Snapshot, tmp_path: Path, lines: list[tuple[str, str, int]]
) -> None:
    home = {"P1": "H1", "P2": "H1", "P3": "H2", "P4": "H2", "P5": "H3", "P6": "H3", "P7": "H4"}
    owed = {
        **{("elder-allowance", key): 10000 for key in ("P1", "P2", "P3", "P7")},
        **{("home-relief", key): fen for key, fen in (("H1", 30000), ("H3", 80000), ("H4", 100000))},
    }
    unknown = {("elder-allowance", "P5")}
    received: dict[tuple[str, str], int] = {}
    for person, benefit, fen in lines:
        received.setdefault((benefit, person if benefit == "elder-allowance" else home[person]), fen)
    told = "".join(f"{person},{benefit},{fen // 100}.{fen % 100:02}\n" for person, benefit, fen in lines)
    (tmp_path / "list.csv").write_text("person_id,benefit,amount\n" + told, "utf-8")
    benefits = ("elder-allowance", "home-relief")
    done = do_missing(Question(program, MONTH, town, tmp_path / "list.csv", benefits), tmp_path / "out")
    found = who(tmp_path / "out")
    expected = {
        "owed": owed.keys() - received.keys(),
        "not_owed": received.keys() - owed.keys() - unknown,
        "differs": {key for key in owed.keys() & received.keys() if owed[key] != received[key]},
        "undecided": unknown,
    }
    assert {which: set(keys) for which, keys in found.items()} == expected
    counted = Counter(key for keys in found.values() for key in keys)
    assert not counted or max(counted.values()) == 1
    agreed = sum(one["agreed"] for one in done.summary["benefits"])
    assert sum(counted.values()) + agreed == len(owed.keys() | received.keys() | unknown)
    assert json.loads((tmp_path / "out" / "summary.json").read_text("utf-8")) == done.summary
