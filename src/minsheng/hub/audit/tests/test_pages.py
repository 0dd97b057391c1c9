"""The auditors' page: who may read it, what it shows and hides, and that a look at one resident leaves a trace."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client
from django.utils import timezone
from lxml import html

from minsheng.hub.audit import keys
from minsheng.hub.audit.models import Entry
from minsheng.hub.audit.tests.conftest import signed_in
from minsheng.hub.audit.trail import record

PAGE = "/trail/"
PERSON = "330106195905010027"


def table(response: Any) -> list[list[str]]:
    rows = html.fromstring(response.content.decode()).xpath("//table[contains(@class,'trail')]/tbody/tr")
    return [[" ".join(cell.text_content().split()) for cell in row.xpath("th|td")] for row in rows]


def test_a_stranger_signs_in_first_and_a_superuser_is_no_auditor(trail: None) -> None:
    assert Client().get(PAGE)["Location"] == f"/accounts/login/?next={PAGE}"
    boss = User.objects.create_user("boss", is_superuser=True)
    assert signed_in(boss).get(PAGE).status_code == 403
    assert signed_in(boss).post(PAGE + "resident/", {"person": PERSON}).status_code == 403


def test_the_list_says_who_did_what_and_hides_who_was_looked_at(auditor: User) -> None:
    record("li", "look", subject=PERSON, reason="来访", detail={"who": "**************0027", "found": True})
    response = signed_in(auditor).get(PAGE)
    rows = table(response)
    index = keys.subject_index(PERSON)
    # The sign-in is the latest, the auditor's own appointment the first.
    assert [row[0] for row in rows] == ["3", "2", "1"]
    assert rows[1][2:] == ["li", "查看一位居民", index[:8], "来访 编号 **************0027 查到了 是"]
    assert rows[2][2:] == ["—", "增加审计员", "—", "账号 sun"]
    assert PERSON not in response.content.decode()
    assert "no-store" in response["Cache-Control"]


def test_the_list_is_narrowed_by_action_account_and_day_of_this_time_zone(auditor: User) -> None:
    record("li", "look")
    record("wang", "look")
    record("wang", "download")
    client = signed_in(auditor)
    day = timezone.localtime(Entry.objects.get(number=2).when).date()
    assert [row[2] for row in table(client.get(PAGE, {"action": "look"}))] == ["wang", "li"]
    assert [row[3] for row in table(client.get(PAGE, {"action": "look", "actor": "li"}))] == ["查看一位居民"]
    assert table(client.get(PAGE, {"actor": "wang", "day": "2001-01-01"})) == []
    assert len(table(client.get(PAGE, {"actor": "wang", "day": f"{day}"}))) == 2


@pytest.mark.parametrize(("hour", "shown"), [("15:59:59.999999", ["1"]), ("16:00:00.000000", [])])
def test_a_day_ends_at_midnight_in_shanghai(trail: None, hour: str, shown: list[str]) -> None:
    client = reader()
    Entry.objects.bulk_create([Entry(number=1, at=f"2026-11-21T{hour}Z", action="look", detail="{}")])
    assert [row[0] for row in table(client.get(PAGE, {"day": "2026-11-21"}))] == shown


def reader() -> Client:
    """An auditor's client, with no entry written."""
    user = User.objects.create_user("sun")
    user.groups.add(Group.objects.get_or_create(name="auditors")[0])
    session = SessionStore()
    session["_auth_user_id"] = str(user.pk)
    session["_auth_user_backend"] = "django.contrib.auth.backends.ModelBackend"
    session["_auth_user_hash"] = user.get_session_auth_hash()
    session.save()
    client = Client()
    client.cookies["sessionid"] = session.session_key or ""
    return client


def test_a_day_that_is_none_is_told_at_its_field(auditor: User) -> None:
    response = signed_in(auditor).get(PAGE, {"day": "yesterday"})
    assert response.status_code == 422
    assert "日期请写成" in response.content.decode()


def test_who_looked_at_one_resident_is_found_by_identifier_and_the_search_is_recorded(auditor: User) -> None:
    record("li", "look", subject=PERSON)
    record("wang", "look", subject="330106195905010035")
    client = signed_in(auditor)
    answer = client.post(PAGE + "resident/", {"person": f" {PERSON} "})
    assert PERSON not in answer["Location"]
    rows = table(client.get(answer["Location"]))
    assert [row[2:4] for row in rows] == [["sun 审计员", "查谁看过一位居民"], ["li", "查看一位居民"]]
    latest = Entry.objects.first()
    assert latest is not None
    assert (latest.actor, latest.action, latest.subject) == ("sun", "trail-search", keys.subject_index(PERSON))


def test_an_identifier_of_nobody_is_searched_for_on_the_record_too(auditor: User) -> None:
    client = signed_in(auditor)
    address = client.post(PAGE + "resident/", {"person": "nobody"})["Location"]
    assert [row[3] for row in table(client.get(address))] == ["查谁看过一位居民"]


@pytest.mark.parametrize("person", ["", " ", "x" * 65, "a\0b"])
def test_what_is_no_identifier_is_not_searched_for(auditor: User, person: str) -> None:
    assert signed_in(auditor).post(PAGE + "resident/", {"person": person})["Location"] == PAGE
    assert not Entry.objects.filter(action="trail-search").exists()


@pytest.mark.parametrize("query", ["?subject=x", "?page=0", "?page=99999999", "?action=%00", "?actor=" + "x" * 999])
def test_an_odd_address_is_answered(auditor: User, query: str) -> None:
    assert signed_in(auditor).get(PAGE + query).status_code == 200


def test_the_staffs_bar_leads_auditors_to_the_page_and_nobody_else(auditor: User) -> None:
    clerk = User.objects.create_user("li")
    link = f'href="{PAGE}"'
    assert link in signed_in(auditor).get("/accounts/password/").content.decode()
    assert link not in signed_in(clerk).get("/accounts/password/").content.decode()
