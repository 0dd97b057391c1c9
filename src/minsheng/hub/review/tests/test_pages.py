from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLPattern

from minsheng.hub.review import drafts, pages, services, urls
from minsheng.hub.review.models import Decision, State
from minsheng.hub.review.tests.conftest import BEDS, PLACES, SUBSIDY
from minsheng.packs.load import load_packs
from minsheng.plans.source.limits import MAX_BYTES

LIST, UPLOAD, REVIEW = "/review/", "/review/upload/", "/review/city/city-2021/"
DECIDE = REVIEW + "decide/"
MATCHES, DECIDE_MATCH = "/review/matches/", "/review/matches/decide/"
ADDRESSES = [
    (MATCHES, "get"),
    (DECIDE_MATCH, "post"),
    (LIST, "get"),
    (UPLOAD, "get"),
    (UPLOAD, "post"),
    (REVIEW, "get"),
    (DECIDE, "post"),
]

PLAN = "某市规划\n一、目标\n到2025年，全市托位达到6000个。\n".encode()


def test_every_address_of_the_review_is_listed_above() -> None:
    assert {each.name for each in urls.urlpatterns if isinstance(each, URLPattern)} == {
        "list",
        "upload",
        "matches",
        "decide_match",
        "review",
        "decide",
    }


@pytest.mark.parametrize(("address", "method"), ADDRESSES)
@pytest.mark.django_db
def test_whoever_is_not_signed_in_is_sent_to_sign_in(packs: Path, address: str, method: str) -> None:
    response = getattr(Client(), method)(address)
    assert response.status_code == 302
    assert response["Location"] == f"/accounts/login/?next={address}"


@pytest.mark.parametrize(("address", "method"), ADDRESSES)
def test_an_account_without_the_right_is_refused(packs: Path, stranger: User, address: str, method: str) -> None:
    client = Client()
    client.force_login(stranger)
    response = getattr(client, method)(address)
    assert response.status_code == 403
    assert "没有权限" in response.content.decode()


@pytest.mark.parametrize(
    ("address", "method"),
    [
        (LIST, "post"),
        (REVIEW, "post"),
        (DECIDE, "get"),
        (UPLOAD, "put"),
        (MATCHES, "post"),
        (DECIDE_MATCH, "get"),
        (DECIDE_MATCH, "put"),
    ],
)
def test_the_wrong_method_is_refused(signed_in: Client, address: str, method: str) -> None:
    assert getattr(signed_in, method)(address).status_code == 405


def test_a_form_without_proof_of_origin_is_refused(packs: Path, reviewer: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(reviewer)
    assert client.post(DECIDE, {"row": PLACES, "action": "accept"}).status_code == 403
    assert not Decision.objects.exists()


def page(client: Client, address: str = REVIEW, **query: str) -> str:
    response = client.get(address, query)
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    return response.content.decode()


def send(client: Client, row: str, action: str, version: int = 0, **fields: str):
    folder = drafts.find("city", "city-2021")
    assert folder is not None
    given = {"row": row, "action": action, "version": str(version), "digest": folder.digest}
    return client.post(DECIDE, given | fields)


def test_the_list_says_how_far_each_review_is(signed_in: Client) -> None:
    send(signed_in, PLACES, "accept")
    told = " ".join(page(signed_in, LIST).split())
    assert "已审核 1 / 4 行（25%）" in told
    assert "1 行有疑问" in told


def test_the_doubtful_row_comes_first_and_its_clause_is_marked_in_the_text(signed_in: Client) -> None:
    told = page(signed_in)
    assert re.findall(r'class="row-name">([^<]*)<', told) == ["护理床位", "托位", "托位数", "护理补贴"]
    assert '<p id="L7" class="on">' in told
    assert '<mark id="clause">护理床位</mark>' in told
    assert told.count('id="clause"') == 1
    assert "约数" in told


def test_the_text_is_shown_whole_line_by_line_and_escaped(signed_in: Client) -> None:
    told = page(signed_in)
    assert [f'id="L{number}"' in told for number in range(1, 11)] == [True] * 9 + [False]
    assert "&lt;百岁&gt;" in told


def test_rows_are_chosen_by_an_anchor_and_without_scripts(signed_in: Client) -> None:
    told = page(signed_in, row=SUBSIDY)
    assert 'id="clause">护理补贴</mark>' in told
    assert "#clause" in told
    assert "<script" not in told


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"kind": "item"}, ["护理补贴"]),
        ({"kind": "indicator"}, ["护理床位", "托位数"]),
        ({"state": "doubtful"}, ["护理床位"]),
        ({"state": "accepted"}, []),
        (
            {"kind": "nonsense", "state": "nonsense", "page": "x", "row": "nothing"},
            ["护理床位", "托位", "托位数", "护理补贴"],
        ),
        ({"page": "99"}, ["护理床位", "托位", "托位数", "护理补贴"]),
    ],
)
def test_rows_are_narrowed_by_kind_and_state(signed_in: Client, query: dict[str, str], names: list[str]) -> None:
    assert re.findall(r'class="row-name">([^<]*)<', page(signed_in, **query)) == names


