from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from minsheng.register.importing import Imported, import_files
from minsheng.register.schema import NONE_MARK, REGISTER_MARK, SYNTHETIC_MARK
from minsheng.register.snapshot import open_snapshot, sha256_of
from minsheng.register.tests.reading import faults, rejected, rows
from minsheng.register.tests.strategies import TODAY
from minsheng.terms.errors import MinshengError

HOUSEHOLDS = "household_id,division,area\nH1,330106,urban\nH2,330182,rural\n"
PERSONS = "person_id,household_id,sex,birth_date\nP1,H1,male,1960-02-29\nP2,H2,female,1990-01-01\n"

Import = Callable[..., Imported]


@pytest.fixture
def run(tmp_path: Path) -> Import:
    def run(files: Mapping[str, str | bytes], **options: Any) -> Imported:
        paths = []
        for name, content in files.items():
            path = tmp_path / name
            path.write_bytes(content.encode() if isinstance(content, str) else content)
            paths.append(path)
        return import_files(paths, day=TODAY, register=tmp_path / "register", **options)

    return run


def test_good_files_become_a_snapshot_sorted_by_household_with_a_manifest(run: Import, tmp_path: Path) -> None:
    persons = (
        "person_id,household_id,birth_date,monthly_income,chronic,care_dependence,boarding\n"
        "P2,H2,1990-01-01,0,none,,false\nP3,H1,2015-06-01,,,,true\nP1,H1,1960-02-29,1234.5,diabetes,full,\n"
    )
    done = run({"person.csv": persons, "household.csv": HOUSEHOLDS})
    people = rows(done, "person")
    assert [row["person_id"] for row in people] == ["P3", "P1", "P2"]
    assert people[1]["monthly_income"] == 123450
    assert people[1]["birth_date"] == date(1960, 2, 29)
    assert [row["chronic"] for row in people] == [None, ["diabetes"], []]
    assert [row["care_dependence"] for row in people] == [None, "full", None]
    assert [row["boarding"] for row in people] == [True, None, False]
    assert [row["household_id"] for row in rows(done, "household")] == ["H1", "H2"]
    manifest = json.loads((done.folder / "manifest.json").read_text("utf-8"))
    assert manifest["rows"] == {
        "household": {"read": 2, "kept": 2, "rejected": 0},
        "person": {"read": 3, "kept": 3, "rejected": 0},
    }
    assert manifest["files"]["person.parquet"]["sha256"] == sha256_of(done.folder / "person.parquet")
    assert manifest["sources"][0]["sha256"] == sha256_of(tmp_path / "person.csv")
    assert manifest["synthetic"] is False
    schema = pq.read_schema(done.folder / "person.parquet")
    assert schema.field("monthly_income").type == pa.int64()
    assert schema.field("disability_grade").type == pa.int8()
    assert schema.field("sex").type == pa.dictionary(pa.int8(), pa.string())
    assert schema.metadata[REGISTER_MARK] == b"person"
    assert schema.metadata[SYNTHETIC_MARK] == b"false"
    assert not (done.folder / "rejected").exists()
    assert sorted(path.name for path in (tmp_path / "register").iterdir()) == ["2021-12-31"]


PERSON_FAULTS = [
    ("monthly_income", "1234.567", "金额超过两位小数"),
    ("monthly_income", "-1", "不能是负数"),
    ("monthly_income", "1000000000000000", "数值过大"),
    ("monthly_income", "不详", "不是数字"),
    ("sex", "F", "没有这个类别"),
    ("hukou_division", "330199", "没有这个区划"),
    ("birth_date", "2022-01-01", "出生日期在将来"),
    ("death_date", "2022-01-01", "死亡日期在将来"),
    ("birth_date", "31/12/2020", "不是日期"),
    ("identity", "110105194912310021", "身份号码的校验码不对"),
    ("identity", "110105491231002", "这是15位旧号码，自2013年起已停用"),
]


@pytest.mark.parametrize(("column", "text", "message"), PERSON_FAULTS)
def test_a_bad_cell_sets_its_row_aside_and_is_told_by_row_and_column(
    run: Import, column: str, text: str, message: str
) -> None:
    persons = f"person_id,household_id,{column}\nP1,H1,\nP2,H1,{text}\nP3,H2,\n"
    done = run({"person.csv": persons, "household.csv": HOUSEHOLDS})
    assert faults(done) == [("person.csv", "3", column, message)]
    assert [row["person_id"] for row in rows(done, "person")] == ["P1", "P3"]
    (set_aside,) = rejected(done, "person")
    assert (set_aside["person_id"], set_aside["_line"]) == ("P2", "3")
    assert message in set_aside["_why"]
    assert done.manifest["incomplete_households"] == 1


