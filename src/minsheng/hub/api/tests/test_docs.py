from __future__ import annotations

import json
import re
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
        for operation in path.values()
        for each in operation.get("parameters", ())
        if each["in"] == "query"
    }
    missing = [
        name for name in (*addresses, *filters, *MESSAGES) if f"`{name}" not in PAGE and f"/api/v1{name}" not in PAGE
    ]
    assert missing == []


def test_the_household_in_the_documentation_is_answered_as_it_says(settings) -> None:
    settings.MINSHENG_PACKS = Path(__file__).parents[5] / "packs"
    bodies = re.findall(r"```json\n(\{\"pack\".*?)```", PAGE, re.DOTALL)
    response = Client().post("/api/v1/explain", bodies[0], content_type="application/json")
    found = {each["benefit"]: each for each in response.json()["results"]}
    # 1102 a month in the city's districts: 1102 - 800.50, and at least 30% of 1102, which is 330.60.
    assert (len(bodies), found["minimum-living"]["amount"]) == (1, "330.60")
