"""How long all rules of Hangzhou take for one household of three, with every reason as data.

Measured inside one process with the pack compiled, as a web worker holds it: reading the household's JSON values,
answering, and laying out outcome, amount and reasons. The floor is copying the answer, made beforehand. Beside it,
where the peers are installed: OpenFisca's country template for a household of three, all its variables, no reasons.
"""

from __future__ import annotations

import copy
import json
import statistics
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks._peers import openfisca_situation, peers_python
from minsheng.rules.answer import Assessor
from minsheng.rules.folder import program_of
from minsheng.rules.situation import situation_of
from minsheng.terms.periods import Month

PACKS = Path(__file__).resolve().parent.parent / "packs"
RUNS = 2000
TARGET_MS = 0.5
MONTH = Month(2021, 12)
_NOTHING_SPECIAL: dict[str, Any] = {
    "relation": "head",
    "sex": "female",
    "hukou_division": "330106",
    "residence_division": "330106",
    "residence_status": "registered",
    "residence_since": "2000-01-01",
    "monthly_income": 0,
    "employment": "none",
    "unemployment_insured_months": 0,
    "unemployed_since": "none",
    "hard_to_employ": False,
    "employer_avg_wage": 0,
    "maternity_insured": False,
    "maternity_leave_days": 0,
    "disability_kind": "none",
    "care_dependence": "none",
    "in_care_institution": False,
    "education_stage": "none",
    "boarding": False,
    "special_major": False,
    "student_aid": False,
    "migrant_worker_child": False,
    "orphan_care": "none",
    "child_hardship": "none",
    "left_behind": False,
    "destitute": False,
    "elder_care_subsidy": False,
    "chronic": [],
    "pregnancy_due": "none",
    "family_planning": "none",
    "guardian_of_severe_mental": False,
    "pension": "resident",
    "medical": "resident",
    "veteran": "none",
    "martyr_family": False,
}
_SON = {"disability_kind": "intellectual", "disability_grade": 1, "care_dependence": "full"}
_SCHOOL = {"education_stage": "primary", "grade": 1, "school_ownership": "public", "school_division": "330106"}
HOME: dict[str, Any] = {
    "household": {
        "household_id": "h",
        "division": "330106",
        "area": "urban",
        "floor_area_m2": 60,
        "owns_home": True,
        "assets_over_limit": False,
    },
    "persons": [
        {**_NOTHING_SPECIAL, "person_id": "widow", "birth_date": "1959-05-01", "monthly_income": "800.50"},
        {**_NOTHING_SPECIAL, "person_id": "son", "birth_date": "1990-01-01", **_SON},
        {**_NOTHING_SPECIAL, "person_id": "grandchild", "birth_date": "2015-09-01", **_SCHOOL},
    ],
}


def _median_ms(work: Callable[[], object]) -> float:
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times) * 1000


def main() -> bool:
    """Print the medians and say whether the target is met."""
    ready = Assessor(program_of("hangzhou", PACKS), MONTH)
    situation = situation_of(HOME, ready.day)
    laid_out = [answer.as_json() for answer in ready.answers(situation)]

    answering = _median_ms(lambda: ready.answers(situation))
    reasons = _median_ms(lambda: [answer.as_json() for answer in ready.answers(situation)])
    reading = _median_ms(lambda: situation_of(HOME, ready.day))
    floor = _median_ms(lambda: copy.copy(laid_out) and [dict(one) for one in laid_out])
    print(f"{len(ready.rules)} rules, {len(laid_out)} answers for a household of three")
    print(f"reading the household  {reading:.3f} ms")
    print(f"answering              {answering:.3f} ms")
    print(f"answering with reasons {reasons:.3f} ms   target below {TARGET_MS} ms; floor {floor:.4f} ms")
    if peers_python().is_file():
        taken, variables = _openfisca()
        print(f"OpenFisca              {taken:.3f} ms   {variables} variables of its country template, without reasons")
    return reasons < TARGET_MS


def _openfisca() -> tuple[float, int]:
    """OpenFisca's median milliseconds for one household, and how many variables it worked out."""
    script = Path(__file__).resolve().parent / "peers" / "openfisca_one.py"
    said = json.dumps(openfisca_situation(1))
    done = subprocess.run([peers_python(), script], input=said, capture_output=True, text=True, check=True)
    taken, variables = done.stdout.split()
    return float(taken), int(variables)
