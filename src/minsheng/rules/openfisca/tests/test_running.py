"""Tests in OpenFisca's format, run: what comes out, what does not, and how it is said."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from minsheng.packs.load import load_all
from minsheng.rules.openfisca.reading import read_tests
from minsheng.rules.openfisca.running import Runner
from minsheng.rules.openfisca.tests.samples import MAPPING, run, write_sample, wrong
from minsheng.terms.errors import MinshengError


def one(input: str, output: str, more: str = "", period: str = "2021-06") -> str:
    return f"- name: t\n  period: {period}\n{more}  input: {input}\n  output: {output}\n"


@pytest.mark.parametrize(
    ("input", "output"),
    [
        ("{salary: 1000}", "{tax: 300, half: 150, total: 700}"),
        ("{salary: 1000}", "{tax: 600 / 2, half: 1.5e2}"),
        ("{salary: 0, age: 18}", "{bonus: 600, age: 18}"),
        ("{salary: 0, age: 17}", "{bonus: 0}"),
        ("{salary: 100.10, rent: 200}", "{total: -129.93}"),
        ("{birth: 2003-06-01}", "{bonus: 600, age: 18}"),
        ("{birth: 2003-06-02}", "{bonus: 0, age: 17}"),
        ("{}", "{age: 51, salary: 0, tenure: Tenant, bus: false, ticket: false, birth: 1970-01-01}"),
        ("{bus: true}", "{ticket: true, bus: true}"),
        ("{bus: yes}", "{ticket: 1}"),
        ("{salary: {2021: 1200}}", "{salary: 100, tax: 30}"),
        ("{salary: {2021: 1200, 2021-06: 650}}", "{salary: {2021-06: 650, 2021-07: 50, 2022-01: 0}}"),
        ("{salary: {month:2021-05:2: 100}}", "{salary: {2021-05: 50, 2021-06: 50, 2021-07: 0}}"),
        ("{bus: {2021: true}}", "{ticket: {2021-01: true, 2021-12: true, 2022-01: false}}"),
        ("{salary: [0, 100, 1000]}", "{tax: [0, 30, 300]}"),
        ("{salary: [5, 5], rent: 1}", "{tax: 1.5, total: [2.5, 2.5]}"),
        ("{tax: 77, salary: 1000}", "{tax: 77, total: 923}"),
        ("{half: 1, salary: 1000}", "{half: 1, tax: 2, total: 998}"),
        ("{half: 1, tax: -9, salary: 1000}", "{half: 1, tax: -9, total: 1000}"),
        ("{tax: 9, half: 1, salary: 1000}", "{half: 1, tax: 9, total: 991}"),
        ("{bonus: 5}", "{bonus: 5}"),
        ("{ticket: true}", "{ticket: true}"),
        ("{ticket: false, bus: true}", "{ticket: false}"),
        ("{bus: {2021-06: false, 2020-06: false}}", "{ticket: {2021-06: false, 2020-06: true, 2015-06: false}}"),
        ("{ticket: {2015-06: true}}", "{ticket: {2015-06: true}, rides: {2015-06: true, 2015-07: false}}"),
        ("{due: {2021-06: 2021-09-30}}", "{due_day: 2021-09-30}"),
        ("{salary: , bus: ~}", "{salary: 0, bus: false}"),
        ("{birth: {2021-06: 2003-06-02}}", "{age: 17}"),
        ("{size: 35.5, tenure: {2021-01: Owner}}", "{tenure: {2021-01: Owner}}"),
    ],
)
def test_variables_alone_are_one_person_at_home(tmp_path: Path, input: str, output: str) -> None:
    assert wrong(tmp_path, one(input, output)) == []


@pytest.mark.parametrize(
    ("output", "message"),
    [
        ("{tax: 301}", "第 4 行：tax（2021-06） 应为 301，算得 300"),
        ("{total: 0}", "第 4 行：total（2021-06） 应为 0，算得 700"),
        ("{bus: true}", "第 4 行：bus（2021-06） 应为 true，算得 false"),
        ("{tenure: Owner}", "第 4 行：tenure（2021-06） 应为 Owner，算得 tenant"),
        ("{tax: many}", "第 4 行：tax（2021-06） 应为 many，算得 300"),
        ("{size: 3}", "第 4 行：size（2021-06） 应为 3，算得 说不准（缺 size）"),
        ("{fee: {2021: 0, 2020: 1}}", "第 4 行：fee（2020） 应为 1，算得 0"),
        ("{keeps_bees: 0}", "第 4 行：keeps_bees（2021-06） 应为 0，算得 说不准（缺 destitute）"),
        ("{adults_here: true}", None),
        ("{due_day: 2021-01-01}", "第 4 行：due_day（2021-06） 应为 2021-01-01，算得 说不准（缺 pregnancy_due）"),
        ("{due: 2021-01-01}", "第 4 行：due（2021-06） 应为 2021-01-01，算得 说不准（缺 due）"),
    ],
)
def test_what_differs_is_said_with_what_came_out(tmp_path: Path, output: str, message: str | None) -> None:
    assert wrong(tmp_path, one("{salary: 1000}", output)) == ([] if message is None else [message])


def test_what_does_not_exist_is_said_so(tmp_path: Path) -> None:
    said = wrong(tmp_path, one("{due: none}", "{due_day: 2021-01-01}"))
    assert said == ["第 4 行：due_day（2021-06） 应为 2021-01-01，算得 没有（那时还没有这个人，或没有这个值）"]


def test_a_day_that_differs_is_said(tmp_path: Path) -> None:
    said = wrong(tmp_path, one("{due: 2021-09-30}", "{due_day: 2021-09-29}"))
    assert said == ["第 4 行：due_day（2021-06） 应为 2021-09-29，算得 2021-09-30"]


def test_where_nobody_is_born_yet_there_is_no_home(tmp_path: Path) -> None:
    said = wrong(tmp_path, one("{birth: 2022-01-01}", "{total: 0, adults_here: 0}"))
    nothing = "算得 没有（那时还没有这个人，或没有这个值）"
    assert said == [f"第 4 行：{name}（2021-06） 应为 0，{nothing}" for name in ("total", "adults_here")]


def test_a_field_that_decides_and_is_not_given_leaves_the_answer_unknown(tmp_path: Path) -> None:
    said = wrong(tmp_path, one("{tenure: {2021-01: Owner}}", "{fee: {2021: 0}}"))
    assert said == ["第 4 行：fee（2021） 应为 0，算得 说不准（缺 floor_area_m2）"]


def test_a_year_is_asked_in_january_as_things_stood_then(tmp_path: Path) -> None:
    text = "{tenure: {2021-01: Owner, 2021-06: Tenant}, size: {2021-01: 20, 2021-06: 90}}"
    assert wrong(tmp_path, one(text, "{fee: {2021: 200}, tenure: {2021-06: Tenant}}")) == []


@pytest.mark.parametrize(
    ("margins", "value", "fits"),
    [
        ("", "300.001", False),
        ("  absolute_error_margin: 0.01\n", "300.01", True),
        ("  absolute_error_margin: 0.01\n", "300.011", False),
        ("  relative_error_margin: 0.01\n", "303", True),
        ("  relative_error_margin: 0.01\n", "304", False),
        ("  absolute_error_margin: 2\n  relative_error_margin: 0.01\n", "303", False),
        ("  absolute_error_margin: {default: 0, tax: 5}\n", "305", True),
        ("  absolute_error_margin: {default: 5, tax: 0}\n", "305", False),
        ("  absolute_error_margin: {rent: 5}\n", "305", False),
    ],
)
def test_margins_are_kept_to(tmp_path: Path, margins: str, value: str, fits: bool) -> None:
    assert (wrong(tmp_path, one("{salary: 1000}", f"{{tax: {value}}}", margins)) == []) is fits


HOME = """\
- name: t
  period: 2021-06
  input:
    persons:
      ann: {salary: 1000, birth: 1980-01-01}
      bob: {salary: 0, birth: 1990-01-01}
      kim: {birth: 2015-01-01}
      lee: {salary: 50}
    households:
      first: {adults: [ann, bob], children: kim, rent: 10}
