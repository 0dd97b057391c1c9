"""The twelve rules in SQL on DuckDB: ``python engine_duckdb.py told.json``; needs DuckDB alone.

Three-valued logic is SQL's own: NULL is *unknown*, 0 is *not owed*. Nothing is said of which field is missing. One
query reads both files; those who are owed anything are kept and laid out one row a benefit.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import duckdb

# An amount where the condition holds, 0 where it does not, NULL where it is not known.
MACRO = "CREATE MACRO paid(owed, amount) AS CASE WHEN owed THEN amount WHEN NOT owed THEN 0 END"

PEOPLE = """
CREATE VIEW people AS SELECT {columns} FROM '{persons}'
-- the first day of the year 1 is the register's word for "there is none"
WHERE death_date IS NULL OR death_date >= DATE '{first_day}' OR death_date = DATE '0001-01-01'
"""

# Household sums in whole fen. The floor of 30% and the gap a head are both times 10 n, rounded half up to the fen, then
# times the heads.
HOMES = """
CREATE TABLE homes AS
WITH sums AS (
  SELECT household_id, count(*) AS n, coalesce(sum(monthly_income), 0)::BIGINT AS s,
    count(*) > count(monthly_income) AS gaps
  FROM people GROUP BY household_id
), known AS (
  SELECT h.household_id, assets_over_limit, standard, n, s,
    CASE WHEN n IS NULL OR s >= standard * n THEN false WHEN NOT gaps AND standard IS NOT NULL THEN true END AS poor
  FROM '{households}' h LEFT JOIN sums USING (household_id) LEFT JOIN standards USING (division)
)
SELECT household_id, standard, paid(
  poor AND NOT assets_over_limit,
  (2 * greatest(10 * (standard * n - s), 3 * standard * n) + 10 * n) // (20 * n) * n
) AS minimum_living
FROM known
"""

PERSONS = """
CREATE TABLE found AS
WITH first AS (
  SELECT people.* EXCLUDE (household_id), people.household_id, standard, minimum_living > 0 AS allowance,
    birth_date <= DATE '{born_by[adult]}' AS adult, birth_date <= DATE '{born_by[elder]}' AS elder,
    care_dependence IN ('full', 'most', 'partial') AS needs_care,
    education_stage IN ('primary', 'junior') AND student_aid AS aided
  FROM people LEFT JOIN homes USING (household_id)
), own AS (
  SELECT *, paid(
    disability_grade IN (1, 2) AND employment IN ('unemployed', 'none') AND adult AND NOT allowance
      AND monthly_income < standard,
    (greatest(10 * (standard - monthly_income), 3 * standard) + 5) // 10
  ) AS severe_disability_minimum_living
  FROM first
), answered AS (
  SELECT person_id, household_id, severe_disability_minimum_living,
    paid(disability_grade IN (1, 2, 3, 4) AND (allowance OR severe_disability_minimum_living > 0),
      (3 * standard + 5) // 10) AS disabled_living_allowance,
    paid(needs_care AND disability_grade IN (1, 2),
      CASE WHEN in_care_institution THEN base * 3 // 2 + 20000 WHEN NOT in_care_institution THEN base END
    ) AS severe_disability_care,
    paid(orphan_care IN ('institution', 'dispersed') AND NOT adult,
      CASE orphan_care WHEN 'institution' THEN {orphan_institution} ELSE {orphan_dispersed} END) AS orphan_support,
    paid(destitute, {destitute}) AS destitute_support,
    paid(family_planning IN ('bereaved', 'complication'), CASE
      WHEN family_planning = 'complication' THEN CASE complication_grade WHEN 1 THEN 70000 WHEN 2 THEN 50000
        WHEN 3 THEN 30000 ELSE complication_grade * 0 END
      WHEN elder THEN old WHEN NOT elder THEN young WHEN young = old THEN old END
    ) AS family_planning_special_support,
    paid(elder AND (elder_care_subsidy OR destitute OR allowance), 1) AS elder_welfare_subsidy,
    paid(aided, CASE WHEN boarding THEN CASE education_stage WHEN 'primary' THEN 100000 ELSE 125000 END
      WHEN NOT boarding THEN CASE education_stage WHEN 'primary' THEN 50000 ELSE 62500 END END
    ) AS compulsory_education_living_allowance,
    paid(aided, 100000) AS school_nutrition,
    paid(employment = 'unemployed' AND unemployment_insured_months >= 12
      AND {months} - (12 * year(unemployed_since) + month(unemployed_since)) < 24
      AND {months} - (12 * year(unemployed_since) + month(unemployed_since)) < CASE
        WHEN unemployment_insured_months < 60 THEN 12 WHEN unemployment_insured_months < 120 THEN 18
        WHEN unemployment_insured_months IS NOT NULL THEN 24 END,
      CASE WHEN standard IS NOT NULL THEN greatest({unemployment}, standard) END) AS unemployment_insurance,
    paid(maternity_insured AND maternity_leave_days > 0,
      (employer_avg_wage * maternity_leave_days + 15) // 30) AS maternity_insurance
  FROM (
    SELECT *,
      CASE care_dependence WHEN 'full' THEN 50000 WHEN 'most' THEN 25000
        ELSE CASE WHEN disability_kind IN ('hearing', 'speech') THEN 5000
          WHEN disability_kind IS NOT NULL THEN 12500 END END AS base,
      CASE WHEN needs_care THEN 80000 WHEN NOT needs_care THEN 60000 END AS young,
      CASE WHEN elder_care_subsidy THEN 60000 WHEN NOT elder_care_subsidy THEN 80000 END AS old
    FROM own
  )
)
SELECT * FROM answered WHERE {anything}
"""

ROWS = """
SELECT {person} AS person_id, household_id, '{benefit}' AS benefit,
  CASE WHEN {column} IS NULL THEN 'unknown' ELSE 'owed' END AS outcome, {column}::BIGINT AS amount_fen
FROM {table} WHERE {column} IS DISTINCT FROM 0
"""


def main() -> None:
    """Read what is told, answer, and write ``answers.parquet``."""
    told: dict[str, Any] = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    out = Path(told["out"])
    names = {benefit: benefit.replace("-", "_") for benefit in told["benefits"]}
    allowance, *others = names
    told["columns"] = ", ".join(name for name in told["person_columns"] if name != "death_date")
    told["anything"] = " OR ".join(f"{names[one]} IS DISTINCT FROM 0" for one in others)
    with duckdb.connect() as database:
        # Order of rows means nothing in the answer, and keeping it costs memory.
        database.execute("SET preserve_insertion_order = false")
        database.execute(MACRO)
        database.execute("CREATE TABLE standards (division VARCHAR, standard BIGINT)")
        database.executemany("INSERT INTO standards VALUES (?, ?)", list(told["standards"].items()))
        for statement in (PEOPLE, HOMES, PERSONS):
            database.execute(statement.format(**told))
        rows = [ROWS.format(person="NULL::VARCHAR", benefit=allowance, column=names[allowance], table="homes")]
        rows += [ROWS.format(person="person_id", benefit=one, column=names[one], table="found") for one in others]
        query = " UNION ALL ".join(rows)
        database.execute(f"COPY ({query}) TO '{out / 'answers.parquet'}' (FORMAT parquet, COMPRESSION snappy)")


main()
