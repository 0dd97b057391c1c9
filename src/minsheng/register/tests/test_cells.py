from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minsheng.register.cells import CellFault, read_cell
from minsheng.register.schema import Stored, as_written, none_of
from minsheng.register.tests.strategies import values_of
from minsheng.terms.fields import FIELDS, Entity, Field, field_of


def _field(name: str, entity: Entity = "person") -> Field:
    field = field_of(entity, name)
    assert field is not None
    return field


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("monthly_income", "0", 0),
        ("monthly_income", "1234.5", 123450),
        ("monthly_income", " 10.05 ", 1005),
        ("monthly_income", "10000000000000.00", 10**15),
        ("monthly_income", "", None),
        ("birth_date", "1970-01-02", 1),
        ("birth_date", "2000-02-29", 11016),
        ("hard_to_employ", "TRUE", True),
        ("hard_to_employ", "否", False),
        ("care_dependence", "partial", 2),
        ("care_dependence", "部分不能自理", 2),
        ("chronic", "diabetes|hypertension|diabetes", (0, 1)),
        ("chronic", "高血压、糖尿病", (0, 1)),
        ("chronic", "none", ()),
        ("chronic", "", None),
        ("disability_grade", "none", -1),
        ("unemployment_insured_months", " 无 ", -1),
        ("pregnancy_due", "none", -719162),
        ("disability_kind", "无", 7),
        ("school_division", "无", "none"),
        ("employment", "none", 4),
        ("employment", "无", 4),
        ("child_hardship", "无", 3),
        ("disability_grade", "4", 4),
        ("hukou_division", "330106001000", "330106001000"),
    ],
)
def test_a_good_cell_is_read_as_its_value(name: str, text: str, value: Stored) -> None:
    assert read_cell(_field(name), text) == value


@pytest.mark.parametrize(
    ("name", "text", "code", "message"),
    [
        ("monthly_income", "1234.567", "register.three-decimals", "金额超过两位小数"),
        ("monthly_income", "1.000", "register.three-decimals", "金额超过两位小数"),
        ("monthly_income", "-1", "register.negative", "不能是负数"),
        ("monthly_income", "1000000000000000", "register.too-large", "数值过大"),
        ("monthly_income", "9" * 400, "register.too-large", "数值过大"),
        ("monthly_income", "10000000000000.01", "register.too-large", "数值过大"),
        ("monthly_income", "约两千", "register.not-a-number", "不是数字"),
        ("monthly_income", "1e3", "register.not-a-number", "不是数字"),
        ("monthly_income", "１２", "register.not-a-number", "不是数字"),
        ("monthly_income", "1,234", "register.not-a-number", "不是数字"),
        ("monthly_income", "NaN", "register.not-a-number", "不是数字"),
        ("monthly_income", "none", "register.not-a-number", "不是数字"),
        ("boarding", "无", "register.bad-yesno", "不是是否值"),
        ("disability_grade", "-1", "register.out-of-range", "小于下限"),
        ("maternity_leave_days", "-1", "register.negative", "不能是负数"),
        ("disability_grade", "5", "register.out-of-range", "超出上限"),
        ("disability_grade", "0", "register.out-of-range", "小于下限"),
        ("disability_grade", "2.0", "register.not-whole", "不是整数"),
        ("birth_date", "2021-02-29", "register.bad-date", "没有这一天"),
        ("birth_date", "2021/12/31", "register.bad-date", "不是日期"),
        ("birth_date", "0001-01-01", "register.bad-date", "日期超出范围"),
        ("boarding", "1", "register.bad-yesno", "不是是否值"),
        ("sex", "F", "register.unknown-category", "没有这个类别"),
        ("chronic", "hypertension|gout", "register.unknown-category", "没有这个类别"),
        ("chronic", "|", "register.unknown-category", "没有这个类别"),
        ("hukou_division", "330199", "register.unknown-division", "没有这个区划"),
        ("hukou_division", "杭州市", "register.unknown-division", "没有这个区划"),
        ("person_id", " ", "register.missing-id", "缺少人员编号"),
        ("person_id", "P" * 65, "register.too-long", "文字过长"),
        ("person_id", "P\x001", "register.encoding", "有无法识别的字符，可能编码不对"),
        ("person_id", "\udcc4\udcd0", "register.encoding", "有无法识别的字符，可能编码不对"),
    ],
)
def test_a_bad_cell_is_told_in_words(name: str, text: str, code: str, message: str) -> None:
    fault = read_cell(_field(name), text)
    assert isinstance(fault, CellFault)
    assert (fault.code, fault.message) == (code, message)


def test_degrees_are_rounded_to_six_places_and_bounded() -> None:
    lon = _field("lon", "institution")
    assert read_cell(lon, "120.15345678") == 120_153_457
    assert read_cell(lon, "-0.0000005") == -1
    assert isinstance(read_cell(lon, "180.000001"), CellFault)
    assert isinstance(read_cell(lon, "9" * 50), CellFault)


@given(st.sampled_from(FIELDS), st.text(max_size=30) | st.text("0123456789.-+ |x", max_size=25))
def test_no_text_raises_and_what_is_read_is_within_bounds(field: Field, text: str) -> None:
    value = read_cell(field, text)
    if isinstance(value, int) and value != none_of(field) and field.low is not None and field.high is not None:
        assert field.low * field.scale <= value <= field.high * field.scale


@given(st.data(), st.sampled_from(FIELDS))
def test_a_written_value_reads_back_as_itself(data: st.DataObject, field: Field) -> None:
    value = data.draw(values_of(field))
    assert read_cell(field, as_written(field, value)) == value
