"""``minsheng pack test``: run the cases of a pack's rules, or tests in OpenFisca's format."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import NoReturn

import click

from minsheng.cli.warning_cases import WarningFailure, warning_results
from minsheng.monitor.warnings.words import OUTCOMES as WARNED
from minsheng.rules.cases import OUTCOMES, Failure, Runner, gaps, read_cases, standard_gaps
from minsheng.rules.folder import rule_packs
from minsheng.rules.openfisca.reading import read_tests
from minsheng.rules.openfisca.running import Outcome
from minsheng.rules.openfisca.running import Runner as OpenFiscaRunner
from minsheng.rules.program import load_program
from minsheng.rules.provision import load_provisions
from minsheng.rules.provision_cases import FOUND

_WORDS: dict[str, str] = {**OUTCOMES, **FOUND, **{str(key): word for key, word in WARNED.items()}}


def run_cases(pack: str, root: Path, *, as_json: bool, strict: bool) -> None:
    """Run them and print each that does not come out; exit 2 when one does not, or, strictly, when one is wanting."""
    packs = rule_packs(pack, root)
    program = load_program(pack, packs)
    cases = read_cases(packs[pack].folder)
    provisions = load_provisions(pack, packs)
    runner = Runner(program, provisions)
    failures = [failure for case in cases for failure in runner.run(case)]
    warned = warning_results(pack, root)
    own = packs[pack].pack
    # Those of the levels above have their cases there.
    written = {one.id for one in own.benefits} | {one.id for one in own.provisions}
    lacking = gaps(program, cases) | standard_gaps(provisions, cases)
    wanting = {name: words for name, words in lacking.items() if name in written}
    wanting |= warned.wanting
    if as_json:
        told = [
            {"file": one.case.file, "line": one.line, "name": one.case.name, "message": one.message} for one in failures
        ]
        told += [asdict(one) for one in warned.failures]
        text = {
            "pack": pack,
            "cases": len(cases) + warned.cases,
            "failures": told,
            "wanting": {key: list(of) for key, of in wanting.items()},
        }
        click.echo(json.dumps(text, ensure_ascii=False, indent=2))
    else:
        _say(len(cases) + warned.cases, [*failures, *warned.failures], wanting)
    sys.exit(2 if failures or warned.failures or (strict and wanting) else 0)


def run_openfisca(pack: str, root: Path, path: Path, *, as_json: bool) -> NoReturn:
    """Run tests in OpenFisca's format and print each with what did not come out; exit 2 when something did not."""
    packs = rule_packs(pack, root)
    runner = OpenFiscaRunner(pack, packs)
    outcomes = [runner.run(test) for test in read_tests(path)]
    failed = [one for one in outcomes if not one.passed]
    if as_json:
        told = [
            {"file": one.test.file, "line": one.test.line, "name": one.test.name, "messages": list(one.wrong)}
            for one in failed
        ]
        text = {"pack": pack, "tests": len(outcomes), "passed": len(outcomes) - len(failed), "failures": told}
        click.echo(json.dumps(text, ensure_ascii=False, indent=2))
    else:
        _say_outcomes(outcomes, len(failed))
    sys.exit(2 if failed else 0)


def _say_outcomes(outcomes: list[Outcome], failed: int) -> None:
    for one in outcomes:
        click.echo(f"【{'相符' if one.passed else '不符'}】{one.test.file}:{one.test.line} {one.test.name}")
        for message in one.wrong:
            click.echo(f"    {message}")
    count = len(outcomes)
    click.echo(f"共 {count} 个测试，{failed} 个不符。" if failed else f"共 {count} 个测试，全部相符。")


def _say(cases: int, failures: list[Failure | WarningFailure], wanting: dict[str, tuple[str, ...]]) -> None:
    for failure in failures:
        click.echo(str(failure), err=True)
    for benefit, outcomes in wanting.items():
        click.echo(f"{benefit} 还没有这样的案例：{'、'.join(_WORDS[one] for one in outcomes)}")
    places = ((one.case.file, one.case.line) if isinstance(one, Failure) else (one.file, one.line) for one in failures)
    failed = len(set(places))
    click.echo(f"共 {cases} 个案例，{failed} 个不符。" if failed else f"共 {cases} 个案例，全部相符。")
