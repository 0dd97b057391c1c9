"""OpenFisca's test files: what is read of each, and each mistake with its place."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from minsheng.rules.openfisca.reading import Test, read_tests
from minsheng.terms.errors import MinshengError


def read(folder: Path, text: str) -> list[Test]:
    file = folder / "one.yaml"
    file.write_text(dedent(text), "utf-8")
    return read_tests(file)


def told(folder: Path, text: str) -> list[tuple[str, int | None]]:
    with pytest.raises(MinshengError) as caught:
        read(folder, text)
    return [(fault.message, fault.line) for fault in caught.value.faults]


def test_everything_a_test_may_say_is_read(tmp_path: Path) -> None:
    (test,) = read(
        tmp_path,
        """\
        # a comment
        - name: 一个句子
          description: 给人看的
          keywords: [a]
          max_spiral_loops: 3
          period: 2017-01
          reforms: a.b.c
          extensions: [d, e]
          absolute_error_margin: {default: 1, tax: 0.5}
          relative_error_margin: 1e-3
          only_variables: [tax]
          ignore_variables: rent
          parameters: {a: {2017-01-01: 1}}
          input: {salary: 1}
          output: {tax: 2}
        """,
    )
    assert (test.name, test.file, test.line) == ("一个句子", "one.yaml", 2)
    assert test.period is not None
    assert test.period.text == "2017-01"
    assert test.overlays == ("a.b.c", "d", "e")
    assert test.absolute == {"default": Fraction(1), "tax": Fraction(1, 2)}
    assert test.relative == {"default": Fraction(1, 1000)}
    assert (test.only, test.ignored) == (("tax",), ("rent",))


def test_one_test_needs_no_list_and_no_name(tmp_path: Path) -> None:
    (test,) = read(tmp_path, "period: 2017\noutput: {tax: 2}\n")
    assert (test.name, test.input, test.overlays, test.absolute) == ("第 1 行", None, (), {})


def test_a_folder_is_read_file_by_file_with_its_folders(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    for name in ("b/two.yml", "a.yaml", "b/one.yaml", "c.txt"):
        (tmp_path / name).write_text(f"- name: {name}\n  output: {{tax: 1}}\n", "utf-8")
    assert [test.file for test in read_tests(tmp_path)] == ["a.yaml", "b/one.yaml", "b/two.yml"]


@pytest.mark.parametrize(
    ("text", "message", "line"),
    [
        ("- name: a\n", "测试没有写 output", 1),
        ("- name: a\n  output: {}\n", "测试没有写 output", 1),
        ("- name: a\n  output: [1]\n", "output 应是“键: 值”", 2),
        ("- name: a\n  output: {tax: 1}\n  input: 3\n", "input 应是“键: 值”", 3),
        ("- name: a\n  ouput: {tax: 1}\n  output: {tax: 1}\n", "没有 ouput 这个键", 2),
        ("- name: a\n  period: 2017-1\n  output: {tax: 1}\n", "period 不是能用的时间段", 2),
        ("- name: a\n  absolute_error_margin: -1\n  output: {tax: 1}\n", "误差应是不小于 0 的数", 2),
        ("- name: a\n  absolute_error_margin: {tax: x}\n  output: {tax: 1}\n", "误差应是不小于 0 的数", 2),
        ("- name: a\n  reforms: [{a: b}]\n  output: {tax: 1}\n", "应是一个名字，或一列名字", 2),
        ("- a\n", "每个测试应是“键: 值”", 1),
        ("x: [\n", "YAML", None),
    ],
)
def test_a_mistake_is_told_with_its_line(tmp_path: Path, text: str, message: str, line: int | None) -> None:
    first = told(tmp_path, text)[0]
    assert message in first[0]
    assert line in (None, first[1])


def test_an_empty_file_has_no_tests_and_an_empty_margin_is_none(tmp_path: Path) -> None:
    assert read(tmp_path, "# nothing yet\n") == []
    (test,) = read(tmp_path, "- name: a\n  absolute_error_margin: {default: , tax: 1}\n  output: {tax: 1}\n")
    assert test.absolute == {"tax": Fraction(1)}


def test_a_missing_file_and_an_empty_folder_are_told(tmp_path: Path) -> None:
    for path in (tmp_path / "none.yaml", tmp_path):
        with pytest.raises(MinshengError, match="没有测试文件"):
            read_tests(path)


_plain = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.dates()
_any = st.recursive(
    _plain,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6) | st.integers(), inner, max_size=3),
    max_leaves=8,
)
_tests = st.dictionaries(
    st.sampled_from(["name", "period", "input", "output", "reforms", "parameters", "absolute_error_margin"]), _any
)


@settings(deadline=None)
@given(st.lists(_tests, max_size=3) | _any)
def test_whatever_a_file_holds_is_read_or_refused_in_words(tmp_path_factory: Any, data: Any) -> None:
    file = tmp_path_factory.mktemp("any") / "any.yaml"
    file.write_text(yaml.safe_dump(data, allow_unicode=True), "utf-8")
    try:
        found, told = read_tests(file), ["read"]
    except MinshengError as error:
        found, told = [], [fault.message for fault in error.faults]
    assert all(test.output.entries for test in found)
    assert all(told)
