"""Lists of two departments matched: what is linked, what a person must look at, what stays alone."""

from __future__ import annotations

import csv
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from minsheng.register.matching.files import read_decisions, write_matches
from minsheng.register.matching.links import Decision, Matches, match_records
from minsheng.register.matching.model import candidates
from minsheng.register.matching.records import Records, read_records
from minsheng.terms.errors import MinshengError
from minsheng.terms.identity import check_digit

CIVIL = """\
编号,姓名,身份证号,性别,出生日期,户籍区划,电话
c1,王秀兰,{one},女,1949-12-31,330106,13800000001
c2,李建国,,男,1955-03-08,330106,13800000002
c3,张 伟,,男,1980-07-15,330105,
c4,陈芳,,女,1990-02-28,330110,13800000004
c5,周强,,男,1971-01-01,330106,13800000005
"""
HEALTH = """\
记录编号,姓名,身份号码,性别,出生日期,区划,手机号
h1,王秀蓝,{one},女,1949-12-31,330106,
h2,李建国,,男,1955-03-08,330110,138 0000 0002
h3,张伟,,男,1980-07-16,330105,
h4,赵敏,,女,1961-11-20,330127,13900000009
h5,周强,,男,1971-01-01,330106,13800000005
h6,周强,,男,1971-01-01,330106,13800000005
"""
NUMBER = "33010619491231002" + check_digit("33010619491231002")


def records(folder: Path, name: str, text: str) -> Records:
    path = folder / name
    path.write_text(text.format(one=NUMBER), "utf-8")
    return read_records(path)


@pytest.fixture
def sides(tmp_path: Path) -> tuple[Records, Records]:
    return records(tmp_path, "civil.csv", CIVIL), records(tmp_path, "health.csv", HEALTH)


def linked(matches: Matches) -> dict[str, tuple[str, str]]:
    return {one.left: (one.right, one.how) for one in matches.links}


def test_the_same_identity_number_links_though_the_name_is_written_otherwise(sides: tuple[Records, Records]) -> None:
    assert linked(match_records(*sides))["c1"] == ("h1", "identity")


def test_the_same_name_birth_and_telephone_link_though_the_division_differs(sides: tuple[Records, Records]) -> None:
    assert linked(match_records(*sides))["c2"] == ("h2", "model")


def test_two_records_that_fit_one_are_both_left_to_a_person(sides: tuple[Records, Records]) -> None:
    matches = match_records(*sides)
    assert "c5" not in linked(matches)
    assert {(one.left, one.right) for one in matches.doubtful} >= {("c5", "h5"), ("c5", "h6")}


def test_who_stands_in_one_list_only_stays_alone(sides: tuple[Records, Records]) -> None:
    matches = match_records(*sides)
    assert "c4" not in linked(matches)
    assert "h4" not in {right for right, _ in linked(matches).values()}


def test_a_person_decides_and_the_decision_holds(sides: tuple[Records, Records]) -> None:
    said = {("c5", "h5"): Decision(same=True, by="王主任"), ("c5", "h6"): Decision(same=False, by="王主任")}
    matches = match_records(*sides, decisions=said)
    assert linked(matches)["c5"] == ("h5", "person")
    assert not [one for one in matches.doubtful if one.left == "c5"]


def test_a_refused_pair_with_one_identity_number_is_not_linked(sides: tuple[Records, Records]) -> None:
    matches = match_records(*sides, decisions={("c1", "h1"): Decision(same=False, by="王主任")})
    assert linked(matches).get("c1", ("", ""))[0] != "h1"


def test_one_number_on_two_people_of_other_names_and_births_is_doubtful(tmp_path: Path) -> None:
    header = "编号,姓名,身份证号,出生日期\n"
    left = records(tmp_path, "a.csv", header + "a1,王秀兰,{one},1949-12-31\n")
    right = records(tmp_path, "b.csv", header + "b1,孙勇,{one},1966-06-06\n")
    matches = match_records(left, right)
    assert matches.links == ()
    assert [(one.left, one.right) for one in matches.doubtful] == [("a1", "b1")]


