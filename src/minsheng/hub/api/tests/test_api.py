from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from django.test import Client

from minsheng.hub.catalogue import store

ROOT = "/api/v1"


def get(path: str, status: int = 200, **query: Any) -> Any:
    response = Client().get(ROOT + path, query)
    assert response.status_code == status, response.content.decode()
    assert (
        response["Content-Type"] == "application/json; charset=utf-8" or "application/json" in response["Content-Type"]
    )
    return response.json()


def table(path: str, **query: Any) -> list[dict[str, str]]:
    response = Client().get(ROOT + path, query | {"format": "csv"})
    assert response.status_code == 200
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment" in response["Content-Disposition"]
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))


def test_items_come_as_a_page_with_their_total() -> None:
    answer = get("/items", limit=1, offset=1)
    assert (answer["total"], answer["limit"], answer["offset"]) == (2, 1, 1)
    assert [each["id"] for each in answer["results"]] == ["nursery"]


def test_an_item_has_its_five_fields_its_figures_its_source_and_its_history() -> None:
    item = get("/items/down/care-subsidy")
    assert item["serves"] == "重度残疾人"
    assert item["lead"] == ["市残联", "市民政局"]
    assert item["amounts"] == [{"value": 187.5, "unit": "元", "op": ">=", "per": "人·月", "applies_to": "全部不能自理"}]
    assert item["source"]["citation"] == "down-2021 专栏2.4"
    assert (item["source"]["box"], item["source"]["item"], item["source"]["table"]) == (2, 4, None)
    assert item["history"][0]["change"] == "标准提高"
    assert item["history"][0]["amounts"][0]["value"] == 100


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ({"q": "护理"}, ["care-subsidy"]),
        ({"area": "childcare"}, ["nursery"]),
        ({"area": ["childcare", "support"]}, ["care-subsidy", "nursery"]),
        ({"tier": "basic"}, ["care-subsidy"]),
        ({"group": "infants"}, ["nursery"]),
        ({"life_stage": "any"}, ["care-subsidy"]),
        ({"jurisdiction": "down"}, ["care-subsidy", "nursery"]),
        ({"jurisdiction": "up"}, []),
        ({"pack": "down", "document": "down-2021", "q": "托位"}, ["nursery"]),
    ],
)
def test_items_can_be_found_by_words_and_filters(query: dict[str, Any], ids: list[str]) -> None:
    assert [each["id"] for each in get("/items", **query)["results"]] == ids


def test_indicators_come_with_every_figure() -> None:
    answer = get("/indicators", area="childcare")
    assert [each["id"] for each in answer["results"]] == ["up-2021.t1.1", "down-2021.t1.1"]
    one = get("/indicators/down/down-2021.t1.1")
    assert [(each["kind"], each["year"], each["value"], each["low"]) for each in one["values"]] == [
        ("actual", 2020, 3, None),
        ("target", 2025, None, 3.5),
    ]


def test_a_jurisdiction_includes_what_the_level_above_promises() -> None:
    assert get("/indicators", jurisdiction="down")["total"] == 3
    assert get("/indicators", pack="down")["total"] == 2


def test_search_finds_items_and_indicators_together_with_counts() -> None:
    answer = get("/search", q="托位")
    assert {each["kind"] for each in answer["results"]} == {"item", "indicator"}
    assert answer["facets"]["kind"] == {"item": 1, "indicator": 2}
    assert answer["how"] == "all"
    assert get("/search", q="托位", kind="item")["total"] == 1


def test_documents_packs_and_areas_are_listed() -> None:
    documents = get("/documents")["results"]
    assert [(each["pack"], each["id"], each["items"], each["indicators"]) for each in documents] == [
        ("up", "up-2021", 0, 1),
        ("down", "down-2021", 2, 2),
        ("down", "down-2013", 0, 0),
    ]
    assert documents[1]["outline"] == [{"path": "一", "title": "总则"}]
    assert [(each["id"], each["parent"], each["items"]) for each in get("/packs")["results"]] == [
        ("up", None, 0),
        ("down", "up", 2),
    ]
    assert [each["id"] for each in get("/areas")["results"]] == ["support", "childcare"]


def test_csv_gives_all_rows_whatever_the_page_and_excel_sees_utf_8() -> None:
    assert Client().get(ROOT + "/items?format=csv").content.startswith(b"\xef\xbb\xbf")
    rows = table("/items", limit=1)
    assert [row["id"] for row in rows] == ["care-subsidy", "nursery"]
    assert rows[0]["amounts"] == ">=187.5元/人·月（全部不能自理）"
    assert rows[0]["source"] == "down-2021 专栏2.4"
    assert rows[0]["lead"] == "市残联；市民政局"


def test_csv_cells_cannot_become_formulas() -> None:
    assert table("/items", area="childcare")[0]["name"] == "'=托育补助"


def test_csv_of_indicators_has_a_line_for_each_figure() -> None:
    rows = table("/indicators", pack="down")
    assert [(row["id"], row["kind"], row["year"], row["value"], row["low"], row["text"]) for row in rows] == [
        ("down-2021.t1.1", "actual", "2020", "3", "", ""),
        ("down-2021.t1.1", "target", "2025", "", "3.5", ""),
        ("down-2021.c1", "target", "2025", "", "", "保持全省领先"),
    ]


