"""The auditors' pages: what was done, by whom and when; who looked at one resident."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from minsheng.hub.audit.auditors import is_auditor
from minsheng.hub.audit.keys import subject_index, subject_indexes
from minsheng.hub.audit.models import Entry
from minsheng.hub.audit.trail import ACTIONS, record
from minsheng.hub.catalogue import listing

LONGEST_ID = 64
FILTERS = ("action", "actor", "day", "subject")
_INDEX = re.compile(r"[0-9a-f]{64}")
View = Callable[[HttpRequest], HttpResponse]


def _for_auditors(view: View) -> View:
    """Only auditors pass; who has not signed in is asked to."""

    @never_cache
    @wraps(view)
    def answer(request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not is_auditor(request.user):
            raise PermissionDenied
        return view(request)

    return answer


@require_safe
@_for_auditors
def trail(request: HttpRequest) -> HttpResponse:
    """The list, the latest first; looking at the entries of one resident is recorded before they are shown."""
    query = listing.asked(request.GET, FILTERS, longest=150)
    day, error = _day(query.get("day", ""))
    subject = query.get("subject", "")
    if subject and not _INDEX.fullmatch(subject):
        subject = query["subject"] = ""
    if subject:
        record(request.user, "trail-search", index=subject)
    found = _entries(query, day) if not error else Entry.objects.none()
    pager = listing.pager(found.count(), listing.page_number(request.GET), query)
    context = {
        "query": query,
        "error": error,
        "actions": ACTIONS,
        "entries": found[pager.offset : pager.offset + listing.PAGE],
        "pager": pager,
        "subject": subject,
        "without_subject": listing.query_string(query, subject="") if subject else "",
        "of_subject": lambda index: listing.query_string({}, subject=index),
        "when": lambda at: f"{timezone.localtime(at):%Y-%m-%d %H:%M:%S}",
        "details": _details,
        "roles": _roles,
    }
    return render(request, "audit/trail.html", context, status=422 if error else 200)


@require_POST
@_for_auditors
def resident(request: HttpRequest) -> HttpResponse:
    """From an identifier, which is posted and kept nowhere, to the entries about its resident."""
    person = request.POST.get("person", "").strip()
    if not person or len(person) > LONGEST_ID or not person.isprintable():
        return redirect("audit:trail")
    indexes = subject_indexes(person)
    written = set(Entry.objects.filter(subject__in=indexes).values_list("subject", flat=True)[:1000])
    # After a change of keys a resident has an index for each; the newest one with entries is shown first.
    best = next((each for each in indexes if each in written), subject_index(person))
    answer = redirect("audit:trail")
    answer["Location"] += listing.query_string({}, subject=best)
    return answer


def _day(given: str) -> tuple[date | None, str]:
    if not given:
        return None, ""
    try:
        return date.fromisoformat(given), ""
    except ValueError:
        return None, _("日期请写成 2026-11-22 这样。")


def _entries(query: dict[str, str], day: date | None) -> QuerySet[Entry]:
    found = Entry.objects.all()
    for name in ("action", "actor", "subject"):
        if query.get(name):
            found = found.filter(**{name: query[name]})
    if day is not None:
        begin = datetime.combine(day, time(), timezone.get_current_timezone())
        found = found.filter(at__gte=_stamp(begin), at__lt=_stamp(begin + timedelta(days=1)))
    return found


def _stamp(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}"


def _details(entry: Entry) -> list[tuple[str, str]]:
    """The detail as pairs of a word and a value; what no word is known for keeps its name."""
    words = {
        "who": _("编号"),
        "found": _("查到了"),
        "what": _("文件"),
        "run": _("批次"),
        "benefit": _("待遇"),
        "division": _("区划"),
        "synthetic": _("合成数据"),
        "known": _("有这个账号"),
        "account": _("账号"),
    }
    said = {True: _("是"), False: _("否")}
    told = {name: value for name, value in entry.told.items() if value != ""}
    order = [*(name for name in words if name in told), *(name for name in told if name not in words)]
    shown = {name: said[value] if isinstance(value, bool) else str(value) for name, value in told.items()}
    return [(words.get(name, name), shown[name]) for name in order]


def _roles(entry: Entry) -> list[str]:
    words = {
        "superuser": _("系统管理员"),
        "officer": _("经办人员"),
        "reviewer": _("审核人员"),
        "auditors": _("审计员"),
    }
    return [words.get(name, name) for name in entry.role.split(",") if name]
