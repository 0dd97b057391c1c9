"""access (PySAL): 2SFCA and E2SFCA from a table of all pairs within reach, which it is given."""

from __future__ import annotations

import sys

import numpy as np
import pandas as pd
from access import fca, weights
from job import Job


def main() -> None:
    """The table is the one that bare SciPy found; finding it is not counted here."""
    job = Job()
    city = job.city
    pairs = np.load(sys.argv[3])
    cost = pd.DataFrame(
        {"origin": pairs["pair_node"], "dest": pairs["pair_facility"], "cost": pairs["pair_metres"].astype(float)}
    )
    demand = pd.DataFrame({"geoid": np.arange(len(city["heads"])), "demand": city["heads"]})
    supply = pd.DataFrame({"supply": city["capacity"]}, index=pd.Index(np.arange(len(city["facility"])), name="geoid"))

    def run(decay: object) -> np.ndarray:
        told = fca.two_stage_fca(
            demand, supply, cost, job.limit, demand_index="geoid", demand_name="demand", weight_fn=decay
        )
        got = np.zeros(len(city["heads"]))
        got[told.index.to_numpy()] = told.to_numpy()
        return got

    third = job.limit / 3
    job.answer(
        supply=job.timed("2sfca", lambda: run(None)),
        enhanced=job.timed("e2sfca", lambda: run(weights.step_fn({third: 1, 2 * third: 0.68, job.limit: 0.22}))),
    )
    job.done()


main()