"""


@pytest.mark.parametrize(
    "output",
    [
        "{persons: {ann: {tax: 300, age: 41}, kim: {tax: 0, age: 6, bonus: 0}, bob: {bonus: 600}}}",
        "{households: {first: {total: 690, adults_here: 2}}}",
        "{tax: [300, 0, 0, 15]}",
        "{total: [690, 35], adults_here: [2, 1]}",
        "{person: {tax: [300, 0, 0, 15]}, household: {total: [690, 35]}}",
        "{persons: {ann: {salary: {2021-06: 1000, 2021-07: 0}}}}",
    ],
)
def test_people_have_roles_and_who_is_in_no_household_has_one_alone(tmp_path: Path, output: str) -> None:
    assert wrong(tmp_path, HOME + f"  output: {output}\n") == []


def test_each_that_differs_is_named(tmp_path: Path) -> None:
    said = wrong(tmp_path, HOME + "  output: {tax: 0, households: {first: {total: 1}}}\n")
    assert said == [
        "第 11 行：tax（ann，2021-06） 应为 0，算得 300",
        "第 11 行：tax（lee，2021-06） 应为 0，算得 15",
        "第 11 行：total（first，2021-06） 应为 1，算得 690",
    ]


def test_one_household_may_be_written_in_the_singular(tmp_path: Path) -> None:
    text = "{persons: {a: {salary: 10}, b: }, household: {adults: [a], children: [b], rent: 1}}"
    assert wrong(tmp_path, one(text, "{household: {total: 6, adults_here: 1}}")) == []


def test_a_family_of_the_same_people_is_the_same_home(tmp_path: Path) -> None:
    people = "persons: {a: {salary: 10}, b: {}, c: {}}"
    text = f"{{{people}, households: {{h: {{adults: [a, b]}}}}, families: {{f: {{members: [b, a], rent: 4}}}}}}"
    assert wrong(tmp_path, one(text, "{families: {f: {total: 3}}, households: {h: {total: 3}}}")) == []


def test_a_family_of_people_in_no_household_is_a_home_of_its_own(tmp_path: Path) -> None:
    people = "persons: {a: {}, b: {}, c: {}}"
    text = f"{{{people}, household: {{adults: a}}, families: {{f: {{members: [b, c], rent: 4}}}}}}"
    assert wrong(tmp_path, one(text, "{total: [0, -4], adults_here: [1, 2]}")) == []


def test_where_one_is_given_a_variable_the_others_have_its_default(tmp_path: Path) -> None:
    text = "{persons: {a: {tax: 7, salary: 100}, b: {salary: 100}}, household: {adults: [a, b]}}"
    assert wrong(tmp_path, one(text, "{tax: [7, 0], total: 193}")) == []


def test_who_is_born_later_is_no_member_yet(tmp_path: Path) -> None:
    text = "{persons: {a: {birth: 1980-01-01}, b: {birth: 2021-03-02}}, household: {adults: [a, b]}}"
    assert wrong(tmp_path, one(text, "{adults_here: {2021-03: 1, 2021-04: 2}}")) == []
    said = wrong(tmp_path, one(text, "{persons: {b: {bonus: {2021-02: 0}}}}"))
    assert said == ["第 4 行：bonus（b，2021-02） 应为 0，算得 没有（那时还没有这个人，或没有这个值）"]


def test_a_variable_may_be_left_out_of_the_comparison(tmp_path: Path) -> None:
    for more in ("  ignore_variables: [tax]\n", "  only_variables: [half]\n"):
        assert wrong(tmp_path, one("{salary: 1000}", "{tax: 1, half: 150}", more)) == []


@pytest.mark.parametrize(
    ("more", "output"),
    [
        ("  reforms: reforms.more\n", "{tax: 600, total: 400}"),
        ("  reforms: [reforms.free]\n", "{tax: 0, half: 0, total: 1000}"),
        ("  extensions: [bonus_for_all]\n", "{bonus: 50, keen: true, tax: 300}"),
        ("  reforms: [reforms.free]\n  extensions: [bonus_for_all]\n", "{bonus: 50, tax: 0}"),
        ("  extensions: [bonus_for_all]\n  reforms: [reforms.more]\n", "{bonus: 50, tax: 600}"),
    ],
)
def test_reforms_and_extensions_are_packs_on_top_and_figures_set(tmp_path: Path, more: str, output: str) -> None:
    assert wrong(tmp_path, one("{salary: 1000}", output, more)) == []


@pytest.mark.parametrize(
    "parameters",
    [
        "{taxes: {rate: {values: {2010-01-01: {value: 50}}}}}",
        "{taxes: {rate: {2010-01-01: {value: 50}}}}",
        "{taxes: {description: x, rate: {2010-01-01: 10, 2021-06-01: 50, 2022-01-01: 20}}}",
    ],
)
def test_a_test_may_set_parameters_by_their_path(tmp_path: Path, parameters: str) -> None:
    assert wrong(tmp_path, one("{salary: 1000}", "{tax: 500}", f"  parameters: {parameters}\n")) == []


def test_a_threshold_of_a_scale_is_a_parameter_too(tmp_path: Path) -> None:
    mapping = MAPPING.replace("  tax: {benefit: tax}", "  tax: {value: line, entity: person}")
    more = "  parameters: {taxes: {scale: {brackets: [{rate: {}}, {threshold: {2010-01-01: 7}}]}}}\n"
    (outcome,) = run(tmp_path, one("{}", "{tax: 7}", more), mapping.replace("step: rest", ""))
    assert outcome.wrong == ()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (one("{salry: 1}", "{tax: 0}"), "t：对照表里没有 salry（读到：salry；应为：salary）"),
        (one("{salary: 1}", "{taxes: 0}"), "t：对照表里没有 taxes（读到：taxes；应为：tax）"),
        (one("{salary: many}", "{tax: 0}"), "t：salary 不是数"),
        (one("{salary: -5}", "{tax: 0}"), "月收入不能是负数"),
        (one("{rent: {2021: 5}}", "{tax: 0}"), "t：rent 是一月一个值"),
        (one("{salary: 5}", "{tax: 0}", period="2021"), "t：tax 是一月一个值"),
        (one("{fee: 5}", "{tax: 0}"), "t：fee 是一年一个值"),
        (one("{}", "{fee: 0}"), "t：fee 是一年一个值"),
        ("- name: t\n  input: {salary: 1}\n  output: {tax: 0}\n", "t：salary 没有说是哪时的"),
        ("- name: t\n  output: {tax: 0}\n", "t：tax 没有说是哪时的"),
        (one("{salary: {2021-6: 5}}", "{tax: 0}"), "t：salary：不是能用的时间段"),
        (one("{}", "{tax: {tomorrow: 0}}"), "t：tax：不是能用的时间段"),
        (one("{salary: [1, 2], rent: [1, 2, 3]}", "{tax: 0}"), "t：几个列表长短不一"),
        (one("{salary: [1, 2]}", "{tax: [0, 0, 0]}"), "t：tax 写了 3 个值，却有 2 个对象"),
        (one("{salary: {2021: 5, month:2021-01:12: 6}}", "{tax: 0}"), "t：salary 各月加起来不等于总数"),
        (one("{age: 1.5}", "{tax: 0}"), "t：age 应是 0 到 150 的整数"),
        (one("{birth: 2021-13-01}", "{tax: 0}"), "没有这一天"),
        (one("{tenure: Castle}", "{fee: {2021: 0}}", period="2021-01"), "不在可用的词里"),
        (one("{persons: {a: {}}, homes: {}}", "{tax: 0}"), "t：没有 homes 这种对象"),
        (one("{household: {rent: 1}}", "{tax: 0}"), "t：input 里没有人"),
        (one("{persons: {a: {}}, household: {rent: 1}}", "{tax: 0}"), "t：household 里没有人"),
        (one("{persons: {a: {}}, household: {adults: [b]}}", "{tax: 0}"), "t：household 里的 b 不在 persons 里"),
        (one("{persons: {a: {}}, household: {adults: [a, a]}}", "{tax: 0}"), "t：household 里的 a 不在 persons 里"),
        (
            one("{persons: {a: {}}, households: {x: {adults: a}, y: {adults: a}}}", "{tax: 0}"),
            "t：households 里 a 写了两次",
        ),
        (
            one("{persons: {a: , b: }, household: {adults: [a, b]}, families: {f: {members: a}}}", "{tax: 0}"),
            "t：families 与别的对象不是同样的一家人",
        ),
        (one("{persons: {a: {rent: 1}}}", "{tax: 0}"), "t：rent 不是它的变量"),
        (one("{persons: {a: {}}}", "{persons: {b: {tax: 0}}}"), "t：input 里没有 b"),
        (one("{persons: {a: {}}}", "{persons: {a: {rent: 0}}}"), "t：rent 不是它的变量"),
        (
            one("{}", "{tax: 0}", "  reforms: reforms.mre\n"),
            "对照表里没有 reforms.mre（读到：reforms.mre；应为：reforms.more）",
        ),
        (one("{}", "{tax: 0}", "  reforms: [reforms.free, reforms.free]\n"), "没有名为 free 的规则包，或用了两次"),
        (one("{}", "{tax: 0}", "  parameters: {taxes: {rat: {2010-01-01: 1}}}\n"), "没有 taxes.rat"),
        (one("{}", "{tax: 0}", "  parameters: {taxes: {rate: {2010-01-01: {value: }}}}\n"), "taxes.rate 的数值读不了"),
        (one("{}", "{tax: {2021-06: {a: 1}}}"), "t：tax 应是一个值"),
        (one("{salary: {2021: many}}", "{tax: 0}"), "t：不是数"),
        (one("{persons: {a: {salary: [1, 2]}}}", "{tax: 0}"), "t：salary 应是一个值"),
        (one("{persons: {a: }, household: {adults: [[a]]}}", "{tax: 0}"), "t：adults 应是名字的列表"),
        (one("{persons: {a: }}", "{persons: {a: 3}}"), "t：应是“键: 值”"),
        (one("{persons: {a: }}", "{persons: {a: {taxx: 3}}}"), "t：对照表里没有 taxx"),
        (
            one("{}", "{tax: 0}", "  parameters: {taxes: {rate: {values: {2010-13-01: 1}}}}\n"),
            "taxes.rate 的数值读不了",
        ),
        (
            one("{}", "{tax: 0}", "  parameters: {taxes: {rate: {values: {2010-01-01: 1/3}}}}\n"),
            "taxes.rate 的数值读不了",
        ),
    ],
)
def test_a_test_that_cannot_be_run_does_not_pass_and_says_why(tmp_path: Path, text: str, message: str) -> None:
    (said,) = wrong(tmp_path, text)
    assert message in said


def test_days_may_be_month_ends(tmp_path: Path) -> None:
    text = one("{birth: 2003-06-30, tenure: {2021-01: Owner}, size: {2021-12: 3}}", "{age: 18, fee: {2021: 30}}")
    (outcome,) = run(tmp_path, text, MAPPING.replace("day: first", "day: last"))
    assert outcome.wrong == ()


_words = st.sampled_from(
    ["salary", "age", "birth", "rent", "tenure", "tax", "half", "fee", "bus", "persons", "household", "families", "a"]
)
_leaf = st.sampled_from(["0", "17", "-1", "true", "Owner", "2001-02-29", "x", "1/0", "", "9" * 30]) | st.integers(
    0, 10**6
)
_keys = _words | st.sampled_from(["2021", "2021-06", "month:2021-01:3", "adults", "members", "b"])
_parts = st.recursive(
    _leaf, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_keys, inner, max_size=4), max_leaves=12
)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(_words, _parts, max_size=4), st.dictionaries(_words, _parts, min_size=1, max_size=3))
def test_whatever_a_test_says_it_passes_or_says_why_not(runner: Runner, input: Any, output: Any) -> None:
    file = runner.packs["lakeside"].folder.parent / "any.yaml"
    data = [{"name": "t", "period": "2021-06", "input": input, "output": output}]
    file.write_text(yaml.safe_dump(data), "utf-8")
    try:
        tests = read_tests(file)
    except MinshengError:
        return
    for test in tests:
        outcome = runner.run(test)
        assert outcome.passed or all(outcome.wrong)


@pytest.fixture(scope="module")
def runner(tmp_path_factory: pytest.TempPathFactory) -> Runner:
    root = tmp_path_factory.mktemp("packs")
    write_sample(root)
    return Runner("lakeside", load_all(root))
