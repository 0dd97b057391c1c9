"""The OpenAPI document and the API agree: schemathesis asks at random, within and beside what is documented."""

from __future__ import annotations

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    response_headers_conformance,
]
ADDRESSES = [
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
    "/explain",
    "/monitor/status",
    "/monitor/observations",
    "/observations",
    "/places/nearby",
    "/places/promises",
]
POSTED = ("/explain", "/observations")

pytestmark = pytest.mark.django_db  # the WSGI door looks after database connections


@pytest.fixture
def schema(packs: object) -> schemathesis.BaseSchema:
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())


def test_every_address_is_asked_below(schema: schemathesis.BaseSchema) -> None:
    assert [operation.ok().path for operation in schema.get_all_operations()] == [
        "/api/v1" + each for each in ADDRESSES
    ]


@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
@pytest.mark.parametrize("address", ADDRESSES)
def test_answers_conform_to_the_document(schema: schemathesis.BaseSchema, address: str, mode: GenerationMode) -> None:
    operation = schema["/api/v1" + address]["POST" if address in POSTED else "GET"]
    if mode == GenerationMode.NEGATIVE and not operation.query and not operation.body:
        pytest.skip("any text is a legal part of an address, and there is no other parameter")

    @given(data=st.data())
    @settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, database=None)
    def ask(data: st.DataObject) -> None:
        case = data.draw(operation.as_strategy(generation_mode=mode))
        case.call_and_validate(checks=CHECKS, headers={"Accept-Encoding": "identity"})

    ask()
