"""The twelve rules in Polars: ``python engine_polars.py told.json``; needs Polars alone.

Lazy frames on the streaming engine, whole numbers of fen, Kleene's logic by Polars' own nulls: null is *unknown*, 0 is
*not owed*. Nothing is said of which field is missing, which ours has to say.

With ``--narrow`` whoever cannot be owed anything is left out before the join, by a condition written by hand for these
twelve rules: nobody would keep that up for seventy, but it is what the library can do at its best.
"""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

NO = pl.lit(0, pl.Int64)
YES = pl.lit(1, pl.Int64)


def paid(owed: pl.Expr, amount: pl.Expr | int) -> pl.Expr:
    """The amount where it is owed, 0 where it is not, null where the conditions are."""
    value = pl.lit(amount, pl.Int64) if isinstance(amount, int) else amount
    return pl.when(owed).then(value).when(owed.is_null()).then(None).otherwise(NO)


def homes(told: dict[str, Any], people: pl.LazyFrame) -> pl.LazyFrame:
    """Each household with its standard and what it is owed as the minimum living allowance."""
    sums = people.group_by("household_id").agg(
        n=pl.len().cast(pl.Int64), s=pl.col("monthly_income").sum(), gaps=pl.col("monthly_income").null_count() > 0
    )
    known = (
        pl.scan_parquet(told["households"])
        .select(
            "household_id",
            "assets_over_limit",
            standard=pl.col("division").cast(pl.String).replace_strict(told["standards"], default=None).cast(pl.Int64),
        )
        .join(sums, on="household_id", how="left")
    )
    n, s, standard = pl.col("n"), pl.col("s"), pl.col("standard")
    poor = (
        pl.when(n.is_null() | (s >= standard * n)).then(False).when(~pl.col("gaps") & standard.is_not_null()).then(True)
    )
    # The floor of 30% and the gap a head, both times 10 n: rounded half up to the fen, then times the heads.
    each = pl.max_horizontal(10 * (standard * n - s), 3 * standard * n)
    total = (2 * each + 10 * n) // (20 * n) * n
    owed = poor & ~pl.col("assets_over_limit")
    return known.select("household_id", "standard", paid(owed, total).alias("minimum-living"))


