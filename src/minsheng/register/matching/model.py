"""How likely two records are one person: Fellegi and Sunter's model, worked out by splink on DuckDB.

For each column c the agreement level g has two probabilities: m = P(g | same person), u = P(g | two people). A pair's
weight is the sum of log2(m/u) over the columns, added to the prior; its probability is w / (1 + w) with w = 2 to that
weight (Fellegi and Sunter, A Theory for Record Linkage, JASA 64 (1969), 1183–1210). The m are stated below: how often a
careful clerk writes the same person alike; the u are counted from the records at hand when there are
enough, and start from those below.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow as pa

if TYPE_CHECKING:
    from splink.internals.comparison_creator import ComparisonCreator

LEVELS: dict[str, tuple[tuple[str, float, float], ...]] = {
    "name": (("相同", 0.90, 0.001), ("差一个字", 0.07, 0.02), ("不同", 0.03, 0.979)),
    "sex": (("相同", 0.99, 0.5), ("不同", 0.01, 0.5)),
    "birth_date": (
        ("相同", 0.92, 0.0001),
        ("差一个数字", 0.05, 0.001),
        ("差两个数字", 0.02, 0.01),
        ("不同", 0.01, 0.9889),
    ),
    "division": (("相同", 0.85, 0.1), ("不同", 0.15, 0.9)),
    "phone": (("相同", 0.80, 0.0001), ("差一个数字", 0.05, 0.001), ("不同", 0.15, 0.9989)),
}
"""The levels of agreement of each column, best first, with m (assumed) and the u it starts from."""

_WITHOUT = (
    "len(list_filter(range(1, length({l}) + 1), lambda i: substr({l}, 1, i - 1) || substr({l}, i + 1) = {r})) > 0"
)
# DuckDB's distances count bytes, of which one Chinese character has three.
_ONE_CHARACTER = (
    "(length({l}) = length({r}) AND "
    "(len(list_filter(range(1, length({l}) + 1), lambda i: substr({l}, i, 1) <> substr({r}, i, 1))) = 1 OR "
    "len(list_filter(range(1, length({l})), "
    "lambda i: substr({l}, 1, i - 1) || substr({l}, i + 1, 1) || substr({l}, i, 1) || substr({l}, i + 2) = {r})) > 0)) "
    f"OR (length({{l}}) = length({{r}}) + 1 AND {_WITHOUT}) "
    f"OR (length({{r}}) = length({{l}}) + 1 AND {_WITHOUT.format(l='{r}', r='{l}')})"
)
"""One character is another one, is missing, or has changed places with its neighbour."""

_PAIRS = 2e6
_MANY_PAIRS = 1_000_000
"""In shorter lists the pairs that do match would be counted among those that do not."""
_FEW = 20
"""Lists shorter than this say nothing about how rare a match is."""
_SEED = 20211231


@dataclass(frozen=True)
class Candidate:
    """Two records that may be one person: their places, how likely, and how each column agrees."""

    left: str
    right: str
    probability: float
    agreement: dict[str, str]


def candidates(left: pa.Table, right: pa.Table, *, above: float) -> list[Candidate]:
    """The pairs of two departments' records at least this likely to be one person, the likeliest first.

    Only pairs that share name and birth date, telephone, birth date and sex, or name and division are looked at.
    """
    if not left.num_rows or not right.num_rows:
        return []
    with _quiet():
        rows = _predicted(left, right, above)
    found = [_candidate(row) for row in rows]
    return sorted(found, key=lambda one: (-one.probability, one.left, one.right))


def _predicted(left: pa.Table, right: pa.Table, above: float) -> list[dict[str, object]]:
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on
    from splink.comparison_level_library import CustomLevel, ElseLevel, ExactMatchLevel, NullLevel
    from splink.comparison_library import CustomComparison, DamerauLevenshteinAtThresholds, ExactMatch

    nearness = {"birth_date": [1, 2], "phone": [1]}
    comparisons: list[ComparisonCreator | dict[str, Any]] = []
    for column, levels in LEVELS.items():
        one: ComparisonCreator
        if column == "name":
            near = CustomLevel(_ONE_CHARACTER.format(l="name_l", r="name_r"), "one character")
            one = CustomComparison([NullLevel(column), ExactMatchLevel(column), near, ElseLevel()], column)
        else:
            one = DamerauLevenshteinAtThresholds(column, nearness[column]) if column in nearness else ExactMatch(column)
        comparisons.append(
            one.configure(
                m_probabilities=[level[1] for level in levels], u_probabilities=[level[2] for level in levels]
            )
        )
    settings = SettingsCreator(
        link_type="link_only",
        unique_id_column_name="record_id",
        comparisons=comparisons,
        probability_two_random_records_match=1 / max(left.num_rows, right.num_rows, _FEW),
        blocking_rules_to_generate_predictions=[
            block_on("name", "birth_date"),
            block_on("phone"),
            block_on("birth_date", "sex"),
            block_on("name", "division"),
        ],
        retain_matching_columns=True,
        retain_intermediate_calculation_columns=True,
    )
    with duckdb.connect() as connection:
        api = DuckDBAPI(connection)
        sides = [api.register(table, table_name=name) for name, table in (("left_side", left), ("right_side", right))]
        linker = Linker(sides, settings, log_level=logging.ERROR)
        if left.num_rows * right.num_rows >= _MANY_PAIRS:
            linker.training.estimate_u_using_random_sampling(max_pairs=_PAIRS, seed=_SEED)
        predicted = linker.inference.predict(threshold_match_probability=above)
        return list(predicted.as_record_list())


def _candidate(row: dict[str, object]) -> Candidate:
    agreement = {}
    for column, levels in LEVELS.items():
        level = int(str(row[f"gamma_{column}"]))
        agreement[column] = "未填" if level < 0 else levels[len(levels) - 1 - level][0]
    probability = float(str(row["match_probability"]))
    swapped = row["source_dataset_l"] != "left_side"
    one, other = str(row["record_id_l"]), str(row["record_id_r"])
    return Candidate(other if swapped else one, one if swapped else other, probability, agreement)


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep splink's remarks on training, which nobody here can act on, out of the terminal."""
    logger = logging.getLogger("splink")
    before = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(before)
