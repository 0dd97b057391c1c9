"""The trail in the database: it joins transactions, refuses changes, and has no gap when many write at once."""

from __future__ import annotations

import json
import threading
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser, Group, User
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client

from minsheng.hub.audit import keys
from minsheng.hub.audit import verify as checking
from minsheng.hub.audit.auditors import is_auditor
from minsheng.hub.audit.models import Entry, Head
from minsheng.hub.audit.tests.conftest import empty, without_triggers
from minsheng.hub.audit.trail import LONGEST_REASON, record
from minsheng.hub.audit.verify import verify
from minsheng.terms.errors import MinshengError

PERSON = "33010619590501002X"
pytestmark = pytest.mark.usefixtures("trail")


def test_an_entry_says_who_did_what_to_whom_and_keeps_no_identifier() -> None:
    user = User.objects.create_user("li", is_superuser=True)
    user.groups.add(Group.objects.create(name="clerks"))
    assert record(user, "look", subject=PERSON, reason="来访", detail={"found": True}) == 1
    entry = Entry.objects.get()
    assert (entry.actor, entry.role, entry.action, entry.reason) == ("li", "superuser,clerks", "look", "来访")
    assert entry.told == {"found": True}
    assert entry.subject == keys.subject_index(f" {PERSON.lower()} ")
    assert PERSON not in json.dumps(Entry.objects.values()[0])


def test_nobody_signed_in_is_nobody() -> None:
    record(AnonymousUser(), "look")
    assert Entry.objects.values_list("actor", "role").get() == ("", "")


def test_letters_no_database_stores_do_not_break_the_chain() -> None:
    record("a\0b", "look", reason="\ud800", detail={"x": "\0\ud800"})
    assert verify().intact


def test_what_the_caller_takes_back_was_never_recorded() -> None:
    record("li", "look")
    with transaction.atomic():
        record("li", "download")
        transaction.set_rollback(True)
    assert record("li", "sign-out") == 2
    assert [entry.action for entry in Entry.objects.order_by("number")] == ["look", "sign-out"]
    assert verify().intact


def test_an_unknown_action_and_an_endless_reason_are_refused() -> None:
    with pytest.raises(ValueError, match="no such action"):
        record("li", "dance")
    with pytest.raises(ValueError, match="too long"):
        record("li", "look", reason="x" * (LONGEST_REASON + 1))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET actor = 'wang'",
        "DELETE FROM audit_entry",
        "UPDATE audit_head SET count = 0",
        "UPDATE audit_head SET hash = ''",
        "DELETE FROM audit_head",
    ],
)
def test_the_database_refuses_to_change_or_remove(statement: str) -> None:
    record("li", "look")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert verify().intact


def test_the_database_refuses_to_replace_or_truncate() -> None:
    record("li", "look")
    columns = "at, actor, role, action, subject, reason, detail, previous, hash"
    by_vendor = {
        "sqlite": f"INSERT OR REPLACE INTO audit_entry SELECT 1, {columns} FROM audit_entry",
        "postgresql": "TRUNCATE audit_entry",
    }
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(by_vendor[connection.vendor])
    assert verify().intact


def test_a_change_behind_the_triggers_is_found_across_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "PIECE", 2)
    for name in ("li", "wang", "zhao", "qian", "sun"):
        record(name, "look")
    assert verify().intact
    with without_triggers() as cursor:
        cursor.execute("UPDATE audit_entry SET actor = 'zhou' WHERE number = 4")
        cursor.execute("DELETE FROM audit_entry WHERE number = 5")
    verdict = verify()
    assert verdict.first is not None
    assert (verdict.first.number, verdict.first.kind, verdict.tail_missing) == (4, "changed", 1)


def test_a_swap_behind_the_triggers_is_told_with_the_old_number() -> None:
    for name in ("li", "wang", "zhao"):
        record(name, "look")
    with without_triggers() as cursor:
        for old, new in ((1, 9), (2, 1), (9, 2)):
            cursor.execute("UPDATE audit_entry SET number = %s WHERE number = %s", [new, old])
    first = verify().first
    assert first is not None
    assert (first.number, first.kind, first.was) == (1, "moved", 2)


def test_after_a_forged_head_nothing_more_is_recorded() -> None:
    record("li", "look")
    with without_triggers():
        Head.objects.update(count=0)
    with pytest.raises(MinshengError, match="末尾标记"), transaction.atomic():
        record("li", "look")
    assert verify().head == "forged"


def test_a_new_key_goes_on_with_the_chain_when_the_old_one_is_kept(settings: Any) -> None:
    record("li", "look", subject=PERSON)
    settings.MINSHENG_AUDIT_KEY = "a new key, secret-key"
    record("li", "look", subject=PERSON)
    assert verify().intact
    assert Entry.objects.filter(subject__in=keys.subject_indexes(PERSON)).count() == 2
    settings.MINSHENG_AUDIT_KEY = "a new key"
    assert verify().first is not None


def test_sign_ins_failures_and_sign_outs_are_recorded() -> None:
    User.objects.create_user("li", password="a-good-pass-phrase")
    client = Client()
    client.post("/accounts/login/", {"username": "li", "password": "wrong"})
    client.post("/accounts/login/", {"username": "my-password-in-the-wrong-field", "password": "li"})
    client.post("/accounts/login/", {"username": "li", "password": "a-good-pass-phrase"})
    client.post("/accounts/logout/")
    written = [(each.actor, each.action, each.told) for each in Entry.objects.order_by("number")]
    assert written == [
        ("li", "sign-in-failed", {"known": True}),
        ("", "sign-in-failed", {"known": False}),
        ("li", "sign-in", {}),
        ("li", "sign-out", {}),
    ]


def test_the_command_makes_an_auditor_and_records_it() -> None:
    user = User.objects.create_user("sun")
    call_command("add_auditor", "sun")
    assert is_auditor(user)
    assert Entry.objects.get().told == {"account": "sun"}
    with pytest.raises(CommandError, match="没有这个账号"):
        call_command("add_auditor", "nobody")


@pytest.mark.django_db(transaction=True)
def test_many_who_write_at_once_keep_one_chain_without_a_gap() -> None:
    each, writers = 15, 4
    begin, failed = threading.Barrier(writers), []

    def write(name: str) -> None:
        begin.wait()
        try:
            for count in range(each):
                with transaction.atomic():
                    record(name, "look", detail={"count": count})
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=(f"clerk{number}",)) for number in range(writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    verdict = verify()
    empty()
    assert failed == []
    assert (verdict.intact, verdict.entries) == (True, each * writers)
