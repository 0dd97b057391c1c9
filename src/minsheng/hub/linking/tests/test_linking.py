"""From two lists to decisions and links: who may, what is kept, what is told, and that nothing decided is lost."""

from __future__ import annotations

import csv
import io
import stat
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.test import Client

from minsheng.hub import background
from minsheng.hub.audit.models import Entry
from minsheng.hub.linking import form as forms
from minsheng.hub.linking import pairs as pages
from minsheng.hub.linking import runs
from minsheng.hub.linking.models import LinkDecision, LinkRun
from minsheng.hub.linking.services import LinkOvertaken, LinkWish, do_link
from minsheng.hub.linking.tests.conftest import CIVIL, HEALTH, officer_named, signed_in
from minsheng.hub.linking.work import GIVEN
from minsheng.terms.errors import MinshengError

ASK = "/linking/"
WHY = {"reason": "问过本人"}


def listed(text: str | bytes, name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text if isinstance(text, bytes) else text.encode())


def begin(client: Client, left: str | bytes = CIVIL, right: str | bytes = HEALTH) -> str:
    answer = client.post(ASK, {"left": listed(left, "民政.csv"), "right": listed(right, "医保.csv")})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def run_at(place: str, user: User) -> runs.Run:
    run = runs.find(place.strip("/").split("/")[1], user)
    assert run is not None
    return run


def number_of(run: runs.Run, left: str, right: str) -> int:
    return next(pair.number for pair in pages.pairs_of(run) if pair.key == (left, right))


def decide(client: Client, place: str, number: int, action: str, version: int = 0, **more: str) -> Any:
    given = {"action": action, "version": version, **(WHY if action != "aside" else {}), **more}
    return client.post(f"{place}{number}/", given)


def links(client: Client, place: str) -> dict[str, list[str]]:
    answer = client.post(place + "links.csv")
    raw = b"".join(answer.streaming_content)
    assert raw.startswith(b"\xef\xbb\xbf")
    return {row[0]: row[1:] for row in csv.reader(io.StringIO(raw.decode("utf-8-sig")))}


def test_strangers_are_sent_to_sign_in(db: None) -> None:
    for path in (ASK, "/linking/abc/", "/linking/abc/1/"):
        answer = Client(headers={"x-forwarded-proto": "https"}).get(path)
        assert answer["Location"].startswith("/accounts/login/?next=")


def test_an_account_that_is_no_officer_may_try_the_made_up_lists_and_nothing_else(
    hub: Path, clerk: User, officer: User
) -> None:
    client = signed_in(clerk)
    page = client.get(ASK).content.decode()
    assert "用合成名单试一试" in page
    assert 'type="file"' not in page
    lists = {"left": listed(CIVIL, "a.csv"), "right": listed(HEALTH, "b.csv")}
    assert client.post(ASK, lists).status_code == 403
    assert not LinkRun.objects.exists()
    place = begin(signed_in(officer))
    assert client.get(place).status_code == 404
    assert client.get(place + "1/").status_code == 404
    assert decide(client, place, 1, "same").status_code == 404
    assert client.post(place + "links.csv").status_code == 404
    assert client.post(place + "apply/").status_code == 404
    assert "民政" not in client.get(ASK).content.decode()


def test_the_made_up_lists_live_and_are_labelled(hub: Path, clerk: User) -> None:
    client = signed_in(clerk)
    place = client.post(ASK, {"example": "1"})["Location"]
    page = client.get(place).content.decode()
    assert "合成数据" in page
    run = run_at(place, clerk)
    assert run.done is not None
    assert run.done["summary"]["left"]["records"] == 500
    assert 10 <= len(run.pairs) <= 30
    assert "合成数据" in client.get(f"{place}1/").content.decode()
    answer = client.post(place + "links.csv")
    assert 'filename="synthetic-links.csv"' in answer["Content-Disposition"]
    told = Entry.objects.filter(action="download")[0].told
    assert told == {"run": run.row.token, "what": "links", "synthetic": True}