def test_a_birth_after_the_death_sets_the_row_aside(run: Import) -> None:
    persons = "person_id,household_id,birth_date,death_date\nP1,H1,1990-01-01,1980-01-01\nP2,H1,1990-01-01,1990-01-01\n"
    done = run({"person.csv": persons, "household.csv": "household_id\nH1\n"})
    assert faults(done) == [("person.csv", "2", "birth_date", "出生日期晚于死亡日期")]
    assert [row["person_id"] for row in rows(done, "person")] == ["P2"]


def test_what_does_not_exist_is_kept_as_none_and_what_follows_from_it_is_filled_in(run: Import) -> None:
    persons = (
        "person_id,household_id,disability_kind,disability_grade,education_stage,pregnancy_due,family_planning,death_date\n"
        "P1,H1,none,,无,无,none,none\nP2,H1,,,,,,\nP3,H2,hearing,3,primary,2022-03-01,complication,\n"
    )
    one, two, three = rows(run({"person.csv": persons, "household.csv": HOUSEHOLDS}), "person")
    assert (one["disability_kind"], one["disability_grade"]) == ("none", -1)
    assert (one["education_stage"], one["grade"], one["school_ownership"]) == ("none", -1, "none")
    assert (one["school_division"], one["pregnancy_due"], one["death_date"]) == ("none", date(1, 1, 1), date(1, 1, 1))
    assert (one["family_planning"], one["complication_grade"]) == ("none", -1)
    names = ("disability_kind", "disability_grade", "grade", "school_ownership", "pregnancy_due", "complication_grade")
    assert [two[name] for name in names] == [None] * 6
    assert [three[name] for name in names] == ["hearing", 3, None, None, date(2022, 3, 1), None]


def test_the_files_say_how_each_field_stores_none(run: Import) -> None:
    schema = pq.read_schema(run({"person.csv": PERSONS, "household.csv": HOUSEHOLDS}).folder / "person.parquet")
    told = {field.name: field.metadata.get(NONE_MARK) for field in schema}
    assert (told["grade"], told["birth_date"], told["school_division"]) == (b"-1", b"0001-01-01", b"none")
    assert (told["disability_kind"], told["pension"], told["monthly_income"]) == (b"none", None, None)


def test_a_grade_beside_no_disability_is_a_fault_of_its_own_cell(run: Import) -> None:
    persons = "person_id,household_id,disability_kind,disability_grade\nP1,H1,,\nP2,H1,none,2\nP3,H2,,\n"
    done = run({"person.csv": persons, "household.csv": HOUSEHOLDS})
    told = ("disability_grade", "与残疾类别（disability_kind 为 none）相矛盾")
    assert faults(done) == [("person.csv", "3", *told)]
    assert [row["person_id"] for row in rows(done, "person")] == ["P1", "P3"]


@pytest.mark.parametrize(
    ("columns", "cells", "kept"),
    [
        ("grade,school_division,education_stage", "3,330106,不在学", {"grade": 3, "school_division": "330106"}),
        ("family_planning,complication_grade", "bereaved,1", {"complication_grade": 1}),
    ],
)
def test_what_is_left_over_from_before_is_kept_as_told(
    run: Import, columns: str, cells: str, kept: dict[str, object]
) -> None:
    persons = f"person_id,household_id,{columns}\nP1,H1,{cells}\nP2,H2{',' * cells.count(',')},\n"
    done = run({"person.csv": persons, "household.csv": HOUSEHOLDS})
    (one, _) = rows(done, "person")
    assert faults(done) == []
    assert {name: one[name] for name in kept} == kept


def test_doubles_keep_the_row_read_first_whichever_file_it_is_in(run: Import) -> None:
    again = "person_id,household_id,sex\nP1,H2,female\nP4,H1,male\n"
    done = run({"a.csv": PERSONS, "b.csv": again, "household.csv": HOUSEHOLDS + "H1,330106,rural\n"})
    assert sorted(faults(done)) == [
        ("b.csv", "2", "person_id", "人员编号重复，已保留先出现的一行（第 2 行）"),
        ("household.csv", "4", "household_id", "户编号重复，已保留先出现的一行（第 2 行）"),
    ]
    assert [(row["person_id"], row["sex"]) for row in rows(done, "person")] == [
        ("P1", "male"),
        ("P4", "male"),
        ("P2", "female"),
    ]
    assert [row["area"] for row in rows(done, "household")] == ["urban", "rural"]


