"""One household in OpenFisca's country template: reads a situation from stdin, prints the median milliseconds.

Building the simulation from the situation and working out every variable asked for, as its web API does for a request,
without HTTP and without JSON. Runs in the peers' environment.
"""

from __future__ import annotations

import copy
import json
import statistics
import sys
import time

from openfisca_core.simulation_builder import SimulationBuilder
from openfisca_country_template import CountryTaxBenefitSystem

RUNS = 300


def main() -> None:
    """Measure the situation given."""
    system = CountryTaxBenefitSystem()
    situation = json.load(sys.stdin)
    wanted = [
        (name, period)
        for entity in situation.values()
        for one in entity.values()
        for name, periods in one.items()
        if isinstance(periods, dict)
        for period, value in periods.items()
        if value is None
    ]
    wanted = list(dict.fromkeys(wanted))
    took = []
    for _ in range(RUNS):
        given = copy.deepcopy(situation)
        start = time.perf_counter()
        simulation = SimulationBuilder().build_from_entities(system, given)
        for name, period in wanted:
            simulation.calculate(name, period)
        took.append((time.perf_counter() - start) * 1000)
    print(statistics.median(took), len(wanted))


main()
