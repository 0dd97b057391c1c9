"""OpenFisca's own country template as a pack: the tests its package brings, read where it is installed, come out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from importlib.metadata import files, version
from pathlib import Path

import pytest
import yaml

from minsheng.packs import tree
from minsheng.packs.check import check_folder
from minsheng.packs.load import load_all
from minsheng.rules.folder import check_rules
from minsheng.rules.openfisca.reading import Test, read_tests, yaml_files
from minsheng.rules.openfisca.running import Runner

PACKAGE = "openfisca-country-template"
PACKS = Path(__file__).parent / "packs"
OWN = Path(__file__).parent / "own.yaml"


def _tests_folder() -> Path:
    """Where the package keeps its tests; its Python is never imported."""
    found = [Path(str(file.locate())) for file in files(PACKAGE) or () if str(file).endswith("/tests/age.yaml")]
    return found[0].parent


TESTS = read_tests(_tests_folder())
OWN_TESTS = read_tests(OWN)


@pytest.fixture(scope="module")
def runner() -> Runner:
    return Runner("openfisca-template", load_all(PACKS))


def _named(test: Test) -> str:
    return f"{test.file}:{test.line}-{test.name}"


@pytest.mark.parametrize("test", TESTS, ids=_named)
def test_the_packages_own_test_comes_out(test: Test, runner: Runner) -> None:
    assert runner.run(test).wrong == ()


@pytest.mark.parametrize("test", OWN_TESTS, ids=_named)
def test_what_openfisca_worked_out_comes_out(test: Test, runner: Runner) -> None:
    assert runner.run(test).wrong == ()


@pytest.mark.parametrize("test", [*TESTS, *OWN_TESTS], ids=_named)
def test_it_does_not_come_out_when_it_expects_something_else(test: Test, runner: Runner) -> None:
    outputs = [*_otherwise(test.output)]
    assert outputs
    for output in outputs:
        assert not runner.run(replace(test, output=output)).passed


def test_no_test_of_the_package_is_left_out() -> None:
    written = [yaml.safe_load(file.read_text("utf-8")) for file in yaml_files(_tests_folder())]
    assert version(PACKAGE) == "8.2.0"
    assert len(TESTS) == sum(len(one) for one in written) == 38


def test_the_packs_have_no_fault() -> None:
    assert [str(fault) for fault in (*check_folder(PACKS), *check_rules(PACKS))] == []


def _otherwise(node: tree.Mapping) -> Iterator[tree.Mapping]:
    """The expectations with one of their values changed, each in turn."""
    for number, entry in enumerate(node.entries):
        for changed in _changed(entry.node):
            entries = (*node.entries[:number], replace(entry, node=changed), *node.entries[number + 1 :])
            yield replace(node, entries=entries)


def _changed(node: tree.Node) -> Iterator[tree.Node]:
    if isinstance(node, tree.Mapping):
        yield from _otherwise(node)
    elif isinstance(node, tree.Sequence):
        for number, part in enumerate(node.nodes):
            for changed in _changed(part):
                yield replace(node, nodes=(*node.nodes[:number], changed, *node.nodes[number + 1 :]))
    else:
        words = {"true": "false", "false": "true", "tenant": "owner", "owner": "tenant"}
        yield replace(node, text=words.get(node.text, f"{node.text} + 1"))