def test_a_person_without_household_and_a_household_without_members_are_set_aside(run: Import) -> None:
    persons = "person_id,household_id\nP1,H1\nP2,H9\n"
    done = run({"person.csv": persons, "household.csv": HOUSEHOLDS})
    assert faults(done) == [
        ("person.csv", "3", "household_id", "找不到这个人所在的户"),
        ("household.csv", "3", "household_id", "这一户没有成员"),
    ]
    assert [row["person_id"] for row in rows(done, "person")] == ["P1"]
    assert [row["household_id"] for row in rows(done, "household")] == ["H1"]
    assert rejected(done, "household")[0]["division"] == "330182"


def test_members_of_a_household_that_was_set_aside_go_with_it(run: Import) -> None:
    done = run({"person.csv": PERSONS, "household.csv": "household_id,area\nH1,city\nH2,rural\n"})
    assert faults(done) == [
        ("household.csv", "2", "area", "没有这个类别"),
        ("person.csv", "2", "household_id", "找不到这个人所在的户"),
    ]
    assert done.manifest["rows"]["person"] == {"read": 2, "kept": 1, "rejected": 1}


def test_a_row_of_another_length_than_the_header_is_set_aside_with_its_cells(run: Import) -> None:
    persons = "person_id,household_id,sex\nP1,H1,male\nP2,H2\nP3,H2,male,11010519491231002X\nP4,H2,\n"
    done = run({"person.csv": persons, "household.csv": HOUSEHOLDS})
    assert faults(done) == [
        ("person.csv", "3", "", "这一行有 2 格，表头有 3 格"),
        ("person.csv", "4", "", "这一行有 4 格，表头有 3 格"),
    ]
    assert [row["_cells"] for row in rejected(done, "person")] == ["P2|H2", "P3|H2|male|…"]


def test_an_identity_number_fills_birth_and_sex_and_is_nowhere_written(run: Import, tmp_path: Path) -> None:
    persons = (
        "person_id,household_id,身份证号,sex,birth_date\n"
        "P1,H1,11010519491231002X,,\nP2,H2,11010519491231002X,male,1949-12-31\nP3,H2,11010519491231002x,female,\n"
    )
    done = run({"person.csv": persons, "household.csv": HOUSEHOLDS})
    assert [(row["person_id"], row["sex"], row["birth_date"]) for row in rows(done, "person")] == [
        ("P1", "female", date(1949, 12, 31)),
        ("P3", "female", date(1949, 12, 31)),
    ]
    assert faults(done) == [("person.csv", "3", "sex", "与身份号码中的不一致")]
    for path in (tmp_path / "register").rglob("*"):
        assert not path.is_file() or b"11010519491231002" not in path.read_bytes(), path


@pytest.mark.parametrize(
    ("encoding", "mark", "noted"),
    [("utf-8", b"", ""), ("utf-8", b"\xef\xbb\xbf", ""), ("gb18030", b"", "GBK"), ("utf-16", b"", "")],
)
def test_chinese_headers_and_labels_are_read_in_each_encoding(
    run: Import, encoding: str, mark: bytes, noted: str
) -> None:
    persons = "人员编号,户编号,性别,生活自理能力\n张1,H1,女,基本不能自理\nP2,H2,男,\n"
    done = run({"person.csv": mark + persons.encode(encoding), "household.csv": HOUSEHOLDS})
    first = rows(done, "person")[0]
    assert (first["person_id"], first["sex"], first["care_dependence"]) == ("张1", "female", "most")
    assert noted in "".join(done.manifest["notes"])
    assert bool(noted) == bool(done.manifest["notes"])


def test_single_lines_of_gbk_within_utf8_are_faults_of_those_lines(run: Import) -> None:
    persons = "person_id,household_id,sex\n甲,H1,女\n".encode() + "乙,H2,男\n".encode("gbk") + b"P3,H2,male\n"
    done = run({"person.csv": persons, "household.csv": HOUSEHOLDS})
    assert [row["person_id"] for row in rows(done, "person")] == ["甲", "P3"]
    assert {line for _, line, _, _ in faults(done)} == {"3"}
    assert "有无法识别的字符，可能编码不对" in {message for *_, message in faults(done)}


