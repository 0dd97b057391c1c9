"""A mapping that does not fit its pack is told with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from minsheng.packs.load import load_all
from minsheng.rules.openfisca.mapping import names_of
from minsheng.rules.openfisca.running import Runner
from minsheng.rules.openfisca.tests.samples import MAPPING, write_sample
from minsheng.terms.errors import MinshengError


def faults(root: Path, mapping: str) -> list[tuple[str, int | None, str | None]]:
    write_sample(root, mapping)
    with pytest.raises(MinshengError) as caught:
        Runner("lakeside", load_all(root))
    return [(fault.message, fault.line, fault.expected) for fault in caught.value.faults]


def _with(row: str) -> str:
    return f"variables:\n  {row}\n"


@pytest.mark.parametrize(
    ("row", "message", "expected"),
    [
        ("salary: {field: monthly_incme}", "salary：没有这个字段", "monthly_income"),
        ("tax: {benefit: taxx}", "tax：没有这项待遇", "tax"),
        ("tax: {benefit: tax, step: halve}", "tax：tax 没有这一步", "half"),
        ("age: {value: agee, entity: person}", "age：没有 agee 这个名字", "age"),
        ("ill: {value: chronic, entity: person}", "ill：一组类别没有一个值", None),
        ("tenure: {field: tenure, words: {Owner: ownr}}", "tenure：tenure 没有这个词", "owner"),
        ("age: {value: age, entity: person, age_of: brith}", "age：age_of 应是一个日期变量", None),
        ("who: {field: person_id}", "who：没有这个字段", None),
        ("x: {field: rent, benefit: tax}", "x：field、benefit、value 里写一个", None),
        ("x: {default: 1}", "x：field、benefit、value 里写一个", None),
        ("x: {field: rent, step: half}", "x：step 跟着 benefit", None),
        ("x: {value: age}", "x：value 要说清是谁的", None),
        ("x: {value: capacity, entity: institution}", "x：这里没有机构", None),
        ("x: {benefit: tax, default: 1}", "x：default、spread、as_of 跟着 field", None),
        ("x: {benefit: tax, age_of: birth}", "x：age_of 跟着 value", None),
        ("x: {field: rent, each: day}", "each 不在可用的词里", None),
        ("x: {feild: rent}", "没有 feild 这个字段", "field"),
        ("x: [rent]", "应是“键: 值”", None),
    ],
)
def test_a_variable_that_cannot_be_is_told_with_its_line(
    tmp_path: Path, row: str, message: str, expected: str | None
) -> None:
    first = faults(tmp_path, _with(row))[0]
    assert first[:2] == (message, 2)
    assert expected in (None, first[2])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("days: first\n", "没有 days 这个键"),
        ("day: noon\n", "day 应是 first 或 last"),
        ("entities:\n  family: {plural: families}\n", "family 没有说是什么"),
        ("entities:\n  family: {is: household, rolls: {}}\n", "没有 rolls 这个键"),
        (
            "entities:\n  h: {is: household, roles: {a: {role: uncle}}}\n",
            "h：人没有 role 这个字段，或字段没有 uncle 这个词",
        ),
        (
            "entities:\n  h: {is: household, roles: {a: {roll: adult}}}\n",
            "h：人没有 roll 这个字段，或字段没有 adult 这个词",
        ),
        ("parameters:\n  a.b: shar\n", "a.b：没有名为 shar 的参数"),
        ("parameters:\n  a.b: [share]\n", "a.b 应写本包的参数"),
        ("reforms:\n  a.b: {}\n", "a.b 没有写换成什么"),
        ("reforms: 3\n", "应是“键: 值”"),
        ("entities: {h: {is: household, roles: {a: {role: [adult]}}}}\n", "role 应是一个词"),
        ("reforms: {a.b: {pck: x}}\n", "没有 pck 这个字段"),
    ],
)
def test_what_else_cannot_be_is_told(tmp_path: Path, text: str, message: str) -> None:
    assert faults(tmp_path, text)[0][0] == message


def test_an_empty_mapping_names_nothing(tmp_path: Path) -> None:
    write_sample(tmp_path, "# nothing yet\n")
    assert Runner("lakeside", load_all(tmp_path)).pack == "lakeside"


def test_a_pack_without_a_mapping_says_where_it_belongs(tmp_path: Path) -> None:
    folder = write_sample(tmp_path)
    (folder / "openfisca" / "mapping.yaml").unlink()
    with pytest.raises(MinshengError, match=r"lakeside/openfisca/mapping\.yaml: 规则包里没有对照表"):
        Runner("lakeside", load_all(tmp_path))


def test_a_lower_pack_adds_to_the_mapping_of_the_one_above(tmp_path: Path) -> None:
    write_sample(tmp_path)
    packs = load_all(tmp_path)
    names = names_of([packs["bonus-for-all"], packs["lakeside"]])
    assert names.day == "first"
    assert {"keen", "salary"} <= set(names.variables)
    assert names.variables["keen"].file == "bonus-for-all/openfisca/mapping.yaml"
    kind = names.kind("families")
    assert kind is not None
    assert (kind.name, kind.kind) == ("family", "household")


def test_the_folder_of_the_mapping_holds_no_rows_of_the_pack(tmp_path: Path) -> None:
    write_sample(tmp_path, MAPPING)
    assert load_all(tmp_path)["lakeside"].faults == ()