def persons(told: dict[str, Any], people: pl.LazyFrame, known: pl.LazyFrame) -> pl.LazyFrame:
    """Each person's benefits, a column each, of those who have any that is owed or unknown."""
    col = pl.col
    standard, income, grade = col("standard"), col("monthly_income"), col("disability_grade")
    care, family, stage = col("care_dependence"), col("family_planning"), col("education_stage")
    of_age = {name: col("birth_date") <= date.fromisoformat(day) for name, day in told["born_by"].items()}
    allowance = pl.when(col("minimum-living") > 0).then(True).when(col("minimum-living") == 0).then(False)
    needs_care = care.is_in(["full", "most", "partial"])

    own_owed = (
        grade.is_in([1, 2])
        & col("employment").is_in(["unemployed", "none"])
        & of_age["adult"]
        & ~allowance
        & pl.when(income >= standard).then(False).when(income < standard).then(True)
    )
    own = paid(own_owed, (pl.max_horizontal(10 * (standard - income), 3 * standard) + 5) // 10)
    own_allowance = pl.when(col("own") > 0).then(True).when(col("own") == 0).then(False)

    base = (
        pl.when(care == "full").then(50_000).when(care == "most").then(25_000)
        .when(col("disability_kind").is_null()).then(None)
        .when(col("disability_kind").is_in(["hearing", "speech"])).then(5_000)
        .otherwise(12_500)
    )  # fmt: skip
    nursing = (
        pl.when(col("in_care_institution")).then(base * 3 // 2 + 20_000)
        .when(col("in_care_institution").is_not_null()).then(base)
    )  # fmt: skip
    harm = col("complication_grade")
    complication = (
        pl.when(harm == 1).then(70_000).when(harm == 2).then(50_000).when(harm == 3).then(30_000)
        .when(harm.is_not_null()).then(0)
    )  # fmt: skip
    young = pl.when(needs_care).then(80_000).when(~needs_care).then(60_000)
    old = pl.when(col("elder_care_subsidy")).then(60_000).when(~col("elder_care_subsidy")).then(80_000)
    bereaved = pl.when(of_age["elder"]).then(old).when(~of_age["elder"]).then(young).when(young == old).then(old)
    pupil = stage.is_in(["primary", "junior"]) & col("student_aid")
    living = (
        pl.when(col("boarding") & (stage == "primary")).then(100_000).when(col("boarding")).then(125_000)
        .when(~col("boarding") & (stage == "primary")).then(50_000).when(~col("boarding")).then(62_500)
    )  # fmt: skip
    insured = col("unemployment_insured_months")
    since = col("unemployed_since")
    most = pl.when(insured < 60).then(12).when(insured < 120).then(18).when(insured.is_not_null()).then(24)
    months = told["months"] - (12 * since.dt.year() + since.dt.month().cast(pl.Int32))
    lasting = (months < 24) & (months < most)
    days = col("maternity_leave_days").cast(pl.Int64)

    return (
        people.join(known, on="household_id", how="left")
        .with_columns(own=own)
        .select(
            "person_id",
            "household_id",
            col("own").alias("severe-disability-minimum-living"),
            paid(grade.is_in([1, 2, 3, 4]) & (allowance | own_allowance), (3 * standard + 5) // 10).alias(
                "disabled-living-allowance"
            ),
            paid(needs_care & grade.is_in([1, 2]), nursing.cast(pl.Int64)).alias("severe-disability-care"),
            paid(
                col("orphan_care").is_in(["institution", "dispersed"]) & ~of_age["adult"],
                pl.when(col("orphan_care") == "institution")
                .then(told["orphan_institution"])
                .otherwise(told["orphan_dispersed"])
                .cast(pl.Int64),
            ).alias("orphan-support"),
            paid(col("destitute"), told["destitute"]).alias("destitute-support"),
            paid(
                family.is_in(["bereaved", "complication"]),
                pl.when(family == "complication").then(complication).otherwise(bereaved).cast(pl.Int64),
            ).alias("family-planning-special-support"),
            paid(of_age["elder"] & (col("elder_care_subsidy") | col("destitute") | allowance), YES).alias(
                "elder-welfare-subsidy"
            ),
            paid(pupil, living.cast(pl.Int64)).alias("compulsory-education-living-allowance"),
            paid(pupil, 100_000).alias("school-nutrition"),
            paid(
                (col("employment") == "unemployed") & (insured >= 12) & lasting,
                pl.when(standard.is_not_null()).then(pl.max_horizontal(told["unemployment"], standard)),
            ).alias("unemployment-insurance"),
            paid(col("maternity_insured") & (days > 0), (col("employer_avg_wage") * days + 15) // 30).alias(
                "maternity-insurance"
            ),
        )
        .filter(~pl.all_horizontal(pl.col(name).eq_missing(0) for name in told["benefits"][1:]))
    )


def worth_a_look(told: dict[str, Any]) -> pl.Expr:
    """Whether any of the rules might hold, by hand from what each asks of the person alone: see ``--narrow``."""
    col = pl.col
    return pl.any_horizontal(
        col("disability_grade").is_in([1, 2, 3, 4]),
        col("orphan_care") != "none",
        col("destitute"),
        col("family_planning") != "none",
        col("birth_date") <= date.fromisoformat(told["born_by"]["elder"]),
        col("student_aid"),
        col("employment") == "unemployed",
        col("maternity_insured") & (col("maternity_leave_days") > 0),
    ).fill_null(True)


def long(frame: pl.LazyFrame, names: list[str], person: pl.Expr) -> list[pl.LazyFrame]:
    """A row for each benefit that is owed or unknown."""
    return [
        frame.filter(pl.col(name).ne_missing(0)).select(
            person_id=person,
            household_id="household_id",
            benefit=pl.lit(name),
            outcome=pl.when(pl.col(name).is_null()).then(pl.lit("unknown")).otherwise(pl.lit("owed")),
            amount_fen=name,
        )
        for name in names
    ]


def main() -> None:
    """Read what is told, answer, and write ``answers.parquet``."""
    told = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    death = pl.col("death_date")
    everyone = (
        pl.scan_parquet(told["persons"])
        .select(told["person_columns"])
        # The first day of the year 1 is the register's word for "there is none".
        .filter(death.is_null() | (death >= date.fromisoformat(told["first_day"])) | (death == date(1, 1, 1)))
        .drop("death_date")
    )
    known = homes(told, everyone)
    people = everyone.filter(worth_a_look(told)) if "--narrow" in sys.argv else everyone
    # The few rows that hold anything are kept in memory between the two halves: otherwise each benefit reads again.
    found, allowances = pl.collect_all(
        [persons(told, people, known), known.filter(pl.col("minimum-living").ne_missing(0))], engine="streaming"
    )
    rows = [
        *long(allowances.lazy(), told["benefits"][:1], pl.lit(None, pl.String)),
        *long(found.lazy(), told["benefits"][1:], pl.col("person_id")),
    ]
    pl.concat(rows).sink_parquet(Path(told["out"]) / "answers.parquet", compression="snappy", engine="streaming")


main()