def test_strict_refuses_all_and_writes_nothing_but_the_report_asked_for(run: Import, tmp_path: Path) -> None:
    persons = PERSONS + "P3,H2,F,\n"
    with pytest.raises(MinshengError) as caught:
        run({"person.csv": persons, "household.csv": HOUSEHOLDS}, strict=True, report=tmp_path / "report")
    assert str(caught.value.faults[0]) == (
        "person.csv:4: 性别（sex）：没有这个类别（读到：F；应为：male、female） [register.unknown-category]"
    )
    assert list((tmp_path / "register").iterdir()) == []
    assert sorted(path.name for path in (tmp_path / "report").iterdir()) == ["faults.csv", "rejected", "summary.txt"]


def test_strict_keeps_what_has_no_fault(run: Import) -> None:
    assert len(rows(run({"person.csv": PERSONS, "household.csv": HOUSEHOLDS}, strict=True), "person")) == 2


def test_a_day_is_written_once_unless_it_is_to_be_replaced(run: Import, tmp_path: Path) -> None:
    files = {"person.csv": PERSONS, "household.csv": HOUSEHOLDS}
    run(files)
    with pytest.raises(MinshengError, match="这一天的快照已经有了"):
        run(files)
    files["person.csv"] = PERSONS + "P3,H2,male,\n"
    assert len(rows(run(files, replace=True), "person")) == 3
    assert [path.name for path in (tmp_path / "register").iterdir()] == ["2021-12-31"]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("person.csv", "", "文件里没有内容"),
        ("person.csv", "name,age\nx,1\n", "认不出是户、人员还是机构"),
        ("person.csv", "person_id,household_id,sex,性别\n", "列 sex 出现了不止一次"),
        ("person.csv", 'person_id,household_id\n"' + "x" * 200_000, "CSV 读不下去"),
        ("person.xlsx", "person_id", "不是能读的 Excel 文件"),
        ("person.parquet", "person_id", "不是能读的 Parquet 文件"),
        ("home.json", "{", "不是 JSON"),
        ("home.json", '{"household": []}', "内容不是一户人家"),
        ("home.json", '{"household": {"household_id": {}}, "persons": []}', "值里不能再有对象"),
        ("home.json", "[" * 100_000, "不是 JSON"),
        ("person.doc", "", "不认识这种文件"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_clear_error_and_nothing_is_written(
    run: Import, tmp_path: Path, name: str, content: str, message: str
) -> None:
    with pytest.raises(MinshengError, match=message):
        run({name: content})
    assert list((tmp_path / "register").iterdir()) == []


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(MinshengError, match="没有这个文件"):
        import_files([tmp_path / "person.csv"], day=TODAY, register=tmp_path / "register")


def test_an_excel_book_of_both_tables_is_read_as_typed(run: Import, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    homes = book.active
    homes.title = "户"
    homes.append(["户编号", "所在区划", "住房面积", "有自有住房"])
    homes.append(["H1", 330106, 88.5, True])
    people = book.create_sheet("人员")
    people.append(["人员编号", "户编号", "出生日期", "月收入", "残疾等级", None])
    people.append(["P1", "H1", datetime(1960, 2, 29), 1234.5, 2.0])
    people.append([])
    people.append(["P2", "H1", "1961-01-01", 1234.567])
    people.append(["P3", "H1", None, None, None, "多余"])
    book.create_sheet("说明").append(["填表说明"])
    book.save(tmp_path / "made.xlsx")
    done = run({"city.xlsx": (tmp_path / "made.xlsx").read_bytes()})
    assert rows(done, "household")[0]["floor_area_m2"] == 8850
    assert [(row["person_id"], row["monthly_income"], row["disability_grade"]) for row in rows(done, "person")] == [
        ("P1", 123450, 2),
        ("P3", None, None),
    ]
    assert faults(done) == [("city.xlsx", "4", "monthly_income", "金额超过两位小数")]
    assert "city.xlsx[说明]：没有编号列，已跳过" in done.manifest["notes"]


def test_parquet_is_read_with_its_types(run: Import, tmp_path: Path) -> None:
    table = pa.table(
        {
            "person_id": ["P1", "P2"],
            "household_id": ["H1", "H2"],
            "birth_date": [date(1960, 2, 29), None],
            "monthly_income": [Decimal("1234.5000"), Decimal("1.2345")],
            "boarding": [True, False],
            "chronic": [["diabetes", "hypertension"], []],
        }
    )
    pq.write_table(table, tmp_path / "made.parquet")
    done = run({"people.parquet": (tmp_path / "made.parquet").read_bytes(), "household.csv": HOUSEHOLDS})
    (one,) = rows(done, "person")
    assert (one["monthly_income"], one["chronic"], one["boarding"]) == (123450, ["hypertension", "diabetes"], True)
    assert ("people.parquet", "2", "monthly_income", "金额超过两位小数") in faults(done)


def test_a_snapshots_own_files_import_again_to_the_same_rows(run: Import, tmp_path: Path) -> None:
    persons = "person_id,household_id,monthly_income,chronic\nP1,H1,1234.5,none\nP2,H2,,diabetes\n"
    first = run({"person.csv": persons, "household.csv": HOUSEHOLDS})
    files = [first.folder / "person.parquet", first.folder / "household.parquet"]
    again = import_files(files, day=TODAY, register=tmp_path / "again", strict=True)
    for entity in ("person", "household"):
        assert rows(again, entity) == rows(first, entity)


def test_one_household_as_json_is_a_register(run: Import) -> None:
    home = {
        "household": {"household_id": "H1", "division": "330106", "floor_area_m2": 60.5, "owns_home": False},
        "persons": [
            {"person_id": "P1", "monthly_income": 1234.50, "chronic": [], "birth_date": None},
            {"person_id": "P2", "household_id": "H1", "disability_grade": 1, "monthly_income": "850.00"},
        ],
    }
    done = run({"home.json": json.dumps(home)}, synthetic=True)
    assert [(row["monthly_income"], row["chronic"]) for row in rows(done, "person")] == [(123450, []), (85000, None)]
    assert open_snapshot(done.folder).synthetic
    assert pq.read_schema(done.folder / "person.parquet").metadata[SYNTHETIC_MARK] == b"true"


def test_institutions_stand_alone_and_unknown_columns_are_noted(run: Import) -> None:
    done = run(
        {"schools.csv": "institution_id,kind,lon,lat,pupils,phone\nS1,school,120.1,30.2,80,1\nS2,school,999,,,\n"}
    )
    assert [(row["institution_id"], row["lon"], row["pupils"]) for row in rows(done, "institution")] == [
        ("S1", 120_100_000, 80)
    ]
    assert done.manifest["notes"] == ["schools.csv：不收录的列 phone"]
    assert not (done.folder / "person.parquet").exists()


def test_rejected_rows_import_again_once_they_are_repaired(run: Import, tmp_path: Path) -> None:
    persons = "person_id,household_id,sex,身份证号\nP1,H1,F,11010519491231002X\nP2,H2,male,\n"
    done = run({"person.csv": persons, "household.csv": HOUSEHOLDS})
    rejected = {
        name: (done.folder / "rejected" / name).read_text("utf-8-sig").replace(",F,", ",female,")
        for name in ("person.csv", "household.csv")
    }
    again = run(rejected, replace=True, strict=True)
    assert [(row["person_id"], row["sex"]) for row in rows(again, "person")] == [("P1", "female")]
    assert again.manifest["notes"] == []


def test_identity_numbers_used_as_person_identifiers_are_pointed_out(run: Import) -> None:
    persons = "person_id,household_id\n11010519491231002X,H1\n440524188001010014,H2\n"
    done = run({"person.csv": persons, "household.csv": HOUSEHOLDS})
    assert "人员编号像是身份号码" in done.manifest["notes"][0]


def test_a_folder_with_a_quote_in_its_name_is_a_folder_like_any_other(tmp_path: Path) -> None:
    folder = tmp_path / "Xi'an 西安"
    folder.mkdir()
    for name, text in (("household.csv", HOUSEHOLDS), ("person.csv", PERSONS)):
        (folder / name).write_text(text, "utf-8")
    files = [folder / "household.csv", folder / "person.csv"]
    assert len(rows(import_files(files, day=TODAY, register=folder / "it's"), "person")) == 2


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "person.csv").write_text(PERSONS, "utf-8")
    (tmp_path / "taken").write_text("", "utf-8")
    with pytest.raises(MinshengError, match="读写不了"):
        import_files([tmp_path / "person.csv"], day=TODAY, register=tmp_path / "taken" / "register")


def test_a_report_cell_is_never_a_formula(run: Import) -> None:
    done = run({"person.csv": 'person_id,household_id,sex\nP1,H1,"=1+1"\nP2,H2,\n', "household.csv": HOUSEHOLDS})
    assert "'=1+1" in (done.folder / "faults.csv").read_text("utf-8-sig")
