"""``minsheng places``: who is within how many minutes of what, how much there is for each, and where to build."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import click
import numpy as np

from minsheng.assess.folder import new_results
from minsheng.cli import places_data, places_demand, places_promises, places_site
from minsheng.cli.places_lines import LINES, Lines
from minsheng.cli.places_options import EXTENT, Ground, made_up, on_extent, on_ground
from minsheng.cli.places_said import balance_lines, coverage_lines
from minsheng.cli.register import ProgressBar
from minsheng.places.balance import ENHANCED, TWO_STEP, Balance, PlainRatio, balance, heads_of, plain_ratios
from minsheng.places.coordinates.detect import verdict_lines
from minsheng.places.coverage import WALKING, check_time, coverage
from minsheng.places.joining import SNAP, Placed, place
from minsheng.places.output import write_balance, write_coverage
from minsheng.places.reading.tables import Reading, read_facilities, read_people
from minsheng.terms.errors import Fault, MinshengError

_PATH = click.Path(path_type=Path)
_Command = TypeVar("_Command", bound=Callable[..., Any])
_METHODS = {"2sfca": TWO_STEP, "e2sfca": ENHANCED}
_SUMMARY_FILE = "summary.json"


@click.group(name="places", help="服务圈：算覆盖、算供需、选址。")
def command() -> None:
    """The group of this room's commands."""


def _inputs(function: _Command) -> _Command:
    """The options that say what is measured, on what."""
    for option in reversed(
        (
            on_ground("facilities", "people"),
            *LINES,
            click.option("--people", "people_file", type=_PATH, required=True, help="人口：id,lon,lat,people 和年龄列"),
            click.option(
                "--facilities", "facilities_file", type=_PATH, required=True, help="设施：id,lon,lat,kind,capacity"
            ),
            click.option("--kind", "kinds", multiple=True, help="只算这类设施，可给几次；默认全部"),
            click.option("--minutes", type=float, required=True, help="多少分钟之内，如 15"),
            click.option("--speed", type=float, default=WALKING, show_default=True, help="步行速度，公里每小时"),
            click.option("--snap", type=float, default=SNAP, show_default=True, help="点离路网最多多少米"),
            click.option("--out", type=_PATH, help="结果写到这个文件夹"),
            click.option("--json", "as_json", is_flag=True, help="以 JSON 输出"),
        )
    ):
        function = option(function)
    return function


@command.command("coverage")
@_inputs
@click.option("--age", "of", help="各地只说这个年龄组，如 65+；默认所有人")
@click.option("--extent", help=EXTENT)
def coverage_command(
    minutes: float,
    speed: float,
    out: Path | None,
    as_json: bool,
    of: str | None,
    extent: str | None,
    **inputs: Any,
) -> None:
    """算覆盖：几分钟之内到得了一处设施的人有多少，谁到不了。

    结果文件夹里有 minutes.csv（每个人口点到最近设施的分钟数）、uncovered.csv（没覆盖到的点，人多的在前）、
    unsnapped.csv（没有接入路网的点）和 summary.json。
    """
    began = time.monotonic()
    check_time(minutes, speed)
    with _progress() as bar:
        given = _given(bar, speed=speed, **inputs)
        heads_of(given.placed.people, of)
        placed, gaps = on_extent(given.placed, extent, inputs["facilities_file"])
        answer = coverage(placed, minutes=minutes, speed=speed)
        told = answer.as_json()
        told["notes"] = [*given.notes, *told["notes"], *gaps]
        _write(out, told, lambda folder: write_coverage(answer, folder))
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    for line in coverage_lines(answer, [*given.short, *answer.placed.notes, *gaps], of=of):
        click.echo(line)
    _say_out(out, began)


@command.command("balance")
@_inputs
@click.option("--method", type=click.Choice([*_METHODS]), default="2sfca", show_default=True, help="算法")
@click.option("--weights", help="E2SFCA 由近到远各圈的权重，如 1,0.68,0.22；默认用 Luo 和 Qi 2009 年的")
@click.option("--age", "of", help="只算这个年龄组，如 65+；默认所有人")
def balance_command(
    minutes: float,
    speed: float,
    out: Path | None,
    as_json: bool,
    method: str,
    weights: str | None,
    of: str | None,
    **inputs: Any,
) -> None:
    """算供需：每个人够得着的容量有多少（2SFCA、E2SFCA），各区按人头平均有多少。

    结果文件夹里有 supply.csv（每个人口点人均容量）、facilities.csv（每处设施的容量、要分给多少人）、unsnapped.csv
    和 summary.json。
    """
    began = time.monotonic()
    check_time(minutes, speed)
    decay = _METHODS[method] if weights is None else _weights(method, weights)
    with _progress() as bar:
        given = _given(bar, speed=speed, **inputs)
        answer = balance(given.placed, minutes=minutes, speed=speed, weights=decay, of=of, step=bar)
        plain = _plain(answer, given.labels)
        told: dict[str, Any] = {"method": method, **answer.as_json()}
        told["notes"] = [*given.notes, *told["notes"]]
        told["plain"] = {
            column: {name: one.as_json() for name, one in ratios.items()} for column, ratios in plain.items()
        }
        _write(out, told, lambda folder: write_balance(answer, folder))
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    for line in balance_lines(answer, told | {"notes": [*given.short, *answer.placed.notes]}, plain):
        click.echo(line)
    _say_out(out, began)


