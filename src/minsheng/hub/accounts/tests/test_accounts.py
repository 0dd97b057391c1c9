from __future__ import annotations

import io
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import CommandError, call_command
from django.test import Client

from minsheng.hub.accounts.people import REVIEWERS, add_reviewer

PASSWORD = "a-good-pass-phrase"
LOGIN = "/accounts/login/"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def plain(settings: Any) -> None:
    settings.SECURE_SSL_REDIRECT = False


@pytest.fixture
def reviewer() -> User:
    return add_reviewer("wang", PASSWORD)


def sign_in(client: Client, password: str = PASSWORD, **more: str) -> Any:
    return client.post(LOGIN, {"username": "wang", "password": password} | more)


def test_signing_in_leads_to_the_review_or_to_where_one_wanted_to_go(reviewer: User) -> None:
    assert sign_in(Client())["Location"] == "/review/"
    assert sign_in(Client(), next="/review/upload/")["Location"] == "/review/upload/"


def test_signing_in_never_leads_to_another_site(reviewer: User) -> None:
    assert sign_in(Client(), next="https://elsewhere.example/")["Location"] == "/review/"


def test_a_wrong_password_is_told_without_saying_which_part_was_wrong(reviewer: User) -> None:
    known, unknown = sign_in(Client(), "wrong"), Client().post(LOGIN, {"username": "nobody", "password": "wrong"})
    for response in (known, unknown):
        assert response.status_code == 200
        assert "用户名或密码不正确" in response.content.decode()


def test_after_five_wrong_passwords_the_account_is_locked_even_for_the_right_one(reviewer: User) -> None:
    client = Client()
    for _ in range(4):
        assert sign_in(client, "wrong").status_code == 200
    assert sign_in(client, "wrong").status_code == 429
    response = sign_in(client)
    assert response.status_code == 429
    assert "暂时不能登录" in response.content.decode()
    assert "15 分钟" in response.content.decode()


def test_signing_out_needs_a_form_and_leads_home(reviewer: User) -> None:
    client = Client()
    client.force_login(reviewer)
    assert client.get("/accounts/logout/").status_code == 405
    assert client.post("/accounts/logout/")["Location"] == "/"
    assert "_auth_user_id" not in client.session


def test_changing_the_password_needs_the_old_one_and_a_strong_new_one(reviewer: User) -> None:
    client = Client()
    client.force_login(reviewer)

    def change(old: str, new: str) -> Any:
        return client.post("/accounts/password/", {"old_password": old, "new_password1": new, "new_password2": new})

    assert change("wrong", "another-good-phrase").status_code == 200
    assert change(PASSWORD, "short").status_code == 200
    assert change(PASSWORD, "another-good-phrase")["Location"] == "/accounts/password/done/"
    assert "密码已修改" in client.get("/accounts/password/done/").content.decode()
    reviewer.refresh_from_db()
    assert reviewer.check_password("another-good-phrase")


@pytest.mark.parametrize("address", ["/accounts/password/", "/accounts/password/done/"])
def test_only_who_is_signed_in_can_change_a_password(address: str) -> None:
    assert Client().get(address)["Location"] == f"{LOGIN}?next={address}"


def test_the_sign_in_page_is_there_in_both_languages() -> None:
    assert "工作人员登录" in Client().get(LOGIN).content.decode()
    assert Client().get("/en" + LOGIN).status_code == 200


def test_reviewers_have_the_right_to_review_and_others_do_not(reviewer: User) -> None:
    assert reviewer.has_perm("review.review_draft")
    assert not User.objects.create_user("guest").has_perm("review.review_draft")
    assert [each.codename for each in Group.objects.get(name=REVIEWERS).permissions.all()] == ["review_draft"]


def test_the_command_makes_an_account_from_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(PASSWORD + "\n"))
    out = io.StringIO()
    call_command("add_reviewer", "li", stdout=out)
    assert "已新建审核账号：li" in out.getvalue()
    assert User.objects.get(username="li").check_password(PASSWORD)


@pytest.mark.parametrize(
    ("name", "password"), [("li", "short"), ("liming2021", "liming2021x"), ("no spaces", PASSWORD), ("wang", PASSWORD)]
)
def test_the_command_refuses_a_bad_name_or_password_and_makes_nothing(
    reviewer: User, monkeypatch: pytest.MonkeyPatch, name: str, password: str
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(password + "\n"))
    with pytest.raises(CommandError):
        call_command("add_reviewer", name)
    assert User.objects.count() == 1
