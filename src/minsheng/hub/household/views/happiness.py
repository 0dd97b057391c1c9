"""幸福清单: what a resident of the register is owed, by area, with reasons, amounts and what a year adds up to."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from minsheng.hub.accounts.officers import is_officer
from minsheng.hub.audit.trail import record
from minsheng.hub.catalogue import programs, store
from minsheng.hub.household import residents
from minsheng.hub.household.residents import Residents, masked, readable
from minsheng.hub.household.result import result_of
from minsheng.hub.household.state import HOME
from minsheng.hub.sealing import seal, unseal
from minsheng.register.find import Home
from minsheng.rules.situation import situation_of
from minsheng.terms.divisions import division_name
from minsheng.terms.errors import MinshengError
from minsheng.terms.periods import Month

LONGEST_ID = 64
_SEALED = "resident on a happiness list"
log = logging.getLogger(__name__)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def happiness(request: HttpRequest) -> HttpResponse:
    """The form that asks for a resident, and the list of one; the identifier is posted, never in the address."""
    try:
        with readable():
            people = residents.current()
    except MinshengError:
        return _spoilt(request)
    if people is None:
        return _page(request, "none", {"folder": settings.MINSHENG_REGISTER})
    if not people.snapshot.synthetic:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not is_officer(request.user):
            raise PermissionDenied
    if request.method != "POST":
        return _asked(request, people, "")
    sealed = request.POST.get("sealed", "")
    person = (unseal(sealed, _SEALED) or "") if sealed else request.POST.get("person", "").strip()
    if not person or len(person) > LONGEST_ID or not person.isprintable():
        return _asked(request, people, _("请填人员编号。"), person)
    try:
        with readable():
            home = people.home_of(person)
    except MinshengError:
        return _spoilt(request)
    if not people.snapshot.synthetic:
        record(request.user, "look", subject=person, detail={"who": masked(person), "found": home is not None})
        log.info("%s looked up resident %s", request.user.get_username(), masked(person))
    if home is None:
        return _asked(request, people, _("登记数据里没有这个人，请核对编号。"), person)
    return _list(request, people, home, person)


def _page(request: HttpRequest, state: str, more: Mapping[str, Any], status: int = 200) -> HttpResponse:
    context = {"state": state, "synthetic": False, **more}
    return render(request, "household/happiness.html", context, status=status)


def _spoilt(request: HttpRequest) -> HttpResponse:
    said = _("登记数据现在读不出来，可能正在更新。请过一会儿再试。")
    context = {"status": 503, "title": _("暂时查不到"), "said": said}
    return render(request, "error.html", context, status=503)


def _asked(request: HttpRequest, people: Residents, error: str, person: str = "") -> HttpResponse:
    snapshot = people.snapshot
    more = {
        "day": snapshot.day,
        "synthetic": snapshot.synthetic,
        "samples": people.samples,
        "kinds": _kinds(),
        "error": error,
        "person": person if snapshot.synthetic or error else "",
        "count": snapshot.manifest.get("rows", {}).get("person", {}).get("kept"),
    }
    return _page(request, "ask", more, status=404 if error and person else 200)


def _kinds() -> dict[str, str]:
    return {
        "elder": _("高龄老人"),
        "disabled": _("重度残疾人"),
        "pupil": _("中小学生"),
        "infant": _("婴幼儿"),
        "jobless": _("失业的人"),
        "adult": _("上班年纪的人"),
    }


def _list(request: HttpRequest, people: Residents, home: Home, person: str) -> HttpResponse:
    snapshot = people.snapshot
    month = Month(snapshot.day.year, snapshot.day.month)
    division = home.household.get("division", "")
    pack = _pack_of(division)
    if pack is None:
        return _page(request, "no-rules", {"synthetic": snapshot.synthetic})
    try:
        assessor = programs.current().ready(pack, month).assessor
        situation = situation_of(home.as_json(), assessor.day)
    except MinshengError as error:
        log.warning("the rules cannot answer for a resident: %s", ", ".join(each.code for each in error.faults))
        return _spoilt(request)
    if not assessor.rules:
        return _page(request, "no-rules", {"synthetic": snapshot.synthetic})
    answers = [each for each in assessor.answers(situation) if each.person_id in (None, person)]
    names = {HOME: _("全家"), home.household.get("household_id", HOME): _("全家"), person: _("本人")}
    catalogue = store.current()
    result = result_of(answers, catalogue, names, assessor.program.parameters)
    me = next(each for each in home.persons if each["person_id"] == person)
    more = {
        "synthetic": snapshot.synthetic,
        "day": snapshot.day,
        "month": month,
        "result": result,
        "catalogue": catalogue,
        "who": masked(person),
        "me": me,
        "where": division_name(division[:6]) or division,
        "others": [
            (seal(each["person_id"], _SEALED), masked(each["person_id"])) for each in home.persons if each is not me
        ],
    }
    return _page(request, "list", more)


def _pack_of(division: str) -> str | None:
    """The pack with rules whose jurisdiction holds the division, the smallest one first."""
    packs = store.current().packs
    best: tuple[int, str] | None = None
    for pack in programs.current().programs():
        prefix = packs[pack].about.division.rstrip("0") if pack in packs else "-"
        prefix += "0" if len(prefix) % 2 else ""
        if division.startswith(prefix) and (best is None or len(prefix) > best[0]):
            best = len(prefix), pack
    return None if best is None else best[1]
