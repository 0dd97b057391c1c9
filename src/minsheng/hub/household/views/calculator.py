"""我能享受什么: who lives in the household, a few questions, one a page, and what is owed.

Every page after the first is the answer to a POST that carries all that was told, signed, in the form; nothing stands
in an address, a session, a cookie or a log.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from minsheng.hub.catalogue import programs, store
from minsheng.hub.catalogue.public import ELDER_COOKIE
from minsheng.hub.config.jinja import other_language
from minsheng.hub.household.asks import TOPIC_OF, ask_of
from minsheng.hub.household.choose import Page, Row, Standing, counts_of, topic_of
from minsheng.hub.household.form import read_people, read_rows, shown
from minsheng.hub.household.people import RELATIONS, names_of
from minsheng.hub.household.places import Place, each_in_one, place_of
from minsheng.hub.household.result import result_of
from minsheng.hub.household.state import HOME, MOST_PEOPLE, Member, Spoilt, Told, opened, sealed
from minsheng.rules.answer import Assessor
from minsheng.terms.errors import Fault, MinshengError
from minsheng.terms.periods import Month

ONE_YEAR = 365 * 24 * 60 * 60
STEPS = 999


@dataclass
class Turn:
    """One request: what was told before, what was posted, and the number of the page in the browser's history."""

    request: HttpRequest
    told: Told
    number: int
    places: Mapping[str, Place]
    faults: tuple[Fault, ...] = ()

    @property
    def posted(self) -> Any:
        """The submitted form."""
        return self.request.POST

    @property
    def place(self) -> Place:
        """Where the household lives."""
        return self.places[self.told.pack]

    @property
    def assessor(self) -> Assessor:
        """The rules of the place in the month asked about."""
        return programs.current().ready(self.told.pack, self.told.month).assessor

    def page(self, template: str, name: str, **more: Any) -> HttpResponse:
        """A page of the calculator; the browser may keep it for its own way back, nobody else may."""
        number = min(self.number + 1, STEPS)
        address = reverse("household:step", args=(number,))
        context = {
            "told": sealed(self.told),
            "page_name": name,
            "number": number,
            "other_step": other_language(address, english=address.startswith("/en/")),
            "faults": self.faults,
            "month": self.told.month,
            "people_names": names_of(self.told),
            **more,
        }
        response = render(self.request, f"household/{template}.html", context)
        response.headers["Cache-Control"] = "private, no-cache"
        return response


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Where the household lives, the month, and how many people there are."""
    try:
        places = _places()
    except MinshengError:
        return unavailable(request)
    if not places:
        return unavailable(request)
    place = next(iter(places.values()))
    turn = Turn(request, Told(place.pack.id, place.default_month(_today())), 0, places)
    return _start(turn, {})


@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, number: int) -> HttpResponse:
    """The page that follows from what was posted."""
    if request.method != "POST":
        return HttpResponseRedirect(reverse("household:start"))
    try:
        places = _places()
        told = opened(request.POST.get("told", ""))
        if told.pack not in places:
            raise Spoilt
        faults = programs.current().program(told.pack)[1]
        return _answered(Turn(request, told, number, places, faults))
    except Spoilt:
        said = _("这一页过期了，或者没有收全。您填的内容没有保存在我们这里，请从头开始。")
        shown_page = {"status": 400, "title": _("请从头开始"), "said": said}
        return render(request, "household/again.html", shown_page, status=400)
    except MinshengError:
        return unavailable(request)


def _places() -> dict[str, Place]:
    packs = store.current().packs
    known = programs.current().programs().items()
    return each_in_one({pack: place_of(packs[pack], program) for pack, program in known if pack in packs})


def unavailable(request: HttpRequest) -> HttpResponse:
    """The page when there are no rules to answer by."""
    said = _("还没有可以计算的规则，或者规则有错误正在修复。已经公布的服务项目照常可查。")
    return render(request, "error.html", {"status": 503, "title": _("暂时不能计算"), "said": said}, status=503)


def _today() -> date:
    return timezone.localdate()


def _answered(turn: Turn) -> HttpResponse:
    go = turn.posted.get("go", "next")
    if go == "clear":
        response: HttpResponse = HttpResponseRedirect(reverse("household:start"))
        response.headers["Clear-Site-Data"] = '"cache"'
        return response
    if go == "save":
        return _saved(turn)
    if go in ("elder0", "elder1"):
        turn.request.COOKIES[ELDER_COOKIE] = go[-1]
        response = _same(turn)
        kept = {"samesite": "Lax", "httponly": True, "secure": settings.SESSION_COOKIE_SECURE}
        response.set_cookie(ELDER_COOKIE, go[-1], max_age=ONE_YEAR, **kept)
        return response
    if go == "stay":
        return _same(turn)
    if go == "people":
        return _people(turn, len(turn.told.members))
    if go == "start":
        return _start(turn, {})
    if go.startswith("ask:"):
        return _one(turn, go.removeprefix("ask:"))
    if go == "back":
        return _back(turn)
    if go in ("result", "print"):
        return _result(turn, plain=go == "print")
    return _next(turn)


def _next(turn: Turn) -> HttpResponse:
    """Read the page that was posted; show it again with what is wrong, or the one that follows."""
    name = turn.posted.get("page", "")
    if name == "start":
        return _read_start(turn)
    if name == "people":
        return _read_people(turn)
    if name in TOPIC_OF:
        page = _posted_page(turn, name)
        read = read_rows(page.rows, turn.posted, turn.told)
        if read.errors:
            return _question(turn, page, turn.posted, read.errors, then=turn.posted.get("then", ""))
        turn.told = turn.told.with_answer(read.values)
        if turn.posted.get("then") == "result":
            return _result(turn)
    return _question_or_result(turn)


def _same(turn: Turn) -> HttpResponse:
    """The page that was posted, as it was, with what was typed."""
    name = turn.posted.get("page", "")
    if name in TOPIC_OF:
        return _question(turn, _posted_page(turn, name), turn.posted, {}, then=turn.posted.get("then", ""))
    if name == "people":
        return _people(turn, _count(turn), posted=turn.posted)
    if name in ("result", "print"):
        return _result(turn, plain=name == "print")
    return _start(turn, {}, posted=turn.posted)


def _back(turn: Turn) -> HttpResponse:
    name = turn.posted.get("page", "")
    if name == "people":
        return _start(turn, {})
    if not turn.told.answers:
        return _people(turn, len(turn.told.members))
    last = turn.told.answers[-1]
    before = turn.told.values()
    turn.told = turn.told.without_last()
    rows = [Row(owner, ask) for owner, field in last if (ask := ask_of(owner == HOME, field)) is not None]
    topic = topic_of(rows)
    if topic is None:
        raise Spoilt
    return _question(turn, Page(topic, tuple(rows)), None, {}, before=before)


def _start(turn: Turn, errors: Mapping[str, str], posted: Any = None) -> HttpResponse:
    told = turn.told
    chosen = {
        "where": f"{told.pack}:{told.division}" if told.members else "",
        "year": str(told.month.year),
        "month": str(told.month.number),
        "count": str(len(told.members) or ""),
    }
    if posted is not None:
        chosen = {name: posted.get(name, "") for name in chosen}
    place = turn.place
    return turn.page(
        "start",
        "start",
        places=turn.places,
        place=place,
        chosen=chosen,
        errors=errors,
        past=_today() > place.last.last_day if place.last else False,
        years=sorted({year for each in turn.places.values() for year in each.years(_today())}),
    )


def _read_start(turn: Turn) -> HttpResponse:
    posted, errors = turn.posted, {}
    pack, _colon, division = posted.get("where", "").partition(":")
    place = turn.places.get(pack)
    if place is None or (division and division not in place.divisions):
        errors["where"] = _("请选您家所在的区、县（市）；不清楚也可以选“不清楚”。")
    count = _count(turn)
    if not 1 <= count <= MOST_PEOPLE:
        errors["count"] = _("请填 1 到 %(most)s 之间的人数。") % {"most": MOST_PEOPLE}
    try:
        month = Month(int(posted.get("year", "")), int(posted.get("month", "")))
        if not 1 <= month.number <= 12 or (place is not None and not place.holds(month, _today())):
            raise ValueError
    except ValueError:
        month = turn.told.month
        errors["month"] = _("这个月没有可以计算的规则，请选另一个月。")
    if errors:
        return _start(turn, errors, posted)
    turn.told = replace(turn.told, pack=pack, division=division, month=month)
    return _people(turn, count)


def _count(turn: Turn) -> int:
    given = turn.posted.get("count", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 4 else 0


def _people(turn: Turn, count: int, posted: Any = None, errors: Mapping[str, str] | None = None) -> HttpResponse:
    count = min(max(count, 1), MOST_PEOPLE)
    rows = []
    for number in range(1, count + 1):
        known = number <= len(turn.told.members)
        member = turn.told.members[number - 1] if known else Member("head" if number == 1 else "")
        year, month, day = member.birth_date.split("-") if member.birth_date else ("", "", "")
        row = {"relation": member.relation, "sex": member.sex or ("?" if known else "")}
        row |= {"year": year, "month": month.lstrip("0"), "day": day.lstrip("0")}
        if posted is not None:
            row = {name: posted.get(f"{number}.{name}", "") for name in ("relation", "sex")}
            row |= {part: posted.get(f"{number}.birth.{part}", "") for part in ("year", "month", "day")}
        rows.append({"number": number, **row})
    return turn.page("people", "people", rows=rows, count=count, relations=RELATIONS, errors=errors or {})


def _read_people(turn: Turn) -> HttpResponse:
    count = _count(turn)
    if not 1 <= count <= MOST_PEOPLE:
        raise Spoilt
    told, errors = read_people(count, turn.posted, turn.told)
    if errors:
        return _people(turn, count, turn.posted, errors)
    here = (HOME, *told.owners)
    pages = [{key: text for key, text in page.items() if key[0] in here} for page in told.answers]
    turn.told = replace(told, answers=tuple(page for page in pages if page))
    return _question_or_result(turn)


def _posted_page(turn: Turn, name: str) -> Page:
    """The page as it was shown: its rows are named in the form."""
    topic = TOPIC_OF[name]
    rows = []
    for each in turn.posted.getlist("row"):
        owner, _dot, field = each.partition(".")
        ask = ask_of(owner == HOME, field)
        if ask is None or field not in topic.fields or owner not in (HOME, *turn.told.owners):
            raise Spoilt
        rows.append(Row(owner, ask))
    if not rows or not turn.told.members:
        raise Spoilt
    return Page(topic, tuple(rows))


def _question_or_result(turn: Turn) -> HttpResponse:
    if not turn.told.members:
        raise Spoilt
    page = Standing(turn.told, turn.assessor).next_page()
    return _result(turn, more=False) if page is None else _question(turn, page, None, {})


def _one(turn: Turn, wanted: str) -> HttpResponse:
    owner, _dot, field = wanted.partition(".")
    page = Standing(turn.told, turn.assessor).page_for(owner, field)
    if page is None:
        raise Spoilt
    return _question(turn, page, None, {}, before=turn.told.values(), then="result")


def _question(
    turn: Turn,
    page: Page,
    posted: Any,
    errors: Mapping[str, str],
    before: Mapping[Any, str] | None = None,
    then: str = "",
) -> HttpResponse:
    standing = Standing(turn.told, turn.assessor)
    counts = counts_of(standing.answers)
    names = names_of(turn.told)
    rows = [
        {
            "row": row,
            "text": str(row.ask.text) % {"who": names[row.owner]},
            "shown": shown(row, posted, before or {}),
            "error": errors.get(row.name, ""),
        }
        for row in page.rows
    ]
    return turn.page(
        "question",
        page.topic.id,
        topic=page.topic,
        rows=rows,
        counts=counts,
        decided=counts["owed"] + counts["not_owed"],
        total=sum(counts.values()),
        divisions=turn.place.divisions,
        then=then,
    )


def _result(turn: Turn, *, plain: bool = False, more: bool | None = None) -> HttpResponse:
    if not turn.told.members:
        raise Spoilt
    standing = Standing(turn.told, turn.assessor)
    names = names_of(turn.told)
    catalogue = store.current()
    taken = [
        {"who": names[owner], "row": Row(owner, ask), "value": _worded(ask, text)}
        for (owner, field), text in standing.presumed.items()
        if (ask := ask_of(False, field)) is not None
    ]
    return turn.page(
        "result",
        "print" if plain else "result",
        plain=plain,
        result=result_of(standing.answers, catalogue, names, standing.assessor.program.parameters),
        catalogue=catalogue,
        more=standing.next_page() is not None if more is None else more,
        taken=taken,
        where=turn.place.divisions.get(turn.told.division, turn.place.pack.about.name),
    )


def _worded(ask: Any, text: str) -> str:
    if text == "0":
        return "0"
    return str(dict(ask.choices).get(text, ask.none or _("没有")))


def _saved(turn: Turn) -> HttpResponse:
    """What was told, as a file for the reader to keep: what the API and the command line take."""
    plain = {"pack": turn.told.pack, "month": str(turn.told.month), **turn.told.as_json()}
    response = HttpResponse(json.dumps(plain, ensure_ascii=False, indent=2), content_type="application/json")
    response.headers["Content-Disposition"] = 'attachment; filename="minsheng-household.json"'
    response.headers["Cache-Control"] = "no-store"
    return response
