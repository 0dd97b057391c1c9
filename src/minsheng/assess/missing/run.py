"""Who is missing (应享未享): those who receive benefits held against those who are owed them, person by person."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from minsheng.assess.folder import ENTITLEMENTS_FILE, SUMMARY_FILE, UNKNOWN_FILE, new_results
from minsheng.assess.local import do_assess
from minsheng.assess.missing.gaps import gaps_summary
from minsheng.assess.missing.lists import FILES, ListFiles
from minsheng.assess.missing.matching import Matching
from minsheng.assess.missing.receiving import ListReader, Receiving
from minsheng.assess.missing.whynot import WhyNot
from minsheng.packs.build import instead
from minsheng.packs.model import Benefit
from minsheng.register.check import RowFault
from minsheng.register.faults import FaultLog
from minsheng.register.find import Finder
from minsheng.register.gather import sheet_and_line
from minsheng.register.snapshot import Snapshot
from minsheng.rules.answer import Assessor
from minsheng.rules.many.answer import CityAssessor
from minsheng.rules.parameters import Figures
from minsheng.rules.program import Program
from minsheng.terms.errors import Fault, MinshengError
from minsheng.terms.fields import field_of
from minsheng.terms.periods import Month

FAULTS_FILE = "faults.csv"
Step = Callable[[str, int, int], None]
"""Told as the work goes on: what is being done, how much of how much."""


@dataclass(frozen=True)
class Question:
    """What is compared: a month's rules, a register, and whose list of recipients it is.

    ``benefits`` are the benefits the list is complete for; empty for those it names. ``figures`` stand in the place of
    the program's parameters. ``results`` is the folder of an assessment of the same month and register, when there is
    one; else the benefits asked about are assessed first.
    """

    program: Program
    month: Month
    snapshot: Snapshot
    receiving: Path
    benefits: tuple[str, ...] = ()
    figures: Mapping[str, Figures] | None = None
    results: Path | None = None


@dataclass(frozen=True)
class Compared:
    """What a comparison came to: the summary as written, and the first faults of the list."""

    summary: dict[str, Any]
    faults: tuple[Fault, ...]


def do_missing(
    question: Question, out: Path, *, strict: bool = False, step: Step = lambda what, done, total: None
) -> Compared:
    """Compare and write the four lists, the faults and the summary to a folder, whole or not at all.

    Lines of the list that are at fault are left out and told in ``faults.csv``; with ``strict`` they refuse the whole.
    Raises `MinshengError`.
    """
    program, month = question.program, question.month
    benefits = _benefits(program)
    held = {rule.benefit.id for rule in program.on(month.last_day)}
    for name in question.benefits:
        _check_asked(name, benefits, held)
    if (out / ENTITLEMENTS_FILE).exists():
        said = "这个文件夹里是应享结果，summary.json 会被盖掉"
        raise MinshengError(Fault("missing.out", said, str(out), expected="另一个文件夹"))
    with ExitStack() as kept:
        folder = kept.enter_context(new_results(out))
        work = kept.enter_context(_scratch(folder))
        log = FaultLog(folder / FAULTS_FILE)
        kept.callback(log.close)
        matching = Matching(work, question.snapshot, benefits)
        kept.callback(matching.close)
        listed = _listed(question, ListReader(benefits, held, question.benefits), matching, work, log, step)
        if strict and log.total:
            _refuse(log)
        places = [at for at, one in enumerate(benefits) if one.id in question.benefits] or sorted(listed.named)
        if not places:
            said, expected = "名单里没有一行能比对", "至少一行，或用 --benefit 指明"
            raise MinshengError(
                *log.first[:20], Fault("missing.empty", said, question.receiving.name, None, None, expected)
            )
        compared = [(place, benefits[place]) for place in places]
        results = _results(question, [one.id for _, one in compared], work, step)
        step("比对", 0, 0)
        matching.compare(results, places)
        counts = matching.counts()
        _explain(question, matching, compared, sum(one.count for one in counts if one.list == "not_owed"), step)
        step("写清单", 0, 0)
        label = _labels(program)
        _write(matching, folder, compared, label, question.snapshot.synthetic)
        figures = gaps_summary(compared, counts, matching.missing(), label)
        summary = {**_about(question, listed), "faults": dict(log.by_code.most_common()), **figures}
        (folder / SUMMARY_FILE).write_text(json.dumps(summary, ensure_ascii=False, indent=2) + "\n", "utf-8")
    return Compared(summary, tuple(log.first))


def _listed(
    question: Question, reader: ListReader, matching: Matching, work: Path, log: FaultLog, step: Step
) -> Receiving:
    """The list, read and its people found in the register; whatever is wrong with it is in the log, which is closed."""
    # A register without its index is told before a long list is read.
    Finder(question.snapshot).close()
    name = question.receiving.name
    listed = reader.read(question.receiving, work / "listed.parquet", log, partial(step, f"读取 {name}"))
    step("在登记数据里找人", 0, 0)
    for one in matching.place(listed.file):
        number, line = sheet_and_line(one.place)
        log.add(listed.sheets[number - 1], line, RowFault(0, one.column, one.code, one.message, one.read))
        listed.set_aside += 1
    log.close()
    return listed


def _results(question: Question, benefits: Sequence[str], work: Path, step: Step) -> Path:
    """The folder of an assessment that answers for these benefits: the one at hand, or one made now."""
    if question.results is not None:
        _check_results(question.results, question)
        return question.results
    assessor = CityAssessor(_narrowed(question.program, benefits), question.month, question.figures)
    do_assess(assessor, question.snapshot, work / "results", progress=partial(step, "已算"))
    return work / "results"


def _about(question: Question, listed: Receiving) -> dict[str, Any]:
    """What was compared with what, for the summary."""
    return {
        "pack": question.program.pack,
        "month": str(question.month),
        "register": question.snapshot.day.isoformat(),
        "synthetic": question.snapshot.synthetic,
        "receiving": {
            "file": question.receiving.name,
            "read": listed.read,
            "compared": listed.read - listed.set_aside - listed.other,
            "set_aside": listed.set_aside,
            "other_benefits": listed.other,
            "notes": listed.notes.lines,
        },
    }


@contextmanager
def _scratch(folder: Path) -> Iterator[Path]:
    """A working folder on the disk of the results, gone before they take their place."""
    with tempfile.TemporaryDirectory(prefix=".work.", dir=folder) as work:
        yield Path(work)


def _benefits(program: Program) -> tuple[Benefit, ...]:
    """The program's benefits, each once, in the order of its rules."""
    return tuple({rule.benefit.id: rule.benefit for rule in program.rules}.values())


