"""Draws situations of OpenFisca's country template at random and lets OpenFisca itself say what comes out.

Run by a Python that has OpenFisca, as `make bench` sets one up; the file it writes is then run here::

    .venv/peers/bin/python tests/openfisca/draw.py --tests 1500 --seed 3 --out drawn.yaml
    .venv/bin/minsheng pack test openfisca-template --packs tests/openfisca/packs --openfisca drawn.yaml
"""

from __future__ import annotations

import argparse
import copy
from pathlib import Path
from random import Random
from typing import Any

REFORMS = (
    "add_new_tax",
    "flat_social_security_contribution",
    "modify_social_security_taxation",
    "removal_basic_income",
)
APART = {"flat_social_security_contribution", "modify_social_security_taxation"}
"""Two that change one rule: OpenFisca keeps the formula of one and the scale of the other."""
OF_PERSON = ("age", "pension", "basic_income", "income_tax", "social_security_contribution", "salary")
OF_HOME = ("household_income", "housing_allowance", "total_taxes", "total_benefits", "housing_occupancy_status")
SINCE = {"meal_price": "2017-01", "swimming_pool_access": "2017-01", "parenting_allowance": "2015-12"}
SALARIES = (0, 100, 250, 500, 1999.99, 6000, 12000, 12400, 15000, 50000.5)


def reforms_of(draw: Random) -> list[str]:
    """None, one or two reforms."""
    found = sorted(draw.sample(REFORMS, draw.choice([0, 0, 1, 1, 2])))
    return found[:1] if set(found) == APART else found


def person_of(draw: Random, period: str, reforms: list[str]) -> dict[str, Any]:
    """What is given of a person: little or much, by month or year, now and then what would be worked out."""
    year = int(period[:4])
    salary = [None, draw.choice(SALARIES), {str(year): draw.randint(0, 100_000)}, "1000 * 12 / 7"]
    salary.append({period: draw.randint(0, 20_000), str(year): 300_000})
    given: dict[str, tuple[float, Any]] = {
        "birth": (0.8, f"{draw.randint(1930, year - 1)}-{draw.randint(1, 12):02}-{draw.randint(1, 28):02}"),
        "salary": (1, draw.choice(salary)),
        "capital_returns": (0.3, draw.randint(0, 5000)),
        "age": (0.15, draw.randint(0, 90)),
        "pension": (0.1, draw.randint(0, 900)),
        "income_tax": (0.1, draw.randint(0, 900)),
        "has_car": (0.5 if "add_new_tax" in reforms else 0, draw.random() < 0.5),
    }
    return {name: value for name, (often, value) in given.items() if value is not None and draw.random() < often}


def home_of(draw: Random, period: str, members: list[str]) -> dict[str, Any]:
    """A household with its members as adults or children, and what is given of it."""
    year = period[:4]
    adults = [name for name in members if draw.random() < 0.6]
    roles = {"adults": adults, "children": [name for name in members if name not in adults]}
    given: dict[str, tuple[float, Any]] = {
        "rent": (0.5, draw.randint(0, 2000)),
        "accommodation_size": (0.6, {draw.choice([period, f"{year}-01"]): draw.choice([10, 20, 35.5, 100])}),
        "housing_occupancy_status": (
            0.5,
            {f"{year}-01": draw.choice(["owner", "tenant", "free_lodger", "homeless"])},
        ),
        "household_income": (0.15, draw.randint(0, 3000)),
        "housing_tax": (0.1, {year: draw.randint(0, 3000)}),
    }
    told = {name: value for name, (often, value) in given.items() if draw.random() < often}
    return {role: names for role, names in roles.items() if names} | told


def situation_of(draw: Random, period: str, reforms: list[str]) -> dict[str, Any]:
    """One to five people in one or two households."""
    names = [f"P{number}" for number in range(draw.randint(1, 5))]
    persons = {name: person_of(draw, period, reforms) for name in names}
    draw.shuffle(names)
    cut = draw.randint(1, len(names))
    homes = [part for part in (names[:cut], names[cut:]) if part]
    return {
        "persons": persons,
        "households": {f"H{at}": home_of(draw, period, part) for at, part in enumerate(homes)},
    }


def worked_out(simulation: Any, period: str, reforms: list[str]) -> dict[str, Any]:
    """What OpenFisca makes of a situation, by person and household."""
    of_person = [*OF_PERSON, *(("new_tax", "has_car") if "add_new_tax" in reforms else ())]
    of_home = [*OF_HOME, "housing_tax", *(name for name, since in SINCE.items() if period >= since)]
    of_home += ["disposable_income"] if period >= SINCE["parenting_allowance"] else []
    output: dict[str, Any] = {"persons": {}, "households": {}}
    for plural, key, names in (("persons", "person", of_person), ("households", "household", of_home)):
        population = simulation.populations[key]
        for name in names:
            at = period[:4] if name == "housing_tax" else period
            values = simulation.calculate(name, at)
            is_word = name == "housing_occupancy_status"
            values = values.decode_to_str() if is_word else values
            for who, value in zip(population.ids, values, strict=True):
                told = str(value) if is_word else bool(value) if values.dtype == bool else round(float(value), 4)
                output[plural].setdefault(str(who), {})[name] = {at: told}
    return output


def main() -> None:
    """Draw, let OpenFisca work it out, and write the tests."""
    import yaml
    from openfisca_core.simulations import SimulationBuilder
    from openfisca_core.tools.test_runner import _get_tax_benefit_system
    from openfisca_country_template import CountryTaxBenefitSystem

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tests", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, required=True)
    asked = parser.parse_args()
    draw, base, tests = Random(asked.seed), CountryTaxBenefitSystem(), []
    for number in range(asked.tests):
        period = f"{draw.randint(2012, 2026)}-{draw.randint(1, 12):02}"
        reforms = reforms_of(draw)
        paths = [f"openfisca_country_template.reforms.{name}.{name}" for name in reforms]
        given = situation_of(draw, period, reforms)
        builder = SimulationBuilder()
        builder.set_default_period(period)
        system = _get_tax_benefit_system(base, paths, [])
        simulation = builder.build_from_dict(system, copy.deepcopy(given))
        test = {"name": f"seed {asked.seed}, {number}", "period": period, "absolute_error_margin": 0.03}
        test |= {"reforms": paths} if paths else {}
        tests.append(test | {"input": given, "output": worked_out(simulation, period, reforms)})
    asked.out.write_text(yaml.safe_dump(tests, allow_unicode=True, sort_keys=False), "utf-8")


if __name__ == "__main__":
    main()
