"""``POST /explain``: what one household or institution is owed, and why; nothing is kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.http.request import RawPostDataException, UnreadablePostError

from minsheng.hub.api.errors import Error, failure, internal
from minsheng.hub.api.explain_body import NotJson, TooLarge, asked_of, fields_of_faults, read_body
from minsheng.hub.api.explain_shapes import ExplainIn, ExplainOut
from minsheng.hub.api.explain_text import encoded, writer_of
from minsheng.hub.api.routes import api
from minsheng.hub.catalogue import programs
from minsheng.rules.situation import MAX_BYTES, situation_of
from minsheng.terms.errors import MinshengError

METHODS = "POST, OPTIONS"
REFUSED = {400: Error, 405: Error, 413: Error, 422: Error, 500: Error, 503: Error}
BODY = {"requestBody": {"required": True, "content": {"application/json": {"schema": ExplainIn.model_json_schema()}}}}


@api.post("/explain", response={200: ExplainOut, **REFUSED}, summary="我能享受什么", openapi_extra=BODY)
def explain(request: HttpRequest) -> HttpResponse:
    """Every benefit in force that month, with amount, reasons and clause; as `minsheng explain --json`."""
    try:
        asked = asked_of(read_body(request.body))
    except NotJson as error:
        return failure(400, "bad-request", data={"reason": str(error)})
    except (TooLarge, RequestDataTooBig):
        return failure(413, "too-large", data={"most_bytes": MAX_BYTES})
    except (UnreadablePostError, RawPostDataException):
        return failure(400, "bad-request", data={"reason": "请求没有收全"})
    except MinshengError as error:
        return _refused(error)
    try:
        ready = programs.current().ready(asked.pack, asked.month, asked.parameters)
    except MinshengError as error:
        known = all(fault.code.startswith(("parameters.", programs.UNKNOWN_PACK)) for fault in error.faults)
        return _refused(error) if known else failure(503, "unavailable", data={"faults": len(error.faults)})
    assessor = ready.assessor
    try:
        situation = situation_of(asked.about, assessor.day, institution=asked.institution)
    except MinshengError as error:
        return _refused(error)
    results = writer_of(assessor).results(assessor.answers(situation))
    head = {"pack": asked.pack, "month": str(asked.month), "stale": bool(ready.faults)}
    head["ignored"] = [*asked.ignored, *situation.ignored]
    body = b'%b,"results":%b}' % (encoded(head)[:-1], results)
    return HttpResponse(body, content_type="application/json; charset=utf-8")


def _refused(error: MinshengError) -> HttpResponse:
    fields = fields_of_faults(error.faults)
    return failure(422, "invalid", fields[0]["message"], {"fields": fields[:200]})


def posted(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view that answers POST alone, never kept, its failures in the one shape; open to pages of other sites."""

    def answer(request: HttpRequest, **named: Any) -> HttpResponse:
        if request.method == "OPTIONS":
            response = HttpResponse(status=204, headers={"Access-Control-Allow-Headers": "Content-Type"})
            response.headers["Access-Control-Allow-Methods"] = METHODS
        elif request.method != "POST":
            response = failure(405, "method-not-allowed", "这个地址只接受 POST", {"method": request.method})
            response.headers["Allow"] = METHODS
        else:
            try:
                response = view(request, **named)
            except Exception as error:
                response = internal(request, error)
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Cache-Control"] = "no-store"
        return response

    answer.csrf_exempt = True
    return answer
