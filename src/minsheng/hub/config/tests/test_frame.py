from __future__ import annotations

import pytest
from django.test import Client, RequestFactory

from minsheng.hub.catalogue.views import errors


@pytest.fixture
def plain(settings):
    settings.SECURE_SSL_REDIRECT = False


def test_every_answer_carries_the_strict_policy(plain, client: Client):
    answer = client.get("/about/")
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert "script" not in answer["Content-Security-Policy"]
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "geolocation=()" in answer["Permissions-Policy"]


def test_without_tls_in_front_a_plain_request_is_sent_to_https(client: Client, settings):
    settings.SECURE_SSL_REDIRECT = True
    answer = client.get("/about/")
    assert (answer.status_code, answer["Location"]) == (301, "https://testserver/about/")


def test_a_request_in_english_by_its_browser_still_gets_the_page_its_address_names(plain, client: Client):
    assert '<html lang="zh-Hans">' in client.get("/about/", headers={"accept-language": "en"}).content.decode()


@pytest.mark.parametrize(
    ("view", "status"),
    [(errors.bad_request, 400), (errors.forbidden, 403), (errors.csrf_failed, 403), (errors.broken, 500)],
)
def test_an_error_page_says_its_number_and_offers_a_way_on(view, status):
    answer = view(RequestFactory().get("/x"))
    assert answer.status_code == status
    assert f">{status}<" in answer.content.decode()
    assert 'role="search"' in answer.content.decode()


def test_a_page_that_breaks_shows_the_500_page(plain, settings, monkeypatch):
    monkeypatch.setattr("minsheng.hub.catalogue.store.current", lambda: 1 / 0)
    answer = Client(raise_request_exception=False).get("/items/")
    assert answer.status_code == 500
    assert "网站出错了" in answer.content.decode()
