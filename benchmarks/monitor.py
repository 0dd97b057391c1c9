"""The state of every target and every measure of spread, for a whole city over ten years, beside plain pandas.

300 indicators in 90 districts over 40 quarters: 1,080,000 figures in memory as the store holds them, to a state, a
realisation degree and a path for each of them, and to coefficient of variation, Theil index with its parts, Gini, best
and worst, development index and entropy weights for every indicator and quarter. The answers of both are compared.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from minsheng.monitor.book import Book, book_of
from minsheng.monitor.equity.entropy import entropy_weights, min_max
from minsheng.monitor.equity.every import Spreads, spreads
from minsheng.monitor.equity.index import development_index
from minsheng.monitor.judge import LAGGING, MET, MISSED, NO_DATA, ON_TRACK
from minsheng.monitor.many import States, states
from minsheng.monitor.observation import TABLE
from minsheng.monitor.panel import panel_of
from minsheng.packs.model import Document, Indicator, Pack, PackFile, Value
from minsheng.terms.citation import Citation
from minsheng.terms.periods import Period

MOST_SECONDS = 1.0
ROUNDS = 5
INDICATORS, DISTRICTS, QUARTERS = 300, 90, 40
HOME, FIRST, LAST = "330100", 2016, 2025
MISSING = 0.03


@dataclass(frozen=True)
class City:
    """What is asked: the book, its districts with people and kind, the quarters, and which indicators fall."""

    book: Book
    districts: tuple[str, ...]
    people: np.ndarray[Any, Any]
    kinds: tuple[str, ...]
    quarters: tuple[Period, ...]
    lower: np.ndarray[Any, Any]


@dataclass(frozen=True)
class Answer:
    """What comes out of one run."""

    states: States
    spreads: Spreads
    development: np.ndarray[Any, Any]
    entropy: np.ndarray[Any, Any]


def city(indicators: int, districts: int, quarters: int) -> City:
    """A made-up city: every indicator starts somewhere and moves towards its target, three in a hundred cells empty."""
    chance = np.random.default_rng(20260101)
    lower = chance.random(indicators) < 0.25
    start, end = chance.uniform(20, 60, indicators), chance.uniform(60, 95, indicators)
    start, end = np.where(lower, end, start), np.where(lower, start, end)
    codes = tuple(f"{330200 + place}" for place in range(districts))
    times = tuple(Period(FIRST + at // 4, "quarter", at % 4 + 1) for at in range(quarters))
    pace = chance.uniform(0.6, 1.3, (indicators, districts, 1)) * np.linspace(0, 1, quarters)
    noise = chance.normal(0, 0.8, (indicators, districts, quarters))
    values = np.round(np.clip(start[:, None, None] + (end - start)[:, None, None] * pace + noise, 1, 99), 2)
    kept = np.flatnonzero(chance.random(values.size) >= MISSING)
    rows = [
        Indicator(
            f"p-2021.t1.{row + 1}",
            f"指标{row + 1}率",
            "%",
            Citation("p-2021", table=1, row=row + 1),
            (Value("target", LAST, "=", Decimal(str(round(end[row], 1)))),),
            direction="lower" if lower[row] else "higher",
        )
        for row in range(indicators)
    ]
    plan = Document("p-2021", "某市规划", date(2021, 1, 1), date(2025, 12, 31))
    pack = Pack(PackFile("city", "某市", "City", HOME, "city"), documents=(plan,), indicators=tuple(rows))
    table = _table([row.id for row in rows], codes, [str(time) for time in times], values.ravel()[kept], kept)
    people = np.round(chance.lognormal(3.5, 0.5, districts), 1)
    kinds = tuple("市区" if place % 3 else "县" for place in range(districts))
    return City(book_of(pack, {pack.id: pack}, table), codes, people, kinds, times, lower)


def _table(indicators: list[str], districts: Sequence[str], times: list[str], values: Any, kept: Any) -> pa.Table:
    places = np.unravel_index(kept, (len(indicators), len(districts), len(times)))
    words = dict(zip(("indicator", "division", "period"), (indicators, list(districts), times), strict=True))
    columns: dict[str, pa.Array] = {
        name: pa.DictionaryArray.from_arrays(pa.array(codes, pa.int32()), pa.array(words[name]))
        for name, codes in zip(words, places, strict=True)
    }
    count = len(kept)
    columns["group"] = pa.DictionaryArray.from_arrays(pa.array(np.zeros(count), pa.int32()), pa.array([""]))
    columns["value"] = pa.array(values).cast(pa.decimal128(24, 6))
    columns["source"] = columns["note"] = pa.array([""]).take(pa.array(np.zeros(count), pa.int32()))
    return pa.table({name: columns[name] for name in TABLE.names}, schema=TABLE)


def ours(asked: City) -> Answer:
    """Everything, the way the cockpit and the reports have it."""
    told = states(asked.book, asked.quarters, divisions=asked.districts)
    panel = panel_of(asked.book.table, divisions=asked.districts, periods=asked.quarters)
    spread = spreads(panel.values, asked.people, groups=asked.kinds, lower_is_better=asked.lower)
    by_district = np.moveaxis(panel.values, 1, 0)
    development = development_index(by_district, lower_is_better=asked.lower).known
    now = panel.values[:, :, -1].T
    return Answer(told, spread, development, entropy_weights(min_max(now, asked.lower)))


def plainly(asked: City) -> dict[str, Any]:
    """The same with pandas as one would write it down."""
    frame = asked.book.table.select(["indicator", "division", "period", "value"]).to_pandas()
    frame["value"] = frame["value"].astype(float)
    for name in ("indicator", "division", "period"):
        frame[name] = frame[name].astype(str)
    quarters = [str(time) for time in asked.quarters]
    wide = frame.pivot(index=["indicator", "division"], columns="period", values="value")[quarters]
    targets = {one.indicator.id: float(one.value.value or 0) for one in asked.book.targets}
    falls = {one.indicator.id: one.indicator.direction == "lower" for one in asked.book.targets}
    goal = wide.index.get_level_values("indicator").map(targets).to_numpy()[:, None]
    sign = np.where(wide.index.get_level_values("indicator").map(falls).to_numpy(), -1.0, 1.0)[:, None]
    ends = np.array([time.year - 1 + time.number / 4 for time in asked.quarters])
    begins = quarters.index("2021Q1")
    before, during = wide.iloc[:, :begins].ffill(axis=1), wide.iloc[:, begins:].ffill(axis=1)
    base = before.iloc[:, -1].to_numpy()[:, None]
    base_at = wide.iloc[:, :begins].notna().mul(ends[:begins] * 1.0).max(axis=1).to_numpy()[:, None]
    when = wide.iloc[:, begins:].notna().mul(ends[begins:]).cummax(axis=1).to_numpy()
    expected = base + (goal - base) * (when - base_at) / (2025 - base_at)
    value = during.to_numpy()
    reached = sign * value >= sign * goal
    over = ends[begins:] >= 2025
    state = np.select(
        [
            np.isnan(value) | (over & (when < 2025)),
            over & reached,
            over,
            reached,
            sign * value >= sign * expected - 1e-9,
        ],
        [NO_DATA, MET, MISSED, ON_TRACK, ON_TRACK],
        LAGGING,
    )
    degree = np.minimum(1, np.where(sign > 0, value / goal, goal / value)) * 100
    people = dict(zip(asked.districts, asked.people, strict=True))
    kinds = dict(zip(asked.districts, asked.kinds, strict=True))
    frame["people"], frame["kind"] = frame["division"].map(people), frame["division"].map(kinds)
    measures = frame.groupby(["indicator", "period"])[["value", "people", "kind"]].apply(_measures)
    first = wide[quarters[0]]
    moved = wide.div(first, axis=0)
    fall = wide.index.get_level_values("indicator").map(falls).to_numpy()
    moved = moved ** np.where(fall, -1.0, 1.0)[:, None]
    development = 100 * moved.groupby("division").mean()
    now = wide[quarters[-1]].unstack("indicator")
    best, worst = now.max(), now.min()
    turned = now.columns.map(falls).to_numpy().astype(bool)
    score = (now - worst) / (best - worst)
    score.loc[:, turned] = 1 - score.loc[:, turned]
    share = score / score.sum()
    entropy = -(share * np.log(share.where(share > 0, 1))).sum() / np.log(score.notna().sum())
    return {
        "order": list(wide.index),
        "state": state,
        "degree": degree,
        "measures": measures,
        "development": development,
        "entropy": (1 - entropy) / (1 - entropy).sum(),
    }


def _measures(rows: pd.DataFrame) -> pd.Series[float]:
    x, p = rows["value"].to_numpy(), rows["people"].to_numpy()
    p = p / p.sum()
    mean = (p * x).sum()
    gini = (p[:, None] * p * np.abs(x[:, None] - x)).sum() / (2 * mean)
    theil = (p * x / mean * np.log(x / mean)).sum()
    variation = np.sqrt((p * (x - mean) ** 2).sum()) / mean
    return pd.Series({"mean": mean, "gini": gini, "theil": theil, "variation": variation})


def agree(asked: City, found: Answer, plain: dict[str, Any]) -> list[str]:
    """What the two say differently, one line each."""
    place = {row.indicator.id: number for number, row in enumerate(found.states.targets)}
    at = {code: number for number, code in enumerate(asked.districts)}
    rows = [(place[row], at[code]) for row, code in plain["order"]]
    begins = [str(time) for time in asked.quarters].index("2021Q1")
    differ = []
    own = np.array([found.states.verdict.codes[row][code][begins:] for row, code in rows])
    if (own != plain["state"]).any():
        differ.append(f"{int((own != plain['state']).sum())} states")
    degree = np.array([found.states.verdict.degree[row][code][begins:] for row, code in rows])
    if not np.allclose(degree, plain["degree"], equal_nan=True):
        differ.append("realisation degrees")
    for name in ("gini", "theil", "variation", "mean"):
        told = plain["measures"][name].unstack("period")[[str(time) for time in asked.quarters]]
        mine = getattr(found.spreads, name)[[place[row] for row in told.index]]
        if not np.allclose(mine, told.to_numpy(), equal_nan=True):
            differ.append(name)
    development = plain["development"].loc[list(asked.districts)].to_numpy()
    if not np.allclose(found.development, development, equal_nan=True):
        differ.append("development index")
    order = [place[row] for row in plain["entropy"].index]
    if not np.allclose(found.entropy[order], plain["entropy"].to_numpy()):
        differ.append("entropy weights")
    return differ


def main(options: Sequence[str] = ()) -> bool:
    """Print what both take; True when ours takes less CPU time than the target and both say the same."""
    parser = argparse.ArgumentParser("python -m benchmarks monitor")
    parser.add_argument("--indicators", type=int, default=INDICATORS)
    parser.add_argument("--districts", type=int, default=DISTRICTS)
    parser.add_argument("--quarters", type=int, default=QUARTERS)
    size = parser.parse_args(options)
    asked = city(size.indicators, size.districts, size.quarters)
    spent = []
    for _ in range(ROUNDS):
        began = (time.perf_counter(), time.process_time())
        found = ours(asked)
        spent.append((time.perf_counter() - began[0], time.process_time() - began[1]))
    began = (time.perf_counter(), time.process_time())
    plain = plainly(asked)
    theirs = (time.perf_counter() - began[0], time.process_time() - began[1])
    wall, cpu = (statistics.median(each) for each in zip(*spent, strict=True))
    differ = agree(asked, found, plain)
    count = asked.book.table.num_rows
    print(f"{size.indicators} indicators × {size.districts} districts × {size.quarters} quarters: {count:,} figures")
    print(f"states, degrees, paths and all indices   {wall:.2f} s   {cpu:.2f} CPU s   best {min(spent)[0]:.2f} s")
    print(f"the same in plain pandas                 {theirs[0]:.2f} s   {theirs[1]:.2f} CPU s")
    print("the same answers" if not differ else f"DIFFERENT: {', '.join(differ)}")
    return cpu < MOST_SECONDS and not differ