def _check_asked(name: str, benefits: Sequence[Benefit], held: set[str]) -> None:
    known = {one.id: one for one in benefits}
    if name not in known:
        said = "没有这项待遇"
        raise MinshengError(Fault("missing.unknown-benefit", said, read=name, expected=instead(name, known)))
    if known[name].serves == "institution":
        raise MinshengError(Fault("missing.institution", f"{known[name].name}是给机构的，不在此比对", read=name))
    if name not in held:
        raise MinshengError(Fault("missing.not-in-force", f"{known[name].name}在这个月没有施行", read=name))


def _refuse(log: FaultLog) -> None:
    more = f"共 {log.total} 处错误，只列出前 {len(log.first)} 处"
    rest = [Fault("register.more-faults", more)] if log.total > len(log.first) else []
    raise MinshengError.of([*log.first, *rest])


def _narrowed(program: Program, benefits: Sequence[str]) -> Program:
    """The program with these benefits and those their rules ask about alone."""
    wanted: set[str] = set()
    waiting = [*benefits]
    while waiting:
        name = waiting.pop()
        if name not in wanted:
            wanted.add(name)
            waiting += [need for rule in program.rules if rule.benefit.id == name for need in rule.needs]
    return replace(program, rules=tuple(rule for rule in program.rules if rule.benefit.id in wanted))


def _check_results(results: Path, question: Question) -> None:
    """Raise `MinshengError` unless the folder holds an assessment of this month and register."""
    try:
        told = json.loads((results / SUMMARY_FILE).read_text("utf-8"))
        whole = (results / ENTITLEMENTS_FILE).exists() and (results / UNKNOWN_FILE).exists()
        is_ = (told["pack"], told["month"], told["register"]) if whole else ()
    except (OSError, ValueError, KeyError, TypeError):
        is_ = ()
    wanted = (question.program.pack, str(question.month), question.snapshot.day.isoformat())
    if is_ != wanted:
        said = "这个文件夹里不是这个规则包、月份和登记快照的应享结果"
        read = "、".join(is_) or None
        raise MinshengError(Fault("missing.results", said, str(results), None, read, "、".join(wanted)))


def _explain(
    question: Question, matching: Matching, benefits: Sequence[tuple[int, Benefit]], total: int, step: Step
) -> None:
    """Why those who receive and are not owed are not; each benefit on its own, with only the rules it needs."""
    done = 0

    def count(more: int) -> None:
        nonlocal done
        done += more
        step("找原因", done, total)

    with Finder(question.snapshot) as finder:
        for place, benefit in benefits:
            program = _narrowed(question.program, [benefit.id])
            why = WhyNot(Assessor(program, question.month, question.figures), finder)
            for rows in matching.not_owed(place):
                matching.told([*why.reasons(rows, benefit.id, count)])


def _write(
    matching: Matching,
    folder: Path,
    benefits: Sequence[tuple[int, Benefit]],
    label: Mapping[str, str],
    synthetic: bool,
) -> None:
    for which in FILES:
        files = ListFiles(folder, which, synthetic=synthetic)
        try:
            for place, benefit in benefits:
                files.add(benefit, matching.rows(which, place), label)
        finally:
            files.close()


def _labels(program: Program) -> dict[str, str]:
    """What fields and parameters are called in Chinese, by name."""
    named = {name: one.name for name, one in program.parameters.items()}
    named |= {name: one.label for name, one in program.fields.items()}
    for rule in program.rules:
        for name in rule.inputs:
            found = field_of("person", name) or field_of("household", name)
            if found is not None:
                named[name] = found.label
    division = field_of("household", "division")
    return named if division is None else named | {"division": division.label}
