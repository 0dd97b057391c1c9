"""Which shift positions carry, told from evidence and not from a label, with how sure that is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

import numpy as np
from scipy.special import betainc

from minsheng.places.coordinates.evidence import (
    Evidence,
    Tally,
    apart,
    as_claimed,
    boundaries_near,
    claims_of_names,
    in_water,
    on_roads,
    rivers_near,
)
from minsheng.places.coordinates.shifts import Pair, in_shifted_area
from minsheng.places.coordinates.systems import AUTO, EXPECTED, SHIFTS, Shift, system_name, to_wgs84
from minsheng.places.points import Floats
from minsheng.terms.errors import Fault, MinshengError

Sure: TypeAlias = Literal["said", "outside", "sure", "likely", "undecided", "contradictory"]

_NOTHING = "没有可以对照的道路、水面和区划，或者看不出差别"
_COMMON = ("wgs84", "gcj02", "bd09")
"""What files usually are; the others come from a conversion done twice by mistake."""

_MOST_POINTS = 5_000
"""Points that are looked at: more would make no difference to what is found."""
_MUCH_CLOSER = 0.6
"""Roads decide by metres only when the median distance is so small a part of what it is under every other shift."""
_CHANCE = 1e-3
"""A shift beats another when chance alone would favour it so clearly less often than this."""


@dataclass(frozen=True, eq=False)
class Verdict:
    """How the positions of a file were read: ``system`` (``gcj02``, ``EPSG:4549`` …), how ``sure``, and ``why``.

    ``said``: the user named it. ``outside``: nothing is shifted there. ``sure``: one shift fits, the others do not.
    ``likely``: of the three common ones only this fits, but so does a conversion done twice. ``undecided``: the
    evidence fits all of ``fits``. ``contradictory``: it fits none. ``why`` are Chinese sentences.
    """

    system: str
    label: str
    sure: Sure
    fits: tuple[str, ...] = ()
    why: tuple[str, ...] = ()
    tallies: tuple[Tally, ...] = ()

    def as_json(self) -> dict[str, object]:
        """The verdict for a report."""
        return {
            "system": self.system,
            "label": self.label,
            "sure": self.sure,
            "fits": list(self.fits),
            "why": list(self.why),
        }


def beats(one: Floats, other: Floats, margin: float) -> bool:
    r"""Whether the first scores (n, lower is better) are better than the second by more than chance.

    The exact sign test: of the points on which the two differ by more than the margin, :math:`f` favour the first and
    :math:`g` the second; :math:`P(X \ge f)` for :math:`X \sim \mathrm{Bin}(f + g, 1/2)` has to be under one in a
    thousand.

    >>> beats(np.zeros(10), np.ones(10), 0.5), beats(np.zeros(9), np.ones(9), 0.5)
    (True, False)
    """
    ahead, behind = int((other - one > margin).sum()), int((one - other > margin).sum())
    return ahead > behind and float(betainc(ahead, behind + 1, 0.5)) < _CHANCE


def detect(
    lon: Floats, lat: Floats, evidence: Evidence, *, claims: Sequence[str] = (), texts: Sequence[str] = ()
) -> Verdict:
    """Which shift these degrees carry (n and n, all finite), by everything in evidence.

    ``claims`` (n) are the division codes the rows give, ``texts`` (n) their names or addresses. A shift stands when no
    other beats it by any kind of evidence. Of points within 300 m of each other one is asked, for they are moved alike
    and no independent witnesses. The shape of roads and pairs of stops say nothing here: a shift moves a whole town by
    the same half kilometre.
    """
    inside = in_shifted_area(lon, lat)
    if not inside.any():
        return Verdict("wgs84", SHIFTS["wgs84"].label, "outside", ("wgs84",), ("全部在中国以外，那里的坐标没有偏移",))
    rows = np.flatnonzero(inside)
    rows = rows[apart(lon[rows], lat[rows], _MOST_POINTS)]
    tallies = _tallies(
        {name: shift.undone(lon[rows], lat[rows]) for name, shift in SHIFTS.items()},
        evidence,
        [claims[row] for row in rows.tolist()] if len(claims) else [],
        [texts[row] for row in rows.tolist()] if len(texts) else [],
    )
    verdict = _judged(tallies)
    if evidence.boundaries is None and not boundaries_near(lon[rows], lat[rows]).all:
        return replace(verdict, why=(*verdict.why, "这些点附近没有国内的区县：在海上，或在境外"))
    return verdict


def _tallies(
    positions: Mapping[str, Pair], evidence: Evidence, claims: Sequence[str], texts: Sequence[str]
) -> tuple[Tally, ...]:
    found: list[Tally | None] = []
    boundaries = evidence.boundaries or boundaries_near(*map(np.concatenate, zip(*positions.values(), strict=True)))
    if boundaries.all:
        if any(claims):
            found.append(as_claimed(positions, claims, boundaries))
        elif any(texts):
            found.append(as_claimed(positions, claims_of_names(texts, boundaries), boundaries))
        water = rivers_near(boundaries) if evidence.water is None else evidence.water
        found.append(in_water(positions, water) if water else None)
    if evidence.roads is not None and len(evidence.roads):
        found += on_roads(positions, evidence.roads)
    return tuple(one for one in found if one is not None)


def _judged(tallies: tuple[Tally, ...]) -> Verdict:
    coarse = [tally for tally in tallies if not tally.fine]
    fits = tuple(name for name in SHIFTS if not any(_beaten(name, tally) for tally in coarse))
    closest = [name for name in fits for tally in tallies if tally.fine and _closest(name, tally)]
    fits = tuple(closest) or fits
    why = tuple(_told(tally) for tally in tallies) or (_NOTHING,)
    if not fits:
        return Verdict("wgs84", SHIFTS["wgs84"].label, "contradictory", fits, why, tallies)
    common = [name for name in fits if name in _COMMON]
    chosen = SHIFTS[(common or fits)[0]]
    sure: Sure = "sure" if len(fits) == 1 else "likely" if len(common) == 1 and tallies else "undecided"
    return Verdict(chosen.name, chosen.label, sure, fits, why, tallies)


def _beaten(name: str, tally: Tally) -> bool:
    return any(beats(tally.score[rival], tally.score[name], tally.margin) for rival in SHIFTS if rival != name)


def _closest(name: str, tally: Tally) -> bool:
    """Whether this shift beats every other by far; points in the middle of blocks are no nearer roads than chance."""
    return all(
        beats(tally.score[name], tally.score[rival], tally.margin)
        and tally.told[name] <= _MUCH_CLOSER * tally.told[rival]
        for rival in SHIFTS
        if rival != name
    )


def _told(tally: Tally) -> str:
    figures = "；".join(f"{name} {figure:,.0f}" for name, figure in tally.told.items())
    return f"{tally.kind}（看了 {tally.points:,} 个点；{tally.unit}）：{figures}"


def settle(
    x: Floats,
    y: Floats,
    *,
    crs: str,
    evidence: Evidence,
    file: str | None = None,
    claims: Sequence[str] = (),
    texts: Sequence[str] = (),
) -> tuple[Floats, Floats, Verdict]:
    """Positions as a file holds them (n and n) → longitude, latitude in WGS 84, and how they were read.

    With ``crs`` other than ``auto`` that is what is undone. With ``auto`` the evidence decides; undecided positions
    stay as they are only while WGS 84 is among what fits, and the verdict says so. Raises MinshengError when the
    evidence excludes WGS 84 without pointing at one shift, or contradicts itself.
    """
    name = system_name(crs)
    if name != AUTO:
        lon, lat = to_wgs84(x, y, name)
        label = SHIFTS[name].label if name in SHIFTS else name
        return lon, lat, Verdict(name, label, "said", (name,), ("按给定的坐标系读取",))
    verdict = detect(x, y, evidence, claims=claims, texts=texts)
    if verdict.sure == "contradictory" or ("wgs84" not in verdict.fits and verdict.sure == "undecided"):
        why = "几种证据互相矛盾" if not verdict.fits else "有偏移，但说不准是 " + " 还是 ".join(verdict.fits)
        raise MinshengError(
            Fault("places.crs-undecided", f"坐标{why}：" + "；".join(verdict.why), file, expected=f"--crs {EXPECTED}")
        )
    lon, lat = SHIFTS[verdict.system].undone(x, y)
    return lon, lat, verdict


def verdict_lines(verdict: Verdict) -> tuple[str, ...]:
    """What to tell a person about how positions were read (Chinese sentences)."""
    if verdict.sure == "said":
        return (f"坐标系：{verdict.label}（给定）",)
    if verdict.sure == "outside":
        return (f"坐标系：{verdict.label}；{verdict.why[0]}",)
    shift: Shift = SHIFTS[verdict.system]
    rivals = "、".join(SHIFTS[name].label for name in verdict.fits if name != shift.name)
    if verdict.sure in ("sure", "likely"):
        did = "" if not shift.undo else "，已还原"
        doubt = f"（也不排除{rivals}，但少见）" if rivals else ""
        return (f"坐标系：{verdict.label}{doubt}{did}，依据：", *verdict.why)
    advice = f"按 WGS 84 读取，但也可能是{rivals}：差几百米；来自高德、腾讯地图请加 --crs gcj02，百度地图加 --crs bd09"
    return (f"坐标系：从数据看不出有没有偏移。{advice}", *verdict.why)