def test_csv_of_the_other_lists() -> None:
    assert [row["id"] for row in table("/documents")] == ["up-2021", "down-2021", "down-2013"]
    assert [row["id"] for row in table("/packs")] == ["up", "down"]
    assert [(row["area"], row["id"]) for row in table("/areas")] == [("support", "aid"), ("childcare", "")]
    assert {row["kind"] for row in table("/search", q="托位")} == {"item", "indicator"}


def test_the_audit_names_both_clauses_of_a_contradiction() -> None:
    answer = get("/audit/down")
    weaker = next(each for each in answer["results"] if each["code"] == "weaker-than-parent")
    assert [each["source"]["citation"] for each in weaker["clauses"]] == ["down-2021 表1.1", "up-2021 表1.1"]
    assert answer["total"] == len(answer["results"])
    assert get("/audit/down", limit=1, offset=1)["results"] == answer["results"][1:2]


def test_two_places_are_compared_with_their_figures_by_year() -> None:
    answer = get("/compare", left="down", right="up")
    assert (answer["left"], answer["right"]) == ("down", "up")
    assert {pair["left"] for area in answer["areas"] for pair in area["items"]} == {"care-subsidy", "nursery"}
    row = answer["indicators"][0]
    line = next(each for each in row["lines"] if each["kind"] == "actual")
    assert (line["year"], line["left"][0]["figure"], line["right"][0]["figure"]) == (2020, "3个", "2个")
    assert answer["only_left"] == ["down-2021.c1"]


def test_csv_of_the_audit_and_of_a_comparison() -> None:
    assert {row["code"] for row in table("/audit/down")} == {each["code"] for each in get("/audit/down")["results"]}
    rows = table("/compare", left="down", right="up")
    assert [(row["kind"], row["left"], row["right"]) for row in rows][:2] == [
        ("item", "care-subsidy", ""),
        ("item", "nursery", ""),
    ]
    assert ("2020", "actual", "3个", "2个") in {
        (row["year"], row["of"], row["left_figure"], row["right_figure"]) for row in rows
    }


def test_an_unchanged_answer_is_not_sent_twice() -> None:
    first = Client().get(ROOT + "/items")
    assert Client().get(ROOT + "/items", headers={"If-None-Match": first["ETag"]}).status_code == 304


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/audit/nowhere", 404, "not-found"),
        ("/compare?left=down&right=nowhere", 404, "not-found"),
        ("/compare?left=down&right=down", 422, "invalid"),
        ("/compare?left=down", 422, "invalid"),
        ("/items/down/nothing", 404, "not-found"),
        ("/items/nowhere/nursery", 404, "not-found"),
        ("/indicators/down/nothing", 404, "not-found"),
        ("/no/such/address", 404, "not-found"),
        ("/items?limit=0", 422, "invalid"),
        ("/items?limit=many", 422, "invalid"),
        ("/items?tier=best", 422, "invalid"),
        ("/items?format=xml", 422, "invalid"),
        ("/search?kind=person", 422, "invalid"),
        ("/search?q=" + "a" * 201, 422, "invalid"),
    ],
)
def test_every_failure_has_the_one_shape(path: str, status: int, code: str) -> None:
    error = get(path, status)["error"]
    assert set(error) == {"code", "message", "data"}
    assert error["code"] == code
    assert error["message"]


def test_a_wrong_parameter_is_named() -> None:
    assert get("/items?limit=0", 422)["error"]["data"]["fields"][0]["field"] == "limit"


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
def test_writing_is_refused_in_the_one_shape(method: str) -> None:
    response = getattr(Client(enforce_csrf_checks=True), method)(ROOT + "/items")
    assert response.status_code == 405
    assert response.json()["error"]["code"] == "method-not-allowed"
    assert "GET" in response["Allow"]


def test_a_fault_of_the_server_has_the_one_shape_and_tells_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise RuntimeError("the secret")

    monkeypatch.setattr(store, "current", broken)
    response = Client(raise_request_exception=False).get(ROOT + "/packs")
    assert response.status_code == 500
    assert response.json()["error"]["code"] == "internal"
    assert "secret" not in response.content.decode()


def test_head_is_answered_and_other_sites_may_read() -> None:
    response = Client().head(ROOT + "/items")
    assert response.status_code == 200
    assert response["Access-Control-Allow-Origin"] == "*"


def test_every_address_in_the_openapi_document_is_tested_here() -> None:
    document = json.loads(Client().get(ROOT + "/openapi.json").content)
    assert {path.removeprefix(ROOT) for path in document["paths"]} == {
        "/items",
        "/items/{pack}/{id}",
        "/indicators",
        "/indicators/{pack}/{id}",
        "/search",
        "/documents",
        "/packs",
        "/areas",
        "/audit/{pack}",
        "/compare",
        "/catalogue.jsonld",
        "/explain",  # in test_explain.py
        "/observations",  # in test_observations.py
        "/monitor/status",  # in test_monitoring.py
        "/monitor/observations",
        "/places/nearby",  # in test_places.py
        "/places/promises",
    }
