"""What a comparison of recipients comes to, as JSON: by benefit and division, with the fields most often missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from minsheng.assess.missing.matching import LISTS, Count
from minsheng.packs.model import Benefit
from minsheng.terms.divisions import division_name
from minsheng.terms.money import yuan_text

_FEN = ("owed_not_received", "received_not_owed", "underpaid", "overpaid")


def gaps_summary(
    benefits: Sequence[tuple[int, Benefit]],
    counts: Sequence[Count],
    missing: Sequence[tuple[int, str, int]],
    label: Mapping[str, str],
) -> dict[str, Any]:
    """The figures of each benefit, and of each benefit in each division; a division of null is one not known.

    ``owed`` and ``received`` are heads; a benefit's heads are the sum of its five outcomes. Sums are in fen and, as
    text, in yuan; what a service or a list without amounts leaves open is not in them.
    """
    return {
        "benefits": [
            {
                **_heads(benefit),
                **_figures(one for one in counts if one.benefit == place),
                "missing": [
                    {"field": name, "label": label.get(name, name), "count": people}
                    for number, name, people in missing
                    if number == place
                ],
            }
            for place, benefit in benefits
        ],
        "divisions": [
            {
                "benefit": benefit.id,
                "division": division or None,
                "division_name": division_name(division) if division else None,
                **_figures(one for one in counts if (one.benefit, one.division) == (place, division)),
            }
            for place, benefit in benefits
            for division in sorted({one.division for one in counts if one.benefit == place})
        ],
    }


def _heads(benefit: Benefit) -> dict[str, Any]:
    one = benefit
    return {"benefit": one.id, "name": one.name, "serves": one.serves, "kind": one.kind, "each": one.each}


def _figures(counts: Iterable[Count]) -> dict[str, Any]:
    held = {which: [0, 0, 0, 0, 0, 0] for which in LISTS}
    for one in counts:
        more = (one.count, one.owed_fen, one.received_fen, one.less_fen, one.more_fen, one.received)
        held[one.list] = [before + added for before, added in zip(held[one.list], more, strict=True)]
    agreed, owed, not_owed, differs, undecided = (held[which] for which in LISTS)
    fen = dict(zip(_FEN, (owed[1], not_owed[2], differs[3], differs[4]), strict=True))
    return {
        "owed": agreed[0] + owed[0] + differs[0],
        "received": agreed[0] + not_owed[0] + differs[0] + undecided[5],
        "agreed": agreed[0],
        "owed_not_received": owed[0],
        "received_not_owed": not_owed[0],
        "amount_differs": differs[0],
        "undecided": undecided[0],
        "undecided_received": undecided[5],
        **{f"{name}_fen": value for name, value in fen.items()},
        **{f"{name}_amount": yuan_text(value) for name, value in fen.items()},
    }
