"""Asked of spopt, in the interpreter that has it: one siting model, and what it took, as a line of JSON."""

from __future__ import annotations

import json
import os
import sys
import warnings

import numpy as np


def main(file: str, kind: str, within: float, number: int) -> None:
    """Build and solve the model with the solver that PuLP brings."""
    warnings.simplefilter("ignore")
    import pulp
    from spopt.locate import LSCP, MCLP, PCenter, PMedian

    given = np.load(file)
    people, minutes = given["people"], given["minutes"]
    before = sum(os.times()[:4])
    solver = pulp.PULP_CBC_CMD(msg=False, gapRel=0.0, threads=1)
    if kind == "cover":
        model = MCLP.from_cost_matrix(minutes, people, service_radius=within, p_facilities=number)
    elif kind == "cover-all":
        # spopt has no answer where not everybody can be covered: those whom nobody reaches are left out for it.
        reached = (minutes <= within).any(axis=1)
        model = LSCP.from_cost_matrix(minutes[reached], service_radius=within)
    elif kind == "distance":
        model = PMedian.from_cost_matrix(minutes, people, p_facilities=number)
    else:
        model = PCenter.from_cost_matrix(minutes, p_facilities=number)
    model = model.solve(solver, results=False)
    spent = sum(os.times()[:4]) - before
    print(json.dumps({"objective": pulp.value(model.problem.objective), "cpu": spent}))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], float(sys.argv[3]), int(sys.argv[4]))