def test_the_doubtful_are_written_masked_filled_in_and_read_back(
    sides: tuple[Records, Records], tmp_path: Path
) -> None:
    matches = match_records(*sides)
    write_matches(matches, *sides, tmp_path / "out")
    path = tmp_path / "out" / "doubtful.csv"
    text = path.read_text("utf-8-sig")
    assert NUMBER not in text
    assert "13800000005" not in text
    rows = list(csv.DictReader(text.splitlines()))
    for row in rows:
        same = (row["左"], row["右"]) == ("c5", "h6")
        row["是同一人"], row["决定人"] = ("是" if same else "否"), "王主任"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    again = match_records(*sides, decisions=read_decisions(path))
    assert linked(again)["c5"] == ("h6", "person")
    table = pq.read_table(tmp_path / "out" / "links.parquet")
    assert table.column_names == ["left", "right", "how", "by", "probability"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("姓名,性别\n王,女\n", "没有编号列"),
        ("编号,姓名\n1,王\n", "至少还要两列"),
        ("编号,姓名,性别\n1,王,女\n1,李,男\n", "不止一次"),
        ("编号,姓名,性别\n,王,女\n", "没有编号"),
    ],
)
def test_a_list_that_cannot_be_matched_is_refused_in_words(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(MinshengError, match=said):
        records(tmp_path, "x.csv", text)


def test_a_cell_that_cannot_be_right_is_left_empty_and_told(tmp_path: Path) -> None:
    found = records(tmp_path, "x.csv", "编号,姓名,出生日期,身份证号\n1,王芳,1990-02-30,330106194912310020\n")
    assert found.table.to_pylist()[0]["birth_date"] is None
    assert [(one.code, one.line) for one in found.faults] == [("register.bad-date", 2), ("identity.check-digit", 2)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("左,右,是同一人,决定人\nc5,h5,也许,王\n", "应是“是”或“否”"),
        ("左,右,是同一人,决定人\nc5,h5,是,\n", "没有写决定人"),
        ("左,右\nc5,h5\n", "列名不对"),
    ],
)
def test_decisions_that_cannot_be_read_are_refused_in_words(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "d.csv").write_text(text, "utf-8")
    with pytest.raises(MinshengError, match=said):
        read_decisions(tmp_path / "d.csv")


names = st.sampled_from(["王芳", "王方", "李娜", "李娜娜", "张伟"])
births = st.sampled_from(["1990-01-01", "1990-01-02", "1955-12-31", ""])
people = st.lists(st.tuples(names, births), min_size=1, max_size=6)


@settings(max_examples=10, deadline=None, phases=[Phase.explicit, Phase.generate])
@given(people, people)
def test_no_record_is_linked_twice_and_every_record_is_somewhere(
    tmp_path_factory: pytest.TempPathFactory, one: list[tuple[str, str]], other: list[tuple[str, str]]
) -> None:
    folder = tmp_path_factory.mktemp("lists")
    texts = [
        "编号,姓名,出生日期\n" + "".join(f"{i},{a},{b}\n" for i, (a, b) in enumerate(side)) for side in (one, other)
    ]
    left, right = records(folder, "a.csv", texts[0]), records(folder, "b.csv", texts[1])
    matches = match_records(left, right)
    for side, total, alone in (("left", len(one), matches.left_alone), ("right", len(other), matches.right_alone)):
        ends = [getattr(link, side) for link in matches.links]
        assert len(ends) == len(set(ends))
        assert len(set(ends) | {getattr(pair, side) for pair in matches.doubtful}) + alone == total


@pytest.mark.parametrize(
    ("one", "other", "said"),
    [
        ("王小红", "王小虹", "差一个字"),
        ("王小红", "王红", "差一个字"),
        ("王红", "王小红", "差一个字"),
        ("王小红", "王红小", "差一个字"),
        ("王小红", "王小红", "相同"),
        ("王小红", "王红大", "不同"),
        ("王小红", "李大红", "不同"),
    ],
)
def test_names_are_compared_by_characters_not_by_bytes(tmp_path: Path, one: str, other: str, said: str) -> None:
    left = records(tmp_path, "a.csv", f"编号,姓名,出生日期,性别,电话\na,{one},1950-05-05,女,13800000001\n")
    right = records(tmp_path, "b.csv", f"编号,姓名,出生日期,性别,电话\nb,{other},1950-05-05,女,13800000001\n")
    [found] = candidates(left.table, right.table, above=0.01)
    assert found.agreement["name"] == said


def test_bytes_that_fit_no_encoding_leave_their_cell_empty_and_are_told(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("编号,姓名,性别\na,张三,男\n".encode() + b"b,\xff\xfe,\xe7\n")
    read = read_records(path)
    assert read.table.column("name").to_pylist() == ["张三", None]
    assert {fault.code for fault in read.faults} == {"matching.encoding"}