def test_accepting_writes_the_pack_and_goes_on_to_the_next_row(signed_in: Client, packs: Path) -> None:
    response = send(signed_in, BEDS, "accept", kind="indicator")
    assert response.status_code == 302
    assert response["Location"] == f"{REVIEW}?kind=indicator&row=indicator%3A%E8%A1%A81.1#clause"
    assert [each.id for each in load_packs(packs)["city"].indicators] == ["city-2021.t1.2"]
    assert "已采纳：护理床位" in page(signed_in)


def test_correcting_writes_what_was_typed(signed_in: Client, packs: Path) -> None:
    fields = {
        "id": "city-2021.t1.2",
        "name": "照护床位", "unit": "张", "area": "support", "direction": "higher", "modifier": "",
        "figures-0-kind": "target", "figures-0-year": "2025", "figures-0-op": "range", "figures-0-low": "28",
        "figures-0-high": "30",
    }  # fmt: skip
    assert send(signed_in, BEDS, "correct", **fields).status_code == 302
    row = load_packs(packs)["city"].indicators[0]
    assert (row.name, row.values[0].low, row.values[0].high) == ("照护床位", 28, 30)
    told = page(signed_in, row=BEDS)
    assert 'value="照护床位"' in told
    assert "wang 于" in told


def test_a_correction_that_cannot_stand_comes_back_with_what_was_typed(signed_in: Client) -> None:
    fields = {"name": "", "unit": "张", "figures-0-value": "许多", "figures-0-year": "2025"}
    response = send(signed_in, BEDS, "correct", **fields)
    told = response.content.decode()
    assert response.status_code == 422
    assert "请填写名称" in told
    assert "应是一个数" in told
    assert 'value="许多"' in told
    assert 'href="#f-figures-0-value"' in told
    assert not Decision.objects.exists()


def test_an_item_is_completed_and_accepted(signed_in: Client, packs: Path) -> None:
    fields = {
        "id": "care-subsidy",
        "name": "护理补贴", "name_en": "Care subsidy", "area": "support", "tier": "basic", "serves": "重度残疾人",
        "content": "按月发给补贴", "since": "2021-01-01", "until": "2025-12-31", "groups": "disabled",
        "lead": "市残联、市民政局",
        "amounts-0-value": "200", "amounts-0-unit": "元", "amounts-0-op": "=", "amounts-0-per": "人·月",
    }  # fmt: skip
    assert send(signed_in, SUBSIDY, "correct", **fields).status_code == 302
    item = load_packs(packs)["city"].items[0]
    assert (item.id, item.name_en, item.lead, item.amounts[0].per) == (
        "care-subsidy",
        "Care subsidy",
        ("市残联", "市民政局"),
        "人·月",
    )


