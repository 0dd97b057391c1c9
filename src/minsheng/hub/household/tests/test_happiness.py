"""The happiness list: who may see whom, and that it says what the rules say."""

from __future__ import annotations

import json
import logging
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.test import Client
from lxml import html

from minsheng.hub.accounts.officers import make_officer
from minsheng.hub.audit.keys import subject_index
from minsheng.hub.audit.models import Entry
from minsheng.hub.config.settings import ROOT
from minsheng.hub.household import residents
from minsheng.register.find import Finder
from minsheng.register.snapshot import MANIFEST, open_snapshot
from minsheng.register.synthetic.city import synthesise
from minsheng.rules.answer import Assessor
from minsheng.rules.folder import program_of
from minsheng.rules.situation import situation_of
from minsheng.terms.money import yuan_text
from minsheng.terms.periods import Month

PAGE = "/happiness/"


@pytest.fixture
def city(settings) -> Path:
    """A synthetic city of 400 in the hub's register."""
    synthesise("330100", people=400, register=settings.MINSHENG_REGISTER, day=date(2021, 12, 31), seed=7)
    return settings.MINSHENG_REGISTER / "2021-12-31"


@pytest.fixture
def real(city: Path) -> Path:
    """The same city, taken for real people."""
    manifest = json.loads((city / MANIFEST).read_text("utf-8"))
    (city / MANIFEST).write_text(json.dumps(manifest | {"synthetic": False}), "utf-8")
    return city


def someone(city: Path) -> str:
    """A severely disabled resident, or the first of the samples."""
    samples = {each.kind: each.person_id for each in residents.Residents(open_snapshot(city)).samples}
    return samples.get("disabled") or next(iter(samples.values()))


def words(response: Any) -> str:
    return " ".join(html.fromstring(response.content.decode()).xpath("//main")[0].text_content().split())


def test_without_a_register_the_page_says_how_to_make_one(settings) -> None:
    said = words(Client().get(PAGE))
    assert f"minsheng register synthesise --division 330100 --people 20000 --out {settings.MINSHENG_REGISTER}" in said


def test_a_residents_list_is_what_the_rules_answer(city: Path) -> None:
    person = someone(city)
    response = Client().post(PAGE, {"person": person})
    page = html.fromstring(response.content.decode())
    with Finder(open_snapshot(city)) as finder:
        home = finder.home_of(person)
    assert home is not None
    assessor = Assessor(program_of("hangzhou", ROOT / "packs"), Month(2021, 12))
    answers = assessor.answers(situation_of(home.as_json(), assessor.day))
    owed = [each for each in answers if each.person_id in (None, person) and each.outcome == "owed"]
    shown = page.xpath("//li[@class='benefit']//h3/text()")
    assert sorted(name.strip() for name in shown) == sorted(each.rule.benefit.name for each in owed)
    monthly = [each for each in owed if each.rule.benefit.each == "month" and each.rule.benefit.kind == "cash"]
    total = yuan_text(sum(each.amount or 0 for each in monthly))
    assert page.xpath("//dl[@class='sums']//strong")[1].text.replace(",", "") == total


def test_it_says_that_the_city_is_synthetic_and_masks_the_identifier(city: Path) -> None:
    person = someone(city)
    client = Client()
    response = client.post(PAGE, {"person": person})
    said = words(response)
    assert "合成数据" in said
    assert "*" * (len(person) - 4) + person[-4:] in said
    assert person not in said
    assert "合成数据" in words(client.get(PAGE))
    assert "no-store" in response["Cache-Control"]


def test_an_unknown_resident_is_told(city: Path) -> None:
    response = Client().post(PAGE, {"person": "nobody"})
    assert response.status_code == 404
    assert "登记数据里没有这个人，请核对编号。" in words(response)
    assert "请填人员编号。" in words(Client().post(PAGE, {"person": " "}))


def test_real_people_are_shown_to_no_stranger(real: Path) -> None:
    person = someone_real(real)
    for response in (Client().get(PAGE), Client().post(PAGE, {"person": person})):
        assert response.status_code == 302
        assert response["Location"].startswith("/accounts/login/")
        assert person not in response["Location"]


def someone_real(city: Path) -> str:
    import pyarrow.parquet as pq

    return str(pq.read_table(city / "person.parquet", columns=["person_id"]).column(0)[0].as_py())


@pytest.mark.django_db
def test_real_people_are_shown_to_officers_only_and_each_look_is_noted_masked(
    real: Path, caplog: pytest.LogCaptureFixture
) -> None:
    person = someone_real(real)
    caplog.set_level(logging.INFO)
    user = get_user_model().objects.create_user("clerk", password="long enough 123")
    client = Client()
    client.force_login(user)
    assert client.post(PAGE, {"person": person}).status_code == 403
    call_command("add_officer", "clerk")
    response = client.post(PAGE, {"person": person})
    assert response.status_code == 200
    assert "合成数据" not in words(response)
    assert f"clerk looked up resident {residents.masked(person)}" in caplog.text
    look = Entry.objects.get(action="look", subject=subject_index(person))
    assert (look.actor, look.role, look.told) == ("clerk", "officer", {"who": residents.masked(person), "found": True})
    assert person not in caplog.text
    assert person not in words(response)
    assert residents.current().samples == ()


@pytest.mark.django_db
def test_an_officer_must_have_an_account() -> None:
    with pytest.raises(CommandError, match="没有这个账号"):
        call_command("add_officer", "nobody")
    user = get_user_model().objects.create_user("one", password="long enough 123")
    make_officer(user)
    make_officer(user)
    assert [group.name for group in user.groups.all()] == ["officer"]


def test_a_newer_snapshot_takes_over_while_the_hub_runs(city: Path, settings) -> None:
    assert "2021-12-31" in words(Client().get(PAGE))
    synthesise("330100", people=50, register=settings.MINSHENG_REGISTER, day=date(2022, 3, 31))
    assert "2022-03-31" in words(Client().get(PAGE))


def test_a_register_of_a_month_without_rules_is_no_list_of_nothing(settings) -> None:
    register = settings.MINSHENG_REGISTER
    synthesise("330100", people=60, register=register, day=date(2026, 3, 31), seed=1)
    said = words(Client().post(PAGE, {"person": someone(register / "2026-03-31")}))
    assert "登记的这个月，还没有可以计算的规则" in said
    assert "没有一项能说定应享" not in said


@pytest.mark.parametrize("broken", ["manifest.json", "index.parquet", "person.parquet"])
def test_a_broken_snapshot_is_a_plain_page(city: Path, broken: str) -> None:
    (city / broken).write_text("{")
    response = Client().post(PAGE, {"person": "x"})
    assert response.status_code == 503
    assert "登记数据现在读不出来" in response.content.decode()


def test_others_of_the_household_are_reached_without_their_numbers_on_the_page(city: Path) -> None:
    rows = pq.read_table(city / "person.parquet", columns=["person_id", "household_id"]).to_pylist()
    homes = Counter(row["household_id"] for row in rows)
    person, other = [row["person_id"] for row in rows if homes[row["household_id"]] == 2][:2]
    client = Client()
    page = client.post(PAGE, {"person": person}).content.decode()
    assert other not in page
    (sealed,) = html.fromstring(page).xpath("//button[@name='sealed']/@value")
    shown = words(client.post(PAGE, {"sealed": sealed}))
    assert residents.masked(other) in shown
    assert "请填人员编号" in words(client.post(PAGE, {"sealed": sealed[:-6]}))