def test_doubtful_pairs_stand_side_by_side_masked_with_their_differences_in_words(hub: Path, officer: User) -> None:
    client = signed_in(officer)
    place = begin(client)
    run = run_at(place, officer)
    assert {pair.key for pair in pages.pairs_of(run)} == {("c2", "h2"), ("c2", "h3"), ("c3", "h4")}
    page = client.get(f"{place}{number_of(run, 'c3', 'h4')}/").content.decode()
    assert "陈*芳" in page
    assert "陈*方" in page
    assert "陈小芳" not in page
    assert "差一个字" in page
    assert "≈" in page
    assert "很可能是同一人" in page
    page = client.get(f"{place}{number_of(run, 'c2', 'h2')}/").content.decode()
    assert "13800000005" not in page
    assert f"第 {number_of(run, 'c2', 'h3')} 对" in page


def test_a_decision_is_kept_with_who_when_and_why_and_goes_into_the_links(hub: Path, officer: User) -> None:
    client = signed_in(officer)
    place = begin(client)
    run = run_at(place, officer)
    assert "h2" not in str(links(client, place))
    number = number_of(run, "c2", "h2")
    answer = decide(client, place, number, "same", why="2", reason="身份证复印件")
    assert answer.status_code == 302
    kept = LinkDecision.objects.get()
    assert (kept.left, kept.right, kept.same, kept.by, kept.version) == ("c2", "h2", True, officer, 1)
    assert kept.reason == "查过档案原件；身份证复印件"
    assert kept.when is not None
    page = client.get(place).content.decode()
    assert "有 1 对的决定还没有算进" in page
    assert client.post(place + "apply/").status_code == 302
    found = links(client, place)
    assert found["c2"] == ["h2", "1.0000", "人工判断", "zhao"]
    assert found["c1"][0] == "h1"
    page = client.get(place).content.decode()
    assert "还没有算进" not in page
    again = run_at(place, officer)
    assert {pair.key: pair.state for pair in pages.pairs_of(again)}["c2", "h3"] == "settled"
    assert number_of(again, "c2", "h2") == number


def test_refusing_one_of_two_lets_the_other_be_linked(hub: Path, officer: User) -> None:
    client = signed_in(officer)
    place = begin(client)
    decide(client, place, number_of(run_at(place, officer), "c2", "h2"), "other")
    client.post(place + "apply/")
    assert links(client, place)["c2"][0] == "h3"


def test_a_newer_decision_takes_an_older_one_back_and_both_stay(hub: Path, officer: User) -> None:
    client = signed_in(officer)
    place = begin(client)
    number = number_of(run_at(place, officer), "c3", "h4")
    decide(client, place, number, "same")
    client.post(place + "apply/")
    assert "c3" in links(client, place)
    assert decide(client, place, number, "aside", version=1).status_code == 302
    assert run_at(place, officer).fresh == 1
    client.post(place + "apply/")
    assert "c3" not in links(client, place)
    assert [one.same for one in LinkDecision.objects.order_by("version")] == [True, None]
    page = client.get(f"{place}{number}/").content.decode()
    assert page.index("放着的") < page.index("是同一人</strong>")


def test_putting_aside_needs_no_reason_and_goes_on_to_the_next_pair(hub: Path, officer: User) -> None:
    client = signed_in(officer)
    place = begin(client)
    assert decide(client, place, 1, "aside")["Location"] == f"{place}2/"
    assert decide(client, place, 3, "aside")["Location"] == f"{place}2/"
    assert decide(client, place, 2, "aside")["Location"] == place
    assert run_at(place, officer).fresh == 0


def test_a_decision_without_a_reason_is_refused_and_the_page_keeps_what_was_chosen(hub: Path, officer: User) -> None:
    client = signed_in(officer)
    place = begin(client)
    answer = decide(client, place, 1, "same", reason="  ")
    assert answer.status_code == 422
    assert "请写明理由" in answer.content.decode()
    assert decide(client, place, 1, "other", reason="很" * 501).status_code == 422
    assert not LinkDecision.objects.exists()
    assert decide(client, place, 1, "maybe").status_code == 404
    assert decide(client, place, 99, "same").status_code == 404


def test_one_record_cannot_be_said_to_be_two_others(hub: Path, officer: User) -> None:
    client = signed_in(officer)
    place = begin(client)
    run = run_at(place, officer)
    decide(client, place, number_of(run, "c2", "h2"), "same")
    answer = decide(client, place, number_of(run, "c2", "h3"), "same")
    assert answer.status_code == 422
    assert "先撤回那个决定" in answer.content.decode()
    assert LinkDecision.objects.count() == 1


