"""The addresses of the API that are read: public, paginated."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI, Query, Schema
from pydantic import Field

from minsheng import __version__
from minsheng.hub.api import columns, shapes
from minsheng.hub.api.errors import Error, NotFound, failure, install
from minsheng.hub.api.findings import ComparisonOut, FindingOut, Findings
from minsheng.hub.api.linked import catalogue_as_json_ld
from minsheng.hub.catalogue import store
from minsheng.hub.catalogue.search import Filters, Row
from minsheng.packs.compare import compare as side_by_side

FAILURES = {400: Error, 404: Error, 405: Error, 422: Error, 500: Error}
CSV_TOO = {"responses": {200: {"content": {"text/csv": {"schema": {"type": "string"}}}}}}
MOST = 200

api = NinjaAPI(
    title="民生 Minsheng",
    version=__version__,
    description="公共服务承诺的开放数据：服务项目、目标指标、规划文件，以及一户人家能享受什么。只读，什么都不存，无需登录；"
    "只有报指标数据要登录。",
    docs_url=None,
    urls_namespace="api",
)
install(api)

Shape = dict[str, Any]


class Paging(Schema):
    """Which page, and in which form."""

    limit: int = Field(20, ge=1, le=MOST, description="一页多少行")
    offset: int = Field(0, ge=0, le=1_000_000, description="跳过多少行")
    format: Literal["json", "csv"] = Field("json", description="csv 一次给出全部行，不分页")


class Asked(Paging):
    """Words and filters; a filter may be given several times, which widens it."""

    q: str = Field("", max_length=200, description="词语，部分也可；几个词须同时出现")
    area: list[str] = Field([], max_length=50, description="服务领域")
    jurisdiction: list[str] = Field([], max_length=50, description="地区，含上级的承诺")
    pack: list[str] = Field([], max_length=50, description="仅此规则包")
    document: list[str] = Field([], max_length=50, description="规划文件")

    def filters(self, *kind: str) -> Filters:
        """These filters as the index takes them."""
        given = {name: tuple(getattr(self, name, ())) for name in ("area", "jurisdiction", "pack", "document")}
        more = {name: tuple(getattr(self, name, ())) for name in ("tier", "group", "life_stage")}
        return Filters(kind=kind, **given, **more)


class AskedItems(Asked):
    """What only items can be filtered by."""

    tier: list[Literal["basic", "raised"]] = Field([], max_length=50, description="基本或提升")
    group: list[str] = Field([], max_length=50, description="人群")
    life_stage: list[str] = Field([], max_length=50, description="人生阶段")


class AskedAll(AskedItems):
    """What a search can be narrowed by."""

    kind: list[Literal["item", "indicator"]] = Field([], max_length=50, description="服务项目或指标")


def _shape(row: Row) -> Shape:
    shape = shapes.ItemOut if row.kind == "item" else shapes.IndicatorOut
    return shape.of(row.pack, row.entry)


def _found(asked: Asked, *kind: str) -> tuple[Shape, list[Shape]]:
    whole = asked.format == "csv"
    index = store.current().index
    limit, offset = (len(index.rows), 0) if whole else (asked.limit, asked.offset)
    hits = index.search(asked.q, asked.filters(*kind), limit=limit, offset=offset)
    head = {"total": hits.total, "limit": asked.limit, "offset": asked.offset, "how": hits.how, "facets": hits.facets}
    return head, [_shape(row) for row in hits.rows]


def _page(rows: Sequence[Shape], paging: Paging, as_csv: Callable[[Sequence[Shape]], HttpResponse]) -> Any:
    if paging.format == "csv":
        return as_csv(rows)
    results = rows[paging.offset : paging.offset + paging.limit]
    return {"total": len(rows), "limit": paging.limit, "offset": paging.offset, "results": results}


@api.get("/items", response={200: shapes.Items, **FAILURES}, summary="服务项目", openapi_extra=CSV_TOO)
def items(request: HttpRequest, asked: Query[AskedItems]) -> Any:
    """Service items, with words best first, otherwise in the order of the plans."""
    head, rows = _found(asked, "item")
    return columns.items(rows) if asked.format == "csv" else head | {"results": rows}


@api.get("/items/{pack}/{id}", response={200: shapes.ItemOut, **FAILURES}, summary="一个服务项目")
def item(request: HttpRequest, pack: str, id: str) -> Any:
    """One service item."""
    found = store.current().items.get((pack, id))
    if found is None:
        raise NotFound("没有这个服务项目", pack=pack, id=id)
    return shapes.ItemOut.of(pack, found)


@api.get("/indicators", response={200: shapes.Indicators, **FAILURES}, summary="目标指标", openapi_extra=CSV_TOO)
def indicators(request: HttpRequest, asked: Query[Asked]) -> Any:
    """Indicators and numeric commitments; as CSV one line a figure."""
    head, rows = _found(asked, "indicator")
    return columns.indicators(rows) if asked.format == "csv" else head | {"results": rows}


@api.get("/indicators/{pack}/{id}", response={200: shapes.IndicatorOut, **FAILURES}, summary="一个指标")
def indicator(request: HttpRequest, pack: str, id: str) -> Any:
    """One indicator."""
    found = store.current().indicators.get((pack, id))
    if found is None:
        raise NotFound("没有这个指标", pack=pack, id=id)
    return shapes.IndicatorOut.of(pack, found)


@api.get("/search", response={200: shapes.Found, **FAILURES}, summary="搜索", openapi_extra=CSV_TOO)
def search(request: HttpRequest, asked: Query[AskedAll]) -> Any:
    """Items and indicators together, best first, with counts for each filter."""
    head, rows = _found(asked, *asked.kind)
    return columns.found(rows) if asked.format == "csv" else head | {"results": rows}


@api.get("/documents", response={200: shapes.Documents, **FAILURES}, summary="规划文件", openapi_extra=CSV_TOO)
def documents(request: HttpRequest, paging: Query[Paging]) -> Any:
    """Plan documents with their outline."""
    rows = [shapes.DocumentOut.of(pack, each) for pack, each in store.current().documents.values()]
    return _page(rows, paging, columns.documents)


@api.get("/packs", response={200: shapes.Packs, **FAILURES}, summary="规则包", openapi_extra=CSV_TOO)
def packs(request: HttpRequest, paging: Query[Paging]) -> Any:
    """Packs, one a jurisdiction."""
    return _page([shapes.PackOut.of(pack) for pack in store.current().packs.values()], paging, columns.packs)


@api.get("/areas", response={200: shapes.Areas, **FAILURES}, summary="服务领域", openapi_extra=CSV_TOO)
def areas(request: HttpRequest, paging: Query[Paging]) -> Any:
    """Service areas with their classes; each as the pack that defines it words it."""
    rows = [shapes.AreaOut.of(pack.id, area) for pack in store.current().packs.values() for area in pack.areas]
    return _page(rows, paging, columns.areas)


@api.get("/audit/{pack}", response={200: Findings, **FAILURES}, summary="规划体检", openapi_extra=CSV_TOO)
def audit(request: HttpRequest, pack: str, paging: Query[Paging]) -> Any:
    """What a careful planner would find in a pack's plans, each finding with the clauses it names."""
    catalogue = store.current()
    if pack not in catalogue.packs:
        raise NotFound("没有这个规则包", pack=pack)
    return _page([FindingOut.of(each) for each in catalogue.findings(pack)], paging, columns.findings)


