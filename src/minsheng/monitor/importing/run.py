"""Importing a file of figures into a store: what went in, what is wrong with the rest, what somebody must confirm."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from minsheng.monitor.book import book_of
from minsheng.monitor.importing.figures import Figure, Problem, Read
from minsheng.monitor.importing.judge import Judge
from minsheng.monitor.importing.numbers import read_number
from minsheng.monitor.importing.table import Progress, no_step, read_csv
from minsheng.monitor.importing.words import Words, read_period
from minsheng.monitor.importing.workbook import read_workbook
from minsheng.monitor.observation import Observation
from minsheng.monitor.store import Added, Store
from minsheng.packs.model import Indicator, Pack
from minsheng.packs.units import plain_unit
from minsheng.terms.errors import Fault, MinshengError
from minsheng.terms.periods import Period

_REFUSED = {
    ".xlsm": ("observations.macros", "带宏的工作簿不收"),
    ".xls": ("observations.excel", "旧格式的工作簿不收"),
    ".xlsb": ("observations.excel", "这种格式的工作簿不收"),
    ".et": ("observations.excel", "这种格式的工作簿不收"),
}
YES = ("是", "√", "y", "yes", "1", "true", "收")
"""What somebody writes beside a proposed figure to accept it."""
KINDS = ".xlsx、.csv"


@dataclass(frozen=True)
class Doubt:
    """A figure kept aside until somebody says that it is right, and why."""

    observation: Observation
    fault: Fault


@dataclass(frozen=True)
class Imported:
    """What an import did. ``faults`` and ``aside`` are the figures that did not go in."""

    file: str
    figures: int
    blank: int
    added: Added
    faults: tuple[Fault, ...]
    aside: tuple[Doubt, ...]
    notes: tuple[str, ...]

    @property
    def lines(self) -> list[str]:
        """What to tell whoever imported."""
        added = self.added
        parts = [f"新增 {added.new:,}"]
        parts += [f"更正 {added.corrected:,}"] if added.corrected else []
        parts += [f"已有 {added.same:,}"] if added.same else []
        parts += [f"有错 {len(self.faults):,} 处"] if self.faults else []
        parts += [f"待确认 {len(self.aside):,}"] if self.aside else []
        told = [f"{self.file}：{self.figures:,} 个数：{'，'.join(parts)}；空着 {self.blank:,} 格"]
        if self.figures and added.same == self.figures:
            told.append("这些数以前都导入过，没有新的。")
        return [*told, *self.notes]


@dataclass
class _Sorted:
    """Figures that may go in, with their places, and the others."""

    rows: list[tuple[Observation, Figure]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)


def import_file(
    path: Path,
    pack: Pack,
    packs: Mapping[str, Pack],
    store: Store,
    *,
    by: str,
    because: str | None = None,
    strict: bool = False,
    accept: bool = False,
    period: Period | None = None,
    proposed: bool = False,
    step: Progress = no_step,
) -> Imported:
    """Import the figures of a .csv or .xlsx file; what is wrong is told by row or cell and left out.

    ``because`` is the reason of a correction: without it a figure that differs from the one in force is a fault.
    ``accept`` takes figures in doubt. Of a file of proposals only rows that somebody accepted are taken; with
    ``proposed`` the file must be one. ``period`` is that of rows without one. With ``strict`` one fault or doubt
    refuses the whole file. Raises `MinshengError` then, when the file cannot be read, and when every figure is wrong.
    """
    words = Words(pack, packs)
    read = read_figures(path, words, step)
    _only_accepted(read, path, proposed)
    origin = f"{path.name} sha256:{_digest(path)}"
    asked = Asked(by, because, strict=strict, accept=accept, period=period)
    return import_figures(read, words, packs, store, asked, name=path.name, origin=origin, step=step)


@dataclass(frozen=True)
class Asked:
    """How figures are to be brought in; `import_file` tells what each means."""

    by: str
    because: str | None = None
    strict: bool = False
    accept: bool = False
    period: Period | None = None
    expect: int | None = None
    """The store's version the sender looked at; None when it does not matter."""


def import_figures(
    read: Read,
    words: Words,
    packs: Mapping[str, Pack],
    store: Store,
    asked: Asked,
    *,
    name: str,
    origin: str,
    step: Progress = no_step,
) -> Imported:
    """Bring in figures that were read from anywhere, as `import_file` does with those of a file."""
    judge = Judge(book_of(words.pack, packs, store.table()), words.redrawn)
    found = _sort(read, words, judge, asked.accept, asked.period, step)
    faults = [*read.faults, *found.faults]
    faults += _differing(store, found, asked.because)
    rows = [row for row, _ in found.rows]
    if asked.strict and (faults or found.doubts):
        raise MinshengError.of([*faults, *(one.fault for one in found.doubts)])
    added = store.add(rows, by=asked.by, because=asked.because, expect=asked.expect, strict=asked.strict, origin=origin)
    places = {id(row): figure for row, figure in found.rows}
    # Whoever added between the look and the writing came first.
    faults += [_placed(places[id(one.observation)], one.fault) for one in added.differing]
    if faults and not (added.changed or added.same or found.doubts):
        raise MinshengError.of(faults)
    return Imported(name, len(read.figures), read.blank, added, tuple(faults), tuple(found.doubts), tuple(read.notes))


