"""``POST /observations``: figures an office's program reports, by an account that may; the one address that writes."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import authenticate
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.http.request import RawPostDataException, UnreadablePostError
from ninja.utils import check_csrf
from pydantic import BaseModel, Field

from minsheng.hub.accounts.officers import may_report
from minsheng.hub.api.errors import Error, failure, internal
from minsheng.hub.api.explain_body import NotJson, TooLarge, read_body
from minsheng.hub.api.routes import api
from minsheng.hub.catalogue import store as catalogue
from minsheng.monitor.book import STORES
from minsheng.monitor.importing.figures import Figure, Place, Read
from minsheng.monitor.importing.run import Asked, Imported, import_figures
from minsheng.monitor.importing.words import Words
from minsheng.monitor.store import Store
from minsheng.rules.situation import MAX_BYTES
from minsheng.terms.errors import Fault, MinshengError

MOST_ROWS = 5000
_MOST_TOLD = 200
_TEXTS = ("indicator", "division", "period", "unit", "group", "source", "note")
_OURS = ("observations.io", "observations.gap", "observations.unreadable", "observations.busy")
"""Faults of the server's own files: nothing the sender could mend."""
REFUSED = {400: Error, 401: Error, 403: Error, 404: Error, 405: Error, 413: Error, 422: Error, 500: Error}


class ObservationIn(BaseModel):
    """A figure: of which indicator, where, for when, how much, and by whose word."""

    indicator: str = Field(description="指标编号，或规划里印的名称", examples=["hz-2021.t1.3"])
    division: str = Field(description="区划代码或名称", examples=["330106"])
    period: str = Field(description="2023、2023Q4、2023-12 或 2021-2025", examples=["2023Q4"])
    value: str | int | float = Field(description="数值；写成文字就不会经过浮点数", examples=["2.4"])
    source: str = Field(description="谁说的：公报、统计表、文件", examples=["市人社局四季度快报"])
    unit: str | None = Field(None, description="单位；与指标的不同就算错")
    group: str | None = Field(None, description="城镇、农村或人群；不写是全体")
    note: str | None = Field(None, description="备注；写了就是已经核对过存疑的数")


class ObservationsIn(BaseModel):
    """Figures of one pack, brought in together."""

    pack: str = Field(description="规则包，如 hangzhou", examples=["hangzhou"])
    observations: list[ObservationIn] = Field(max_length=MOST_ROWS)
    because: str | None = Field(None, description="更正的理由：与已有的数不同的，改成新的，旧的留底")
    strict: bool = Field(False, description="有一处错误或疑问就全部不收")
    accept: bool = Field(False, description="存疑的数确认无误，收下")
    expect: int | None = Field(None, ge=0, description="只在数据还是这一版时才写")


class RowFault(BaseModel):
    """What is wrong with a row, counted from 0; null when it is not one row's."""

    row: int | None
    code: str
    message: str
    read: str | None = None
    expected: str | None = None


class ObservationsOut(BaseModel):
    """What was done: the version of the data now, how many figures went in, and which did not."""

    version: int
    new: int
    corrected: int
    same: int
    faults: list[RowFault]
    aside: list[RowFault]


BODY = {
    "requestBody": {"required": True, "content": {"application/json": {"schema": ObservationsIn.model_json_schema()}}}
}


@api.post("/observations", response={200: ObservationsOut, **REFUSED}, summary="报指标数据", openapi_extra=BODY)
def observations(request: HttpRequest) -> Any:
    """Bring figures in as `minsheng monitor import` does; the account's name is who entered them."""
    refused = _refused_sender(request)
    if refused is not None:
        return refused
    try:
        asked = read_body(request.body)
    except NotJson as error:
        return failure(400, "bad-request", data={"reason": str(error)})
    except (TooLarge, RequestDataTooBig):
        return failure(413, "too-large", data={"most_bytes": MAX_BYTES})
    except (UnreadablePostError, RawPostDataException):
        return failure(400, "bad-request", data={"reason": "请求没有收全"})
    try:
        found = _import(asked, str(request.user.get_username()))
    except MinshengError as error:
        if any(fault.code in _OURS for fault in error.faults):
            raise
        rows = _told(error.faults)
        return failure(422, "invalid", rows[0]["message"], {"fields": rows[:_MOST_TOLD], "faults": len(rows)})
    if found is None:
        return failure(404, "not-found", "没有这个规则包", {"pack": str(asked.get("pack"))[:60]})
    added = found.added
    return {
        "version": added.version,
        "new": added.new,
        "corrected": added.corrected,
        "same": added.same,
        "faults": _told(found.faults),
        "aside": _told(tuple(one.fault for one in found.aside)),
    }


