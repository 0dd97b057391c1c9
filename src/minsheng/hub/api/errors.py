"""One shape for everything that can go wrong in the API: ``{"error": {"code", "message", "data"}}``."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI, Schema
from ninja.errors import HttpError, ValidationError

from minsheng.hub.catalogue.public import public
from minsheng.hub.catalogue.store import Catalogue

log = logging.getLogger(__name__)

MESSAGES = {
    "bad-request": "请求不合要求",
    "unauthorized": "要用有权报数的账号登录",
    "forbidden": "这个账号不能报数",
    "not-found": "没有找到",
    "method-not-allowed": "这个地址只能读取",
    "too-large": "内容太大，没有接收",
    "invalid": "参数不合要求",
    "unavailable": "规则有错误，暂时不能计算",
    "internal": "服务器出错，已记录",
}


class ErrorBody(Schema):
    """What went wrong: a stable code in English, a Chinese sentence, and what it is about."""

    code: str
    message: str
    data: dict[str, Any]


class Error(Schema):
    """Every answer that is not a success."""

    error: ErrorBody


class NotFound(Exception):
    """Nothing is at this address: what was looked for goes into ``data``."""

    def __init__(self, message: str, **data: Any) -> None:
        super().__init__(message)
        self.message, self.data = message, data


def failure(status: int, code: str, message: str | None = None, data: Mapping[str, Any] | None = None) -> HttpResponse:
    """The answer for a failure, in the one shape."""
    said = message or MESSAGES[code]
    body = {"error": {"code": code, "message": said, "data": dict(data or {})}}
    return JsonResponse(body, status=status, json_dumps_params={"ensure_ascii": False})


def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    fields = [
        {"field": str(each["loc"][-1]), "in": str(each["loc"][0]), "message": str(each["msg"])} for each in error.errors
    ]
    return failure(422, "invalid", data={"fields": fields})


def internal(request: HttpRequest, error: Exception) -> HttpResponse:
    """The answer for a fault of the server, which goes into the log; what was sent does not."""
    log.exception("API failed: %s", request.path)
    return failure(500, "internal")


def install(api: NinjaAPI) -> None:
    """Make this API answer every failure in the one shape."""
    api.add_exception_handler(ValidationError, _invalid)
    api.add_exception_handler(Http404, lambda request, error: failure(404, "not-found"))
    api.add_exception_handler(NotFound, lambda request, error: failure(404, "not-found", error.message, error.data))
    api.add_exception_handler(
        HttpError, lambda request, error: failure(error.status_code, "bad-request", None, {"reason": error.message})
    )
    api.add_exception_handler(Exception, internal)


def shaped(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view that is kept like a public page, with an ETag; whose 405 and 500 have the one shape; open to other sites.

    HEAD is answered as GET; the server leaves the body out.
    """

    def asked(request: HttpRequest, catalogue: Catalogue, **named: Any) -> HttpResponse:
        request.method = "GET"
        return view(request, **named)

    kept = public(asked)

    def answer(request: HttpRequest, **named: Any) -> HttpResponse:
        try:
            response = kept(request, **named)
        except Exception as error:
            response = internal(request, error)
        if response.status_code == 405:
            response = failure(405, "method-not-allowed", data={"method": request.method})
            response.headers["Allow"] = "GET, HEAD"
        response.headers["Access-Control-Allow-Origin"] = "*"
        return response

    answer.csrf_exempt = True
    return answer


def nothing_here(request: HttpRequest, path: str) -> HttpResponse:
    """The answer for an address the API does not have."""
    return failure(404, "not-found", data={"path": request.path})
