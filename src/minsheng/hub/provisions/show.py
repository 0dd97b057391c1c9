"""What the pages show: counts, bars, choices, and how kinds and figures are worded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from markupsafe import Markup, escape

from minsheng.assess.provisions import OUTCOMES, Row
from minsheng.hub.catalogue.listing import Choice, Select
from minsheng.hub.catalogue.wording import chinese, in_english, number
from minsheng.packs.model import ServiceItem
from minsheng.rules.finding import Found
from minsheng.rules.provision import Standard
from minsheng.terms.citation import Citation
from minsheng.terms.divisions import division_name
from minsheng.terms.fields import field_of

WIDTH = 320
NOWHERE = "none"
"""How an address says that the division, or the kind, is not known."""


@dataclass(frozen=True)
class Piece:
    """One piece of a bar."""

    outcome: Found
    start: float
    length: float


@dataclass(frozen=True)
class Tally:
    """How many met, missed or cannot be told."""

    counts: Mapping[Found, int]

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.counts.values())

    @property
    def pieces(self) -> Iterator[Piece]:
        """The pieces of its bar, which is always full."""
        start = 0.0
        for outcome in OUTCOMES:
            length = round(self.counts[outcome] * WIDTH / (self.total or 1), 2)
            yield Piece(outcome, round(start, 2), length)
            start += length


@dataclass(frozen=True)
class Line:
    """One standard with what it comes to; ``item`` is the page of its clause, with its pack."""

    standard: Standard
    tally: Tally
    item: tuple[str, ServiceItem] | None


def tally_of(rows: Iterable[Row]) -> Tally:
    """The counts of some rows."""
    found = Counter(row.outcome for row in rows)
    return Tally({outcome: found[outcome] for outcome in OUTCOMES})


def division_of(row: Row) -> str:
    """The district of a row, as an address says it."""
    return (row.division or "")[:6] or NOWHERE


def kept(rows: Iterable[Row], query: Mapping[str, str]) -> list[Row]:
    """The rows of the division and kind asked for."""
    division, kind = query.get("division"), query.get("kind")
    return [
        row
        for row in rows
        if (division is None or division_of(row) == division) and (kind is None or (row.kind or NOWHERE) == kind)
    ]


def by_division(rows: Iterable[Row]) -> list[tuple[str, Tally]]:
    """The divisions with their counts, in the order of their codes, those nobody knows last."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(division_of(row), []).append(row)
    return [(code, tally_of(found[code])) for code in sorted(found)]


def selects(rows: Sequence[Row], query: Mapping[str, str]) -> tuple[Select, ...]:
    """The filters; each choice says how many institutions it has among those the other filter leaves."""
    chosen = {name: query.get(name, "") for name in ("division", "kind")}

    def counted(name: str, value: Callable[[Row], str]) -> Counter[str]:
        others = {key: each for key, each in query.items() if key != name}
        return Counter(each for each, _id in {(value(row), row.institution_id) for row in kept(rows, others)})

    divisions = counted("division", division_of)
    kinds = counted("kind", lambda row: row.kind or NOWHERE)
    places = [Choice(code, place_text(code), divisions[code]) for code in sorted(divisions)]
    sorts = [Choice(kind, kind_text(kind), count) for kind, count in kinds.most_common()]
    return (
        Select("division", _("区划"), tuple(places), chosen["division"]),
        Select("kind", _("机构类别"), tuple(sorts), chosen["kind"]),
    )


def missing_of(rows: Iterable[Row]) -> list[tuple[str, int, float]]:
    """The fields that leave most answers open: name, how many, length of the bar."""
    found = Counter(name for row in rows for name in row.missing).most_common()
    most = found[0][1] if found else 1
    return [(name, count, round(count * WIDTH / most, 1)) for name, count in found]


def worst_first(rows: Iterable[Row]) -> list[Row]:
    """Those short, by the share of what is required that is lacking; without figures last."""

    def lacking(row: Row) -> tuple[bool, Decimal]:
        if row.short_by is None or row.required is None:
            return True, Decimal(0)
        return False, -row.short_by / (abs(row.required) or Decimal(1))

    return sorted((row for row in rows if row.outcome == "short"), key=lambda row: (*lacking(row), row.institution_id))


def place_text(code: str) -> str:
    """A division in words; its code where it has no name."""
    return _("区划不明") if code == NOWHERE else division_name(code) or code


def place_name(code: str) -> Markup:
    """A division in words, marked as Chinese on an English page."""
    return escape(place_text(code)) if code == NOWHERE or not division_name(code) else chinese(place_text(code))


def figure(value: Decimal | None, unit: str) -> Markup:
    """A figure with its unit; a dash for what is not known."""
    return escape("—") if value is None else escape(number(value)) + chinese(unit)


def measure_name(name: str) -> Markup:
    """A measure in the reader's language; its name where it is none of the register's."""
    field = field_of("institution", name)
    if field is None:
        return escape(name)
    return escape(field.gloss[:1].upper() + field.gloss[1:] if in_english() else field.label)


def outcome_name(outcome: Found) -> str:
    """An outcome in words."""
    return {"met": _("达到"), "short": _("不足"), "unknown": _("说不准")}[outcome]


def item_of(source: Citation, items: Mapping[tuple[str, str], ServiceItem]) -> tuple[str, ServiceItem] | None:
    """The page of a clause: the service item written at the same place, with its pack."""
    return next(((pack, item) for (pack, _id), item in items.items() if item.source == source), None)


def kind_text(kind: str) -> str:
    """A kind in words; what is registered where it is none of the known ones."""
    known = {
        NOWHERE: _("类别不明"),
        "city": _("市"),
        "district": _("区"),
        "county": _("县（市）"),
        "subdistrict": _("街道"),
        "township": _("乡镇"),
        "village": _("行政村"),
        "library": _("公共图书馆"),
        "city_library": _("市图书馆"),
        "culture_station": _("综合文化站"),
        "culture_centre": _("文化馆"),
        "farm_library": _("农家书屋"),
        "museum": _("博物馆"),
        "art_museum": _("美术馆"),
        "state_theatre": _("国有剧院"),
        "cultural_hall": _("文化礼堂"),
        "primary_school": _("小学"),
        "junior_school": _("初中"),
        "senior_school": _("普通高中"),
        "vocational_school": _("中等职业学校"),
        "health_centre": _("基层卫生院"),
        "hospital": _("医院"),
        "tcm_hospital": _("中医医院"),
        "rehabilitation_station": _("社区康复站"),
        "elder_home": _("养老机构"),
        "nursery": _("托育机构"),
    }
    return known.get(kind, kind)


GLOBALS: dict[str, object] = {
    "place_name": place_name,
    "place_text": place_text,
    "kind_text": kind_text,
    "figure_of": figure,
    "measure_name": measure_name,
    "outcome_name": outcome_name,
    "outcomes": OUTCOMES,
    "width": WIDTH,
    "nowhere": NOWHERE,
}
"""What the templates call."""
