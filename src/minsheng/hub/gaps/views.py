"""The pages: ask, wait, see districts, leaf through a list, download it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from minsheng.assess.missing.lists import FILES
from minsheng.hub.audit.trail import record
from minsheng.hub.catalogue import listing
from minsheng.hub.gaps import jobs, pages
from minsheng.hub.gaps.access import current_snapshot, stranger
from minsheng.hub.gaps.form import AskForm
from minsheng.hub.gaps.jobs import Job
from minsheng.hub.gaps.models import Download
from minsheng.terms.errors import MinshengError

MOST_DOWNLOADS = 20
REFRESH_SECONDS = 2
log = logging.getLogger(__name__)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """The form with earlier comparisons below it; posting it begins one."""
    if not request.user.is_authenticated:
        away = stranger(request, synthetic=True)
        assert away is not None
        return away
    try:
        snapshot = current_snapshot()
    except MinshengError:
        said = _("登记数据现在读不出来，可能正在更新。请过一会儿再试。")
        context = {"status": 503, "title": _("暂时查不到"), "said": said}
        return render(request, "error.html", context, status=503)
    if snapshot is None:
        return render(request, "gaps/none.html", {"folder": settings.MINSHENG_REGISTER})
    stranger(request, synthetic=snapshot.synthetic)
    form = AskForm(snapshot, request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        wish = form.wish
        asked = {
            "pack": wish.pack,
            "benefit": wish.benefit,
            "name": form.benefit_name,
            "month": str(wish.month),
            "strict": form.cleaned_data["strict"],
            "by": request.user.pk,
            "register": str(settings.MINSHENG_REGISTER),
            "synthetic": snapshot.synthetic,
        }
        job = jobs.new_job(asked, None if form.example else form.cleaned_data["file"])
        jobs.SHELF.start(job)
        return redirect("gaps:show", token=job.token)
    earlier = [job for job in jobs.recent(request.user) if job.asked["synthetic"] or not snapshot.synthetic]
    context = {"form": form, "snapshot": snapshot, "earlier": earlier, "name_of": _name_of, "when": _when}
    return render(request, "gaps/ask.html", context, status=422 if request.method == "POST" else 200)


View = Callable[..., HttpResponseBase]


def _own(view: View) -> View:
    """Give the view the user's own comparison, and nobody else's."""

    @never_cache
    @wraps(view)
    def answer(request: HttpRequest, token: str, **named: Any) -> HttpResponseBase:
        away = stranger(request, synthetic=True)
        if away is not None:
            return away
        job = jobs.find(token, request.user)
        if job is None:
            raise Http404
        stranger(request, synthetic=bool(job.asked["synthetic"]))
        return view(request, job, **named)

    return answer


@require_safe
@_own
def show(request: HttpRequest, job: Job) -> HttpResponse:
    """How far a comparison is, why it failed, or what it came to."""
    state = job.state
    if state != "done":
        waiting = render(request, "gaps/wait.html", {"job": job, "state": state, "name": _name_of(job)})
        if state == "running":
            waiting["Refresh"] = str(REFRESH_SECONDS)
        return waiting
    benefit = pages.benefit_of(job, request.GET.get("benefit", ""))
    context = {
        **_common(job),
        "benefit": benefit,
        "bars": pages.bars(job, benefit["benefit"]),
        "width": pages.WIDTH,
        "missing_width": max([1, *(one["count"] for one in benefit["missing"])]),
        "faults": pages.faults(job),
        "when": lambda at: f"{timezone.localtime(at):%Y-%m-%d %H:%M}",
        "downloads": Download.objects.filter(comparison=job.token).select_related("by")[:MOST_DOWNLOADS],
    }
    return render(request, "gaps/show.html", context)


@require_safe
@_own
def people(request: HttpRequest, job: Job, which: str) -> HttpResponse:
    """A page of one list, identifiers hidden but for their ends."""
    name = pages.known(which)
    if name is None or job.state != "done":
        raise Http404
    query = listing.asked(request.GET, ("benefit", "division"), longest=100)
    benefit = pages.benefit_of(job, query.get("benefit", ""))
    division = query.get("division", "")
    total = pages.total_of(job, name, benefit["benefit"], division)
    pager = listing.pager(total, listing.page_number(request.GET), query)
    context = {
        **_common(job),
        "which": name,
        "benefit": benefit,
        "division": division,
        "divisions": [bar for bar in pages.bars(job, benefit["benefit"]) if bar.figures[pages.COUNTS[name]]],
        "pager": pager,
        "rows": pages.rows(
            job, name, benefit["benefit"], division, pager.offset, min(listing.PAGE, total - pager.offset)
        ),
        "field_labels": {one["field"]: one["label"] for one in benefit["missing"]},
    }
    return render(request, "gaps/people.html", context)


@require_POST
@_own
def download(request: HttpRequest, job: Job, which: str) -> HttpResponseBase:
    """A list as CSV with whole identifiers; who took it and when is recorded first."""
    name = pages.known(which)
    if name is None or job.state != "done":
        raise Http404
    benefit, division = (request.POST.get(each, "")[:100] for each in ("benefit", "division"))
    synthetic = bool(job.summary["synthetic"])
    told = {
        "run": job.token,
        "what": FILES[name],
        "benefit": benefit,
        "division": division[:12],
        "synthetic": synthetic,
    }
    with transaction.atomic():
        Download.objects.create(
            comparison=job.token, what=FILES[name], benefit=benefit, where=division[:12], by=request.user
        )
        record(request.user, "download", detail=told)
    log.info("%s downloaded %s of comparison %s", request.user.get_username(), FILES[name], job.token)
    answer = StreamingHttpResponse(pages.file_of(job, name, benefit, division), content_type="text/csv; charset=utf-8")
    made_up = "synthetic-" if synthetic else ""
    file = "-".join(part for part in (made_up + FILES[name], benefit, division) if part)
    safe = "".join(letter if letter.isascii() and (letter.isalnum() or letter == "-") else "_" for letter in file)
    answer["Content-Disposition"] = f'attachment; filename="{safe}.csv"'
    return answer


@require_POST
@_own
def drop(request: HttpRequest, job: Job) -> HttpResponse:
    """Remove a comparison that is not under way."""
    if job.state != "running":
        jobs.SHELF.drop(job)
    return redirect("gaps:ask")


def _common(job: Job) -> dict[str, Any]:
    summary = job.summary
    return {
        "job": job,
        "summary": summary,
        "counts": pages.COUNTS,
        "masked": pages.masked,
        "yuan": pages.yuan,
        "words": words(),
        "nowhere": pages.NOWHERE,
    }


def words() -> dict[str, str]:
    """What the lists are called."""
    return {
        "owed": _("应享未享"),
        "not_owed": _("享而不应"),
        "differs": _("金额不符"),
        "undecided": _("说不准"),
    }


def _name_of(job: Job) -> str:
    """What a comparison is of, for a heading: the benefits it compared, else the one asked about, else the file."""
    if job.state == "done":
        names = [one["name"] for one in job.summary["benefits"]]
        return "、".join(names[:3]) + ("……" if len(names) > 3 else "")
    return str(job.asked["name"] or job.asked["file"])


def _when(job: Job) -> str:
    return f"{datetime.fromtimestamp(job.asked['at'], timezone.get_current_timezone()):%Y-%m-%d %H:%M}"
