"""The report's pictures, drawn from the same facts as its tables."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from minsheng.monitor.forecast import Forecast as Outlook
from minsheng.monitor.outlook import forecast_of
from minsheng.monitor.reporting.facts import Facts, Line, counted
from minsheng.monitor.reporting.shown import like, place_name
from minsheng.monitor.reporting.wording import total_between
from minsheng.monitor.state import STATE_NAMES
from minsheng.monitor.words import plain
from minsheng.places.boundaries.bundled import boundaries_of
from minsheng.report.charts import (
    Bar,
    Bullet,
    Chart,
    Forecast,
    Goal,
    Part,
    Point,
    Shape,
    Strip,
    bar_chart,
    bullet_chart,
    line_chart,
    map_chart,
    stack_chart,
    strip_chart,
)
from minsheng.report.figures import figure
from minsheng.terms.errors import MinshengError
from minsheng.terms.periods import Period

MOST_BULLETS, MOST_SERIES = 12, 3
_OUTLINE_METRES = 400.0


def states(facts: Facts) -> Chart:
    """Targets by service area and state."""
    parts = [
        Part(name, state, count) for key, name in facts.areas.items() for state, count in counted(facts.of(key)).items()
    ]
    return stack_chart(
        "各领域目标的状态", parts, words={str(state): words for state, words in STATE_NAMES.items()}, width=360
    )


def degrees(facts: Facts) -> Chart:
    """Realisation degree by service area."""
    bars = [Bar(name, _tenth(facts.degree(key))) for key, name in facts.areas.items()]
    total = _tenth(facts.equity.city.total.value)
    return bar_chart("各领域目标实现度", "%", bars, average=total, average_name="总实现度", width=360)


def behind(facts: Facts) -> Chart | None:
    """The targets furthest behind that are one number, each against its target and its path; None without any."""
    bullets = [_bullet(line) for line in facts.behind if line.status.target.value is not None]
    if not bullets:
        return None
    return bullet_chart(f"离目标最远的{len(bullets[:MOST_BULLETS])}项", bullets[:MOST_BULLETS], width=240)


def _bullet(line: Line) -> Bullet:
    status = line.status
    assert status.target.value is not None
    name = status.name if len(status.name) <= 18 else status.name[:17] + "…"
    value = None if line.state == "no_data" else status.value
    value = None if value is None else Decimal(plain(value))
    return Bullet(name, value, status.target.value, _two(status.expected), status.unit, status.status)


def series(facts: Facts, *, forecasts: bool = False) -> Iterator[tuple[Line, Outlook | None, Chart]]:
    """Over time the targets furthest behind that have figures of three periods or more, if asked with a forecast."""
    drawn = 0
    for line in facts.behind:
        points = _points(facts, line)
        if len(points) >= 3 and line.status.target.value is not None and line.target.kind == "level":
            outlook = forecast_of(facts.book, line.target, line.status.division, facts.at) if forecasts else None
            yield line, outlook, _over_time(line, points, outlook)
            drawn += 1
        if drawn == MOST_SERIES:
            return


def _points(facts: Facts, line: Line) -> list[Point]:
    found: dict[Period, Point] = {}
    for told in facts.book.told(line.status.indicator, line.status.division):
        period = told.observation.period
        if period.kind != "span" and period.last_day <= facts.at.last_day:
            found.setdefault(period, Point(period, Decimal(plain(told.value))))
    return [found[period] for period in sorted(found)]


def _over_time(line: Line, points: list[Point], outlook: Outlook | None) -> Chart:
    status = line.status
    assert status.target.value is not None
    end = Period(status.year)
    path = []
    if status.baseline is not None and status.baseline_period is not None:
        path = [Point(status.baseline_period, status.baseline), Point(end, status.target.value)]
    goal = Goal(end, status.target.value, f"目标{_sign(line)}")
    ahead = [
        Forecast(one.period, *(like(line, value) for value in (one.value, one.low, one.high)))
        for one in (() if outlook is None else outlook.ahead)
    ]
    if ahead:
        # The band starts where the figures end.
        ahead.insert(0, Forecast(points[-1].period, *(points[-1].value,) * 3))
    return line_chart(status.name, status.unit, points, path=path, forecast=ahead, goal=goal, height=170)


def _sign(line: Line) -> str:
    return {">": "高于", ">=": "至少", "<": "低于", "<=": "至多", "~": "约"}.get(line.status.op, "")


def districts(facts: Facts) -> Chart | None:
    """The map of the divisions by their degree; None where there are fewer than two, or no outlines."""
    codes = list(facts.equity.districts)
    if len(codes) < 2:
        return None
    try:
        known = boundaries_of(facts.book.pack.about.division)
    except MinshengError:
        return None
    rings = dict(zip((one.code for one in known.all), known.outlines(_OUTLINE_METRES), strict=True))
    shapes = []
    for code in rings:
        one = facts.equity.districts.get(code)
        value = None if one is None else _tenth(one.total.value)
        outline = tuple(tuple((float(x), float(y)) for x, y in ring) for ring in rings[code])
        shapes.append(Shape(place_name(code), outline, value))
    return map_chart("各区县目标总实现度", "%", shapes, width=400)


def outlines_source(facts: Facts) -> str:
    """What a map has to say about its outlines."""
    return boundaries_of(facts.book.pack.about.division).source


def apart(facts: Facts) -> Chart | None:
    """How far the divisions' degrees lie apart, by service area; None without two divisions."""
    strips = [
        Strip(
            one.label,
            tuple((place_name(code), _certain(degree)) for code, degree in one.degrees.items()),
            _tenth(one.mean),
        )
        for one in facts.equity.between
        if len(one.degrees) > 1
    ]
    if not strips or total_between(facts) is None:
        return None
    return strip_chart("各领域实现度在区县之间的差距", "%", strips, width=360)


def _tenth(value: float | None) -> Decimal | None:
    return None if value is None or value != value else _certain(value)


def _certain(value: float) -> Decimal:
    # A decimal keeps its last nought, so that picture and table print the same: 75.0.
    return Decimal(figure(value, 1))


def _two(value: float | None) -> float | None:
    return None if value is None else float(figure(value, 2))