def _only_accepted(read: Read, path: Path, proposed: bool) -> None:
    marked = any("accepted" in figure.words for figure in read.figures)
    if proposed and not marked:
        expected = "minsheng monitor read 写出的文件"
        raise MinshengError(Fault("observations.not-proposed", "没有“收”这一列", path.name, expected=expected))
    taken = [figure for figure in read.figures if figure.words.get("accepted", YES[0]).strip().lower() in YES]
    if len(taken) < len(read.figures):
        read.note(f"{path.name}：{len(read.figures) - len(taken):,} 个数没有标“{YES[0]}”，没有收")
    read.figures = taken


def read_figures(
    path: Path, words: Words, step: Progress = no_step, *, former: Mapping[str, str] | None = None
) -> Read:
    """The figures of the file as texts; raises `MinshengError` when it cannot be read.

    ``former`` are the codes of districts that are no more, by name, where columns may be of those.
    """
    old = former or {}

    def division(text: str) -> str | None:
        return old.get("".join(text.split())) or words.division_code(text)

    if not path.is_file():
        raise MinshengError(Fault("observations.no-file", "没有这个文件", str(path)))
    kind = path.suffix.lower()
    if kind in _REFUSED:
        code, message = _REFUSED[kind]
        raise MinshengError(Fault(code, message, path.name, expected="另存为“Excel 工作簿（.xlsx）”再来"))
    if kind == ".xlsx":
        return read_workbook(path, division, step)
    if kind in (".csv", ".txt"):
        return read_csv(path, division, step)
    raise MinshengError(Fault("observations.file-kind", "不认识这种文件", path.name, None, path.suffix, KINDS))


def _sort(read: Read, words: Words, judge: Judge, accept: bool, period: Period | None, step: Progress) -> _Sorted:
    found = _Sorted()
    for number, figure in enumerate(read.figures):
        if number % 500 == 0:
            step("核对", number, len(read.figures))
        understood = understand(figure, words, period)
        if isinstance(understood, list):
            found.faults += [_fault(figure, one) for one in understood]
            continue
        indicator, row = understood
        wrong = judge.fault(indicator, row)
        if wrong is not None:
            found.faults.append(_fault(figure, wrong))
            continue
        doubts = [] if accept or row.note else judge.doubts(indicator, row)
        if doubts:
            found.doubts.append(Doubt(row, _fault(figure, doubts[0])))
            continue
        judge.take(row)
        found.rows.append((row, figure))
    return found


def understand(
    figure: Figure, words: Words, period: Period | None = None, *, old: frozenset[str] = frozenset()
) -> tuple[Indicator, Observation] | list[Problem]:
    """The row as an observation, or everything that is wrong with it; ``old`` are codes of districts that are no more.

    ``period`` is that of a row without one.
    """
    said = figure.words
    indicator = words.indicator(said)
    place = said.get("division", words.home)
    division = place if place in old else words.division(place)
    when = read_period(said.get("period", ""))
    if period is not None and not said.get("period", ""):
        when = period
    group = words.group(said.get("group", ""))
    problems = [one for one in (indicator, division, when, group) if isinstance(one, Problem)]
    value = _value(figure, indicator, words)
    if isinstance(value, Problem) and not (isinstance(indicator, Problem) and value.code == "observations.unit"):
        problems.append(value)
    if (
        isinstance(indicator, Problem)
        or isinstance(division, Problem)
        or isinstance(when, Problem)
        or isinstance(group, Problem)
        or isinstance(value, Problem)
    ):
        return problems
    source = said.get("source") or str(figure.place)
    return indicator, Observation(indicator.id, division, when, value, source, said.get("note", ""), group)


def _value(figure: Figure, indicator: Indicator | Problem, words: Words) -> Decimal | Problem:
    if figure.problem is not None:
        return figure.problem
    if isinstance(indicator, Problem):
        return read_number(figure.value, "", percent=False)
    own = plain_unit(figure.words.get("unit", ""))
    unit = indicator.unit or next((one.unit for one in words.series[indicator.id].members if one.unit), "")
    if own and not figure.percent and own != plain_unit(unit):
        # The row prints a unit of its own: the figure is in that one.
        return read_number(figure.value.removesuffix(own) + own, unit)
    return read_number(figure.value, unit, percent=figure.percent)


def _differing(store: Store, found: _Sorted, because: str | None) -> list[Fault]:
    """The figures that differ from those in force or from another of the file, told at their place and taken out."""
    differing = store.differences([row for row, _ in found.rows], because=because)
    places = {id(row): figure for row, figure in found.rows}
    gone = {id(one.observation) for one in differing}
    found.rows = [(row, figure) for row, figure in found.rows if id(row) not in gone]
    return [_placed(places[id(one.observation)], one.fault) for one in differing]


def _placed(figure: Figure, fault: Fault) -> Fault:
    return figure.place.fault(fault.code, fault.message, fault.read, fault.expected)


def _fault(figure: Figure, problem: Problem) -> Fault:
    shown = figure.value or None
    if problem.code in ("observations.period", "observations.division", "observations.group", "observations.redrawn"):
        shown = figure.words.get(problem.code.removeprefix("observations.")) or figure.words.get("division")
    elif problem.code == "observations.indicator":
        shown = figure.words.get("indicator") or figure.words.get("name")
    return figure.place.fault(problem.code, problem.message, shown, problem.expected)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:16]