def test_a_pack_that_cannot_be_written_is_told_and_nothing_recorded(
    signed_in: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(services, "add_accepted", full)
    response = send(signed_in, PLACES, "accept")
    assert response.status_code == 500
    assert "规则包的文件夹写不进去" in response.content.decode()
    assert not Decision.objects.exists()


def test_a_row_the_pack_already_has_is_announced_with_a_way_to_it(signed_in: Client, packs: Path) -> None:
    row = "{id: city-2021.t1.1, name: 托位, unit: 个, source: city-2021 表1.1, values: [{kind: target, value: 1}]}"
    (packs / "city" / "indicators.yaml").write_text(f"indicators:\n- {row}\n", "utf-8")
    told = page(signed_in, row=PLACES)
    assert "规则包里已有这个编号的行" in told
    assert 'href="/targets/city/city-2021.t1.1/"' in told


def test_rejecting_needs_a_reason_and_undoing_opens_the_row_again(signed_in: Client) -> None:
    refused = send(signed_in, PLACES, "reject")
    assert refused.status_code == 422
    assert "请写明不采纳的原因" in refused.content.decode()
    assert send(signed_in, PLACES, "reject", note="重复").status_code == 302
    assert send(signed_in, PLACES, "reopen", version=1).status_code == 302
    assert Decision.objects.get().state == State.OPEN


def test_a_stale_page_is_told_who_was_faster(signed_in: Client) -> None:
    send(signed_in, PLACES, "accept")
    response = send(signed_in, PLACES, "reject", note="重复")
    assert response.status_code == 409
    assert "wang 刚刚处理了这一行" in response.content.decode()
    assert Decision.objects.get().state == State.ACCEPTED


def test_a_page_of_an_older_text_is_told_so(signed_in: Client) -> None:
    response = signed_in.post(DECIDE, {"row": PLACES, "action": "accept", "version": "0", "digest": "old"})
    assert response.status_code == 409
    assert "草稿已重新生成" in response.content.decode()


@pytest.mark.parametrize("address", ["/review/city/nothing/", "/review/nowhere/city-2021/", "/review/city/drafts/"])
def test_a_draft_that_is_not_there_is_not_found(signed_in: Client, address: str) -> None:
    assert signed_in.get(address).status_code == 404


def test_a_row_that_is_not_there_is_not_found(signed_in: Client) -> None:
    assert send(signed_in, "indicator:表9.9", "accept").status_code == 404


def test_a_new_text_starts_its_review_anew(signed_in: Client, packs: Path) -> None:
    send(signed_in, PLACES, "accept")
    text = packs / "city" / "drafts" / "city-2021" / "text.txt"
    text.write_text(text.read_text("utf-8") + "又一行\n", "utf-8")
    assert "已审核 0 / 4" in " ".join(page(signed_in).split())


def upload(client: Client, name: str, content: bytes, **fields: str):
    given = {"pack": "city", "document": "city-2026", "title": "某市新规划", "since": "2026", "until": "2030"} | fields
    return client.post(UPLOAD, given | {"file": SimpleUploadedFile(name, content)})


def test_of_a_very_long_text_the_stretch_around_the_row_is_shown(
    signed_in: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "MOST_LINES", 3)
    told = page(signed_in, row=BEDS)
    assert re.findall(r'id="L(\d+)"', told) == ["6", "7", "8"]
    assert "全文 9 行，这里是第 6 至 8 行" in told
    assert 'id="clause"' in told


def test_a_line_without_end_does_not_make_a_page_without_end(signed_in: Client, packs: Path) -> None:
    folder = packs / "city" / "drafts" / "city-2021"
    (folder / "text.txt").write_text("长" * 3_000_000 + "\n短\n", "utf-8")
    assert len(signed_in.get(REVIEW).content) < 300_000


def test_a_draft_somebody_broke_is_named_and_the_others_stay(signed_in: Client, packs: Path) -> None:
    other = packs / "city" / "drafts" / "city-2000"
    other.mkdir()
    (other / "text.txt").write_text("一行\n", "utf-8")
    (other / "rows.yaml").write_text("rows:\n- {key: 1\n", "utf-8")
    told = page(signed_in, LIST)
    assert "请重新生成：city/city-2000" in told
    assert "某市公共服务规划" in told
    assert signed_in.get("/review/city/city-2000/").status_code == 404


def test_an_uploaded_plan_becomes_a_draft_to_review_and_a_document_to_cite(signed_in: Client, packs: Path) -> None:
    response = upload(signed_in, "新规划.txt", PLAN)
    assert response.status_code == 302, response.content.decode()
    assert response["Location"] == "/review/city/city-2026/"
    assert "到2025年，全市托位达到6000个" in page(signed_in, "/review/city/city-2026/")
    assert [each.id for each in load_packs(packs)["city"].documents] == ["city-2021", "city-2026"]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("空.txt", b"", "空"),
        ("图.png", b"\x89PNG\r\n\x1a\n" + bytes(200), "图"),
        ("坏.docx", b"PK\x03\x04" + b"\0" * 100, "坏.docx"),
        ("坏.pdf", b"%PDF-1.7 nothing", "坏.pdf"),
    ],
)
def test_a_file_that_cannot_be_read_says_why_and_leaves_nothing(
    signed_in: Client, packs: Path, name: str, content: bytes, said: str
) -> None:
    before = sorted(packs.rglob("*"))
    response = upload(signed_in, name, content)
    assert response.status_code == 422
    told = response.content.decode()
    assert "这个文件没有读入" in told
    assert said in told
    assert "/tmp" not in told
    assert sorted(packs.rglob("*")) == before


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"document": "新 规划"}, "用小写字母、数字和连字符"),
        ({"document": "../../etc"}, "用小写字母、数字和连字符"),
        ({"pack": "nowhere"}, "nowhere"),
        ({"since": "2031"}, "终止年早于起始年"),
        ({"title": ""}, "必填"),
        ({"document": "city-2021"}, "已有草稿"),
    ],
)
def test_a_form_that_cannot_stand_says_why(signed_in: Client, fields: dict[str, str], said: str) -> None:
    response = upload(signed_in, "规划.txt", PLAN, **fields)
    assert response.status_code == 422
    assert said in response.content.decode()


def test_a_draft_is_replaced_only_when_that_is_asked_for(signed_in: Client, packs: Path) -> None:
    assert upload(signed_in, "规划.txt", PLAN, document="city-2021", replace="on").status_code == 302
    assert "到2025年，全市托位达到6000个。\n" in (packs / "city/drafts/city-2021/text.txt").read_text("utf-8")


def test_a_body_above_the_limit_is_refused_unread(signed_in: Client) -> None:
    response = signed_in.post(UPLOAD, CONTENT_LENGTH=str(MAX_BYTES + 2_000_000))
    assert response.status_code == 413
    assert "文件太大" in response.content.decode()


def test_the_pages_speak_english_too(signed_in: Client) -> None:
    assert signed_in.get("/en/review/").status_code == 200
    assert signed_in.get("/en" + REVIEW).status_code == 200
