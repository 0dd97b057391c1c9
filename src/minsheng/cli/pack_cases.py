"""``minsheng pack test``: run the cases of a pack's rules."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from minsheng.packs.load import load_all
from minsheng.rules.cases import OUTCOMES, Case, Failure, Runner, gaps, read_cases, standard_gaps
from minsheng.rules.folder import known_pack
from minsheng.rules.program import load_program
from minsheng.rules.provision import load_provisions
from minsheng.rules.provision_cases import FOUND

_WORDS = {**OUTCOMES, **FOUND}


def run_cases(pack: str, root: Path, *, as_json: bool, strict: bool) -> None:
    """Run them and print each that does not come out; exit 2 when one does not, or, strictly, when one is wanting."""
    packs = load_all(root)
    known_pack(pack, packs)
    program = load_program(pack, packs)
    cases = read_cases(packs[pack].folder)
    provisions = load_provisions(pack, packs)
    runner = Runner(program, provisions)
    failures = [failure for case in cases for failure in runner.run(case)]
    own = packs[pack].pack
    written = {one.id for one in (*own.benefits, *own.provisions)}  # those of the levels above have their cases there
    lacking = gaps(program, cases) | standard_gaps(provisions, cases)
    wanting = {name: words for name, words in lacking.items() if name in written}
    if as_json:
        told = [
            {"file": one.case.file, "line": one.line, "name": one.case.name, "message": one.message} for one in failures
        ]
        text = {
            "pack": pack,
            "cases": len(cases),
            "failures": told,
            "wanting": {key: list(of) for key, of in wanting.items()},
        }
        click.echo(json.dumps(text, ensure_ascii=False, indent=2))
    else:
        _say(cases, failures, wanting)
    sys.exit(2 if failures or (strict and wanting) else 0)


def _say(cases: list[Case], failures: list[Failure], wanting: dict[str, tuple[str, ...]]) -> None:
    for failure in failures:
        click.echo(str(failure), err=True)
    for benefit, outcomes in wanting.items():
        click.echo(f"{benefit} 还没有这样的案例：{'、'.join(_WORDS[one] for one in outcomes)}")
    failed = len({(one.case.file, one.case.line) for one in failures})
    click.echo(f"共 {len(cases)} 个案例，{failed} 个不符。" if failed else f"共 {len(cases)} 个案例，全部相符。")