def _refused_sender(request: HttpRequest) -> HttpResponse | None:
    """The answer for who may not: a session needs its CSRF token, a program sends name and password (Basic)."""
    given = request.headers.get("Authorization", "")
    if given:
        user = _by_password(request, given)
        if user is not None:
            request.user = user
    elif request.user.is_authenticated and check_csrf(request, observations) is not None:
        return failure(403, "forbidden", "请求没有带上页面的 CSRF 令牌", {})
    if not request.user.is_authenticated or (given and user is None):
        response = failure(401, "unauthorized")
        response.headers["WWW-Authenticate"] = 'Basic realm="minsheng", charset="UTF-8"'
        return response
    return None if may_report(request.user) else failure(403, "forbidden")


def _by_password(request: HttpRequest, header: str) -> Any:
    scheme, _, coded = header.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        name, colon, password = base64.b64decode(coded.strip(), validate=True).decode("utf-8").partition(":")
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return None
    return authenticate(request, username=name, password=password) if colon else None


def _import(asked: Mapping[str, Any], by: str) -> Imported | None:
    wanted = _checked(asked)
    packs = catalogue.current().packs
    if asked["pack"] not in packs:
        return None
    pack = packs[asked["pack"]]
    held = Store(Path(settings.MINSHENG_DATA) / STORES / pack.id)
    figures = [_figure(number, row) for number, row in enumerate(asked["observations"])]
    how = Asked(
        by,
        wanted.because,
        strict=wanted.strict,
        accept=wanted.accept,
        expect=wanted.expect,
    )
    return import_figures(Read(figures), Words(pack, packs), packs, held, how, name="observations", origin="API")


def _checked(asked: Mapping[str, Any]) -> ObservationsIn:
    """The body as its shape; raises `MinshengError` with every place that does not fit."""
    from pydantic import ValidationError

    try:
        return ObservationsIn.model_validate(_plain(asked), strict=True)
    except ValidationError as error:
        faults = []
        for each in error.errors()[:_MOST_TOLD]:
            at = each["loc"]
            row = at[1] + 1 if len(at) > 1 and at[0] == "observations" and isinstance(at[1], int) else None
            where = ".".join(str(part) for part in at)
            faults.append(
                Fault("observations.shape", f"{where}：格式不对", "observations", row, str(each["input"])[:60])
            )
        raise MinshengError.of(faults) from None


def _plain(value: Any) -> Any:
    """Exact figures as text, for the shape knows no decimals."""
    if isinstance(value, Decimal):
        return format(value, "f") if abs(value.adjusted()) < 60 else str(value)
    if isinstance(value, dict):
        return {name: _plain(part) for name, part in value.items()}
    return [_plain(part) for part in value] if isinstance(value, list) else value


def _figure(number: int, row: Mapping[str, Any]) -> Figure:
    words = {name: str(row[name]) for name in _TEXTS if row.get(name) is not None}
    return Figure(Place("observations", number + 1), str(_plain(row["value"])), words)


def _told(faults: tuple[Fault, ...]) -> list[dict[str, Any]]:
    return [
        {
            "row": None if one.line is None else one.line - 1,
            "code": one.code,
            "message": one.message,
            "read": one.read,
            "expected": one.expected,
        }
        for one in faults
    ]


def reported(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view that answers POST alone, never kept, its failures in the one shape; pages of other sites may not ask."""

    def answer(request: HttpRequest, **named: Any) -> HttpResponse:
        if request.method != "POST":
            response = failure(405, "method-not-allowed", "这个地址只接受 POST", {"method": request.method})
            response.headers["Allow"] = "POST"
        else:
            try:
                response = view(request, **named)
            except Exception as error:
                response = internal(request, error)
        response.headers["Cache-Control"] = "no-store"
        return response

    # A program has no page to take a token from; a session's token is asked for above.
    answer.csrf_exempt = True
    return answer