def test_a_decision_on_an_outdated_page_is_refused_with_what_the_other_said(hub: Path, officer: User) -> None:
    place = begin(signed_in(officer))
    decide(signed_in(officer), place, 1, "aside")
    other = signed_in(officer_named("qian"))
    answer = decide(other, place, 1, "same", reason="查过原件甲")
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "zhao 刚刚处理了这一对" in page
    assert "查过原件甲" in page
    assert decide(other, place, 1, "same", version=1).status_code == 302


def at_once(run: LinkRun, wishes: list[tuple[User, LinkWish]]) -> list[str]:
    """Let each officer decide in a thread of their own, all at the same moment; what each was told."""
    start, told = threading.Barrier(len(wishes)), []

    def say(user: User, wish: LinkWish) -> None:
        try:
            start.wait(10)
            do_link(user, run, wish)
            told.append("kept")
        except LinkOvertaken:
            told.append("overtaken")
        except MinshengError as error:
            told.append(error.faults[0].code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=say, args=one) for one in wishes]
    for each in threads:
        each.start()
    for each in threads:
        each.join(30)
    return sorted(told)


@pytest.mark.django_db(transaction=True)
def test_two_officers_on_one_pair_at_once_one_is_kept_and_the_other_told() -> None:
    users = [officer_named(name) for name in ("zhao", "qian")]
    run = LinkRun.objects.create(token="t", left="a", right="b", synthetic=False, by=users[0])
    wishes = [LinkWish("c1", "h1", same, 0, "看过") for same in (True, False)]
    told = at_once(run, [*zip(users, wishes, strict=True)])
    assert told == ["kept", "overtaken"]
    assert LinkDecision.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_many_officers_on_pairs_of_their_own_at_once_lose_nothing() -> None:
    users = [officer_named(f"officer{number}") for number in range(6)]
    run = LinkRun.objects.create(token="t", left="a", right="b", synthetic=False, by=users[0])
    wishes = [(user, LinkWish(f"c{at}", f"h{at}", True, 0, "看过")) for at, user in enumerate(users)]
    assert at_once(run, wishes) == ["kept"] * 6
    assert {(one.left, one.by) for one in LinkDecision.objects.all()} == {(f"c{at}", u) for at, u in enumerate(users)}


@pytest.mark.django_db(transaction=True)
def test_two_officers_who_link_one_record_to_two_others_at_once_cannot_both() -> None:
    users = [officer_named(name) for name in ("zhao", "qian")]
    run = LinkRun.objects.create(token="t", left="a", right="b", synthetic=False, by=users[0])
    told = at_once(run, [(user, LinkWish("c1", f"h{at}", True, 0, "看过")) for at, user in enumerate(users)])
    assert told == ["kept", "linking.linked-twice"]


def test_uploads_are_gone_once_read_and_what_is_kept_is_for_its_owner_alone(hub: Path, officer: User) -> None:
    place = begin(signed_in(officer))
    folder = run_at(place, officer).folder
    assert not (folder / GIVEN).exists()
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert {"left.parquet", "right.parquet", "done.json", "links.csv", "pairs.json"} <= {path.name for path in files}
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    assert {stat.S_IMODE(path.stat().st_mode) & 0o007 for path in (folder, *folder.rglob("*/"))} == {0}


@pytest.mark.parametrize(
    ("left", "said"),
    [
        ("", "没有内容"),
        ("姓名,性别\n张三,男\n", "没有编号列"),
        ("编号,姓名\na,张三\n", "至少还要两列"),
        ("编号,姓名,性别\na,张三,男\na,李四,男\n", "出现了不止一次"),
        (b"\x00\x01\xff\xfe\x00binary", ""),
        ("编号,姓名,性别\n,张三,男\n", "没有编号"),
    ],
)
def test_a_list_that_cannot_be_read_is_told_and_shows_no_path(
    hub: Path, officer: User, left: str | bytes, said: str
) -> None:
    client = signed_in(officer)
    page = client.get(begin(client, left=left)).content.decode()
    assert "没有比对成" in page
    assert said in page
    assert str(hub) not in page