@contextmanager
def _progress() -> Iterator[ProgressBar]:
    bar = ProgressBar()
    try:
        yield bar
    finally:
        bar.close()


@dataclass(frozen=True, eq=False)
class _Given:
    """People and facilities on the ways, what was noted while reading (and in short), the facilities' labels."""

    placed: Placed
    notes: list[str]
    short: list[str]
    labels: Mapping[str, tuple[str, ...]]


def _given(
    bar: ProgressBar,
    *,
    ground: Ground,
    gtfs: Path | None,
    day: datetime | None,
    between: str,
    speed: float,
    people_file: Path,
    facilities_file: Path,
    kinds: tuple[str, ...],
    snap: float,
) -> _Given:
    """Read what the user gave, and put it on the ways."""
    ways, how = ground.open(bar)
    ways = Lines(gtfs, day, between).over(ways, speed=speed, snap=snap)
    people, facilities = read_people(people_file, how("people")), read_facilities(facilities_file, how("facilities"))
    chosen = np.arange(len(facilities.table))
    if kinds:
        chosen = np.array([row for row, kind in enumerate(facilities.table.kind) if kind in kinds], dtype=np.int64)
        _check_kinds(kinds, facilities.table.kind, facilities_file)
    notes, short = _notes({"人口": people, "设施": facilities})
    notes, short = ([*said, *made_up(people_file, facilities_file)] for said in (notes, short))
    labels = {column: tuple(text[row] for row in chosen.tolist()) for column, text in facilities.more.items()}
    on = place(ways, people.table, facilities.table.take(chosen), snap=snap, step=bar)
    return _Given(on, notes, short, labels)


def _notes(readings: Mapping[str, Reading[Any]]) -> tuple[list[str], list[str]]:
    """What was noted while reading, and the same without the evidence for positions that nobody has to doubt."""
    notes, short = [], []
    for said, reading in readings.items():
        verdict, *why = verdict_lines(reading.verdict)
        doubtless = reading.verdict.sure in ("sure", "said", "outside")
        for note in reading.notes:
            notes.append(f"{said}：{note}")
            if not (doubtless and note in why):
                short.append(notes[-1].removesuffix("，依据：") if doubtless and note == verdict else notes[-1])
    return notes, short


def _check_kinds(asked: tuple[str, ...], there: tuple[str, ...], file: Path) -> None:
    known = sorted(set(there) - {""})
    faults = [
        Fault("places.kind", "没有这类设施", str(file), read=kind, expected="、".join(known) or "kind 列")
        for kind in asked
        if kind not in known
    ]
    if faults:
        raise MinshengError.of(faults)


def _weights(method: str, text: str) -> tuple[float, ...]:
    if method != "e2sfca":
        raise MinshengError(Fault("places.weights", "只有 e2sfca 有权重", read=method, expected="--method e2sfca"))
    try:
        return tuple(float(one) for one in text.replace("，", ",").split(","))
    except ValueError:
        raise MinshengError(Fault("places.weights", "权重不对", read=text, expected="如 1,0.68,0.22")) from None


def _plain(answer: Balance, labels: Mapping[str, tuple[str, ...]]) -> dict[str, dict[str, PlainRatio]]:
    """The plain ratio by each label that both people and facilities carry."""
    people, facilities = answer.placed.people, answer.placed.facilities
    return {
        column: plain_ratios(answer.heads, mine, facilities.capacity, labels[column])
        for column, mine in people.labels.items()
        if column in labels
    }


def _write(out: Path | None, told: dict[str, Any], files: Callable[[Path], None]) -> None:
    """The answer's files and its summary, whole or not at all."""
    if out is None:
        return
    with new_results(out) as folder:
        files(folder)
        (folder / _SUMMARY_FILE).write_text(json.dumps(told, ensure_ascii=False, indent=2) + "\n", "utf-8")


def _say_out(out: Path | None, began: float) -> None:
    if out is not None:
        click.echo(f"已写入 {out}（{time.monotonic() - began:.1f} 秒）")


command.add_command(places_data.demo)
command.add_command(places_data.read)
command.add_command(places_data.grid)
command.add_command(places_demand.command)
command.add_command(places_promises.command)
command.add_command(places_site.command)