@api.get("/compare", response={200: ComparisonOut, **FAILURES}, summary="地区对比", openapi_extra=CSV_TOO)
def compare(
    request: HttpRequest,
    left: str = Query(..., max_length=100, description="规则包"),
    right: str = Query(..., max_length=100, description="另一个规则包"),
    format: Literal["json", "csv"] = "json",
) -> Any:
    """Two jurisdictions side by side: services paired by area, indicators with their figures by year."""
    packs = store.current().packs
    for pack in (left, right):
        if pack not in packs:
            raise NotFound("没有这个规则包", pack=pack)
    if left == right:
        same = {"field": "right", "in": "query", "message": "要比较的是同一个规则包"}
        return failure(422, "invalid", data={"fields": [same]})
    found = side_by_side(left, right, packs)
    if format == "csv":
        return columns.comparison(found)
    return found.as_json() | {"below": [FindingOut.of(each) for each in found.below]}


@api.get(
    "/catalogue.jsonld",
    response={404: Error, 405: Error, 500: Error},
    summary="DCAT 3 / CPSV-AP 目录",
    openapi_extra={
        "responses": {
            200: {"description": "OK", "content": {"application/ld+json": {"schema": {"type": "object"}}}},
        }
    },
)
def catalogue(request: HttpRequest) -> HttpResponse:
    """Data sets and services as linked data."""
    body = catalogue_as_json_ld(store.current(), request.build_absolute_uri)
    return HttpResponse(json.dumps(body, ensure_ascii=False), content_type="application/ld+json")