def test_what_cannot_be_given_is_said_beside_its_box(hub: Path, officer: User, monkeypatch: pytest.MonkeyPatch) -> None:
    client = signed_in(officer)
    answer = client.post(ASK, {"left": listed("x", "a.pdf")})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "只读 .csv、.txt、.xlsx 和 .parquet" in page
    assert "请选择名单文件" in page
    monkeypatch.setattr(forms, "MAX_BYTES", 10)
    answer = client.post(ASK, {"left": listed(CIVIL, "a.csv"), "right": listed(HEALTH, "b.csv")})
    assert "一共不超过 32 MB" in answer.content.decode()
    assert not LinkRun.objects.exists()


def test_cells_that_cannot_be_read_are_told_by_line_and_a_formula_stays_text(hub: Path, officer: User) -> None:
    client = signed_in(officer)
    left = CIVIL + "=1+1,周强,男,1971-02-30,330106,13800000077\n"
    right = HEALTH + "+h9,周强,男,1988-03-03,330106,13800000077\n"
    place = begin(client, left, right)
    page = client.get(place).content.decode()
    assert "第 6 行" in page
    run = run_at(place, officer)
    decided = [pair for pair in pages.pairs_of(run) if pair.key == ("=1+1", "+h9")]
    if decided:
        decide(client, place, decided[0].number, "same")
        client.post(place + "apply/")
    assert links(client, place)["'=1+1"][0] == "'+h9"


def test_the_page_waits_while_work_goes_on_and_says_when_it_broke_off(
    hub: Path, officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(background, "begin", lambda _module, folder: background.mark_begun(folder))
    client = signed_in(officer)
    place = begin(client)
    answer = client.get(place)
    assert answer["Refresh"] == "2"
    assert client.get(f"{place}1/").status_code == 404
    assert client.post(place + "drop/").status_code == 302
    assert client.get(place).status_code == 200
    monkeypatch.setattr(background, "SILENT_SECONDS", -1)
    answer = client.get(place)
    assert "Refresh" not in answer
    assert "比对中断了" in answer.content.decode()


def test_a_second_attempt_that_breaks_off_leaves_the_result_that_stood(
    hub: Path, officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = signed_in(officer)
    place = begin(client)
    decide(client, place, 1, "other")
    monkeypatch.setattr(background, "begin", lambda _module, folder: background.mark_begun(folder))
    client.post(place + "apply/")
    monkeypatch.setattr(background, "SILENT_SECONDS", -1)
    page = client.get(place).content.decode()
    assert "比对中断了" in page
    assert "存疑的记录" in page
    assert "c1" in links(client, place)


def test_dropping_removes_the_lists_keeps_the_decisions_and_is_for_who_began(hub: Path, officer: User) -> None:
    client = signed_in(officer)
    place = begin(client)
    decide(client, place, 1, "other")
    folder = run_at(place, officer).folder
    assert signed_in(officer_named("qian")).post(place + "drop/").status_code == 403
    assert client.post(place + "drop/").status_code == 302
    assert not folder.exists()
    assert client.get(place).status_code == 404
    assert LinkDecision.objects.count() == 1


def test_old_made_up_runs_make_room_and_real_ones_do_not(
    hub: Path, officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(background, "begin", lambda _module, _folder: None)
    monkeypatch.setattr(runs, "KEPT", 2)
    monkeypatch.setattr(runs, "KEPT_EXAMPLES", 2)
    client = signed_in(officer)
    for _ in range(4):
        client.post(ASK, {"example": "1"})
    assert LinkRun.objects.filter(dropped=None, synthetic=True).count() == 2
    begin(client)
    begin(client)
    answer = client.post(ASK, {"left": listed(CIVIL, "a.csv"), "right": listed(HEALTH, "b.csv")})
    assert answer.status_code == 422
    assert "请先删掉用不着的" in answer.content.decode()


def test_the_process_of_its_own_matches(hub: Path, officer: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(background, "begin", lambda _module, folder: background.mark_begun(folder))
    run = run_at(begin(signed_in(officer)), officer)
    done = subprocess.run(
        [sys.executable, "-m", "minsheng.hub.linking.work", str(run.folder)], capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    assert run.state == "done"
    assert len(run.pairs) == 3


def test_the_english_page_marks_what_is_chinese(hub: Path, officer: User) -> None:
    client = signed_in(officer)
    place = begin(client)
    page = client.get("/en" + place + "1/").content.decode()
    assert "Same person" in page
    assert '<span lang="zh-Hans">' in page
