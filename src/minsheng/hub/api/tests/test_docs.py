from __future__ import annotations

import json
from pathlib import Path

from django.test import Client

from minsheng.hub.api.errors import MESSAGES

PAGE = (Path(__file__).parents[5] / "docs" / "api.md").read_text("utf-8")


def test_every_address_filter_and_error_code_stands_in_the_documentation() -> None:
    document = json.loads(Client().get("/api/v1/openapi.json").content)
    addresses = {path.removeprefix("/api/v1") for path in document["paths"]}
    filters = {
        each["name"]
        for path in document["paths"].values()
        for each in path["get"].get("parameters", ())
        if each["in"] == "query"
    }
    missing = [
        name for name in (*addresses, *filters, *MESSAGES) if f"`{name}" not in PAGE and f"/api/v1{name}" not in PAGE
    ]
    assert missing == []
