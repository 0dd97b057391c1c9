"""Files to take away, a report or a template: ask, wait while it is written beside the hub, download."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from minsheng.hub.cockpit import jobs
from minsheng.hub.cockpit.access import staff
from minsheng.hub.cockpit.asking import common
from minsheng.hub.cockpit.board import Board
from minsheng.hub.cockpit.forms import ReportForm
from minsheng.hub.cockpit.jobs import Job
from minsheng.hub.cockpit.scene import moments
from minsheng.hub.cockpit.words import period_words
from minsheng.hub.cockpit.work import WRITTEN
from minsheng.hub.config.jinja import address

TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@require_http_methods(["GET", "HEAD", "POST"])
@staff
def report(request: HttpRequest, board: Board) -> HttpResponse:
    """The form, and the reports the user had written before; posting it begins one."""
    periods = [(str(one), period_words(one)) for one in moments(board)]
    form = ReportForm(periods, request.POST or None)
    if request.method == "POST" and form.is_valid():
        asked = {"kind": "report", "by": request.user.get_username(), "user": request.user.pk, **form.cleaned_data}
        found = jobs.new_job(board, asked)
        jobs.start(found)
        return redirect("cockpit:written", pack=board.pack.id, token=found.token)
    context = common(request, board) | {"form": form, "earlier": _earlier(request, board), "staff": True}
    return render(request, "cockpit/report.html", context, status=422 if request.method == "POST" else 200)


def _earlier(request: HttpRequest, board: Board) -> list[Job]:
    return [
        one
        for one in jobs.SHELF.everyone()
        if one.asked["kind"] == "report" and one.asked["pack"] == board.pack.id and one.asked["user"] == request.user.pk
    ]


def _own(request: HttpRequest, board: Board, token: str) -> Job:
    found = jobs.find(token, request.user, board.pack.id)
    if found is None or found.asked["kind"] not in ("report", "template"):
        raise Http404
    return found


@require_safe
@staff
def written(request: HttpRequest, board: Board, token: str) -> HttpResponse:
    """How far a file is; when it is there the browser begins to download it."""
    found = _own(request, board, token)
    state = found.state
    context: dict[str, Any] = common(request, board) | {"job": found, "state": state, "staff": True}
    if state == "done":
        ready = render(request, "cockpit/ready.html", context | {"result": found.result})
        ready["Refresh"] = f"1; url={address('cockpit:download', board.pack.id, token)}"
        return ready
    waiting = render(request, "cockpit/wait.html", context)
    if state == "running":
        waiting["Refresh"] = "2"
    return waiting


@require_safe
@staff
def download(request: HttpRequest, board: Board, token: str) -> HttpResponseBase:
    """The file, named after what it is of."""
    found = _own(request, board, token)
    path: Path = found.folder / WRITTEN
    if found.state != "done" or not path.is_file():
        raise Http404
    form = found.asked["form"]
    mark = "（含合成数据）" if found.result["synthetic"] else ""
    name = f"{found.result['title']}{found.asked['period']}{mark}.{form}"
    answer = FileResponse(path.open("rb"), content_type=TYPES[form])
    plain = f"{found.asked['kind']}-{board.pack.id}-{found.asked['period']}.{form}"
    answer["Content-Disposition"] = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}"
    return answer
