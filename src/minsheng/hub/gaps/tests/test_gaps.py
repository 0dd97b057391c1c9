"""From a list of recipients to districts, lists and downloads; who may, what is kept, what is told."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from minsheng.hub import background
from minsheng.hub.audit.models import Entry
from minsheng.hub.background import FAILED, PROGRESS, write_json
from minsheng.hub.gaps import form, jobs, pages
from minsheng.hub.gaps.models import Download
from minsheng.hub.gaps.tests.conftest import BENEFIT, make_real, signed_in
from minsheng.hub.gaps.work import GIVEN
from minsheng.hub.jobs import RESULT

ASK = "/gaps/"


def asked(**more: object) -> dict[str, object]:
    return {"benefit": f"hangzhou/{BENEFIT}", "month": "2021-12", **more}


def listed(text: str, name: str = "名单.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode())


def some_people(hub: Path) -> list[str]:
    found: list[str] = pq.read_table(next((hub / "register").glob("*/person.parquet"))).column("person_id").to_pylist()
    return found


def compare(client: Client, **more: object) -> str:
    answer = client.post(ASK, asked(**more))
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def test_strangers_are_sent_to_sign_in(db: None) -> None:
    for address in (ASK, "/gaps/abc/", "/gaps/abc/owed/"):
        assert Client().get(address)["Location"].startswith("/accounts/login/?next=")
    assert Client().post("/gaps/abc/owed/csv/").status_code == 302


def test_a_list_is_compared_and_shown_by_district_with_masked_identifiers(hub: Path, clerk: User) -> None:
    client = signed_in(clerk)
    people = some_people(hub)
    place = compare(client, file=listed("人员编号\n" + "\n".join(people[:400])))
    page = client.get(place).content.decode()
    assert "公共交通补贴服务" in page
    assert "合成数据" in page
    assert "名单 名单.csv，400 行" in page
    assert '<rect class="not_owed"' in page
    names = client.get(place + "not_owed/").content.decode()
    assert "不符合：" in names
    assert not any(person in names for person in people)
    job = jobs.find(place.strip("/").split("/")[-1], clerk)
    assert job is not None
    first = pages.rows(job, "not_owed", BENEFIT, "", 0, 1)[0]
    assert "*" * 9 + first["person_id"][-4:] in names


def test_pages_of_a_list_by_district_show_every_row_once_in_the_order_of_the_file(hub: Path, clerk: User) -> None:
    client = signed_in(clerk)
    place = compare(client, file=listed("人员编号,待遇\n" + "\n".join(f"{one},无业" for one in some_people(hub)[:3])))
    job = jobs.find(place.strip("/").split("/")[-1], clerk)
    assert job is not None
    whole = pq.read_table(job.file("owed-not-received.parquet")).to_pylist()
    total = pages.total_of(job, "owed", BENEFIT, "")
    assert len(whole) == total > 40
    assert [row for at in range(0, total, 20) for row in pages.rows(job, "owed", BENEFIT, "", at, 20)][:total] == whole
    for bar in pages.bars(job, BENEFIT):
        count = pages.total_of(job, "owed", BENEFIT, bar.division)
        found = pages.rows(job, "owed", BENEFIT, bar.division, 0, count)
        assert found == [row for row in whole if (row["division"] or pages.NOWHERE) == bar.division]


def test_a_download_has_whole_identifiers_and_is_recorded_and_told(hub: Path, clerk: User) -> None:
    client = signed_in(clerk)
    place = compare(client, file=listed("人员编号\n" + some_people(hub)[0]))
    assert client.get(place + "owed/csv/").status_code == 405
    assert not Download.objects.exists()
    answer = client.post(place + "owed/csv/", {"benefit": BENEFIT, "division": "330106"})
    text = b"".join(answer.streaming_content).decode()
    assert text.startswith("\ufeff待遇编号,")
    rows = [*csv.DictReader(text.removeprefix("\ufeff").splitlines())]
    assert rows
    assert {row["区划"] for row in rows} == {"西湖区"}
    assert {row["人员编号"] for row in rows} <= set(some_people(hub))
    assert 'filename="synthetic-owed-not-received-' in answer["Content-Disposition"]
    record = Download.objects.get()
    assert (record.by, record.what, record.where) == (clerk, "owed-not-received", "330106")
    told = Entry.objects.filter(action="download")[0].told
    assert (told["run"], told["what"], told["division"]) == (record.comparison, "owed-not-received", "330106")
    page = client.get(place).content.decode()
    assert "li · <code>owed-not-received</code> · 330106" in page


def test_nobody_sees_the_comparison_of_another(hub: Path, clerk: User, officer: User) -> None:
    place = compare(signed_in(clerk), file=listed("人员编号\n" + some_people(hub)[0]))
    other = signed_in(officer)
    assert other.get(place).status_code == 404
    assert other.get(place + "owed/").status_code == 404
    assert other.post(place + "owed/csv/").status_code == 404
    assert other.post(place + "drop/").status_code == 404
    assert "公共交通补贴服务</a>" not in other.get(ASK).content.decode()


def test_a_real_register_is_for_officers_alone_and_made_up_lists_are_not_for_it(
    hub: Path, clerk: User, officer: User
) -> None:
    make_real(hub)
    assert signed_in(clerk).get(ASK).status_code == 403
    client = signed_in(officer)
    page = client.get(ASK).content.decode()
    assert "合成名单" not in page
    assert client.post(ASK, asked(example="1")).status_code == 422
    place = compare(client, file=listed("人员编号\n" + some_people(hub)[0]))
    assert "合成数据" not in client.get(place).content.decode()
    officer.groups.clear()
    assert signed_in(officer).get(place).status_code == 403


def test_a_made_up_list_lives_without_a_file(clerk: User) -> None:
    client = signed_in(clerk)
    page = client.get(compare(client, example="1")).content.decode()
    assert "合成名单.csv" in page


def test_the_uploaded_list_is_gone_once_compared_and_the_assessment_is_used_again(hub: Path, clerk: User) -> None:
    client = signed_in(clerk)
    people = some_people(hub)
    compare(client, file=listed("人员编号\n" + people[0]))
    kept = [path for path in (hub / "gaps" / "results").iterdir() if path.is_dir()]
    written = [path.stat().st_mtime_ns for path in sorted(kept[0].iterdir())]
    compare(client, file=listed("人员编号\n" + people[1]))
    assert [path for path in (hub / "gaps" / "results").iterdir() if path.is_dir()] == kept
    assert [path.stat().st_mtime_ns for path in sorted(kept[0].iterdir())] == written
    assert not [*(hub / "gaps" / "lists").glob(f"*/{GIVEN}")]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({}, "请选择名单文件"),
        ({"file": listed("x", "a.pdf")}, "只读 .csv、.txt、.xlsx 和 .parquet"),
        ({"file": listed("人员编号\n1"), "month": "2021-13"}, "写成 2021-12 这样"),
        ({"example": "1", "benefit": "hangzhou/"}, "造合成名单要选定一项待遇"),
    ],
)
def test_what_cannot_be_asked_is_said_beside_its_box(clerk: User, more: dict[str, object], said: str) -> None:
    answer = signed_in(clerk).post(ASK, asked(**more))
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_an_excel_file_that_would_fill_the_memory_is_not_unpacked(clerk: User, monkeypatch: pytest.MonkeyPatch) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/sharedStrings.xml", b"0" * 100_000)
    monkeypatch.setattr(form, "MOST_UNPACKED", 90_000)
    answer = signed_in(clerk).post(ASK, asked(file=SimpleUploadedFile("a.xlsx", packed.getvalue())))
    assert "文件太大" in answer.content.decode()


def test_a_list_that_cannot_be_read_says_why_and_shows_no_path_of_the_server(hub: Path, clerk: User) -> None:
    client = signed_in(clerk)
    page = client.get(compare(client, file=listed("姓名\n张三\n", "../../x.csv"))).content.decode()
    assert "没有比对成" in page
    assert "看不出是谁在领" in page
    assert str(hub) not in page


def test_faults_of_the_list_are_told_by_row_without_identifiers_and_strict_refuses(hub: Path, clerk: User) -> None:
    client = signed_in(clerk)
    text = f"人员编号\n{some_people(hub)[0]}\nP-nobody-1234\n"
    page = client.get(compare(client, file=listed(text))).content.decode()
    assert "第 3 行 · <code>person_id</code> · 登记数据里没有这个人" in page
    assert "P-nobody-1234" not in page
    page = client.get(compare(client, file=listed(text), strict="on")).content.decode()
    assert "没有比对成" in page


def test_the_page_waits_while_the_work_goes_on_and_says_when_it_broke_off(
    hub: Path, clerk: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def begun(module: str, folder: Path) -> None:
        write_json(folder / PROGRESS, {"what": "已算", "done": 1, "total": 4})

    monkeypatch.setattr(background, "begin", begun)
    client = signed_in(clerk)
    place = compare(client, file=listed("人员编号\n" + some_people(hub)[0]))
    answer = client.get(place)
    assert answer["Refresh"] == "2"
    assert "已算 25%" in answer.content.decode()
    assert client.post(place + "drop/").status_code == 302
    assert client.get(place).status_code == 200
    monkeypatch.setattr(background, "SILENT_SECONDS", -1)
    answer = client.get(place)
    assert "Refresh" not in answer
    assert "比对中断了" in answer.content.decode()
    assert client.get(place + "owed/").status_code == 404
    client.post(place + "drop/")
    assert client.get(place).status_code == 404


def test_the_process_of_its_own_works_a_comparison_out(hub: Path, clerk: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(background, "begin", lambda module, folder: None)
    place = compare(signed_in(clerk), file=listed("人员编号\n" + some_people(hub)[0]))
    folder = hub / "gaps" / "lists" / place.strip("/").split("/")[-1]
    subprocess.run([sys.executable, "-m", "minsheng.hub.gaps.work", str(folder)], check=True, timeout=120)
    assert not (folder / FAILED).exists()
    assert json.loads((folder / RESULT / "summary.json").read_text("utf-8"))["synthetic"] is True


def test_without_a_register_the_page_says_how_to_get_one(clerk: User, settings: Any, tmp_path: Path) -> None:
    settings.MINSHENG_REGISTER = tmp_path / "nothing"
    assert "minsheng register synthesise" in signed_in(clerk).get(ASK).content.decode()
