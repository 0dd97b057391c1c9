from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client

from minsheng.hub.catalogue import store
from minsheng.hub.provisions import answers
from minsheng.register.importing import import_files

STANDARDS = """
provisions:
- id: hours
  name: 图书馆开放时间
  name_en: Library hours
  area: culture
  source: town-2021 专栏1.1
  since: 2021-01-01
  applies_to:
  - {when: kind == "library", text: 图书馆}
  must: open_hours_week >= 60
  unit: 小时
- id: free
  name: 免费开放
  name_en: Free entry
  area: culture
  source: town-2021 专栏1.2
  since: 2021-01-01
  applies_to: kind in ("library", "museum")
  must: free_entry
  unit: ""
  assumed: 所有的馆都看
- id: later
  name: 以后的标准
  area: culture
  source: town-2021 专栏1.3
  since: 2022-01-01
  applies_to: kind == "library"
  must: books >= 1
  unit: 册
"""
ITEMS = """
items:
- id: reading
  name: 公共阅读
  name_en: Reading
  area: culture
  box: 1
  source: town-2021 专栏1.1
  content: 开放图书馆
"""
PACK = """
id: town
name: 小城
name_en: Town
division: "330100"
level: city
areas:
- {id: culture, name: 文体服务, name_en: Culture}
documents:
- {id: town-2021, title: 小城规划, since: 2021-01-01, until: 2025-12-31}
"""
# hours: met, short by 4, short by 30.5, not known, met; free: yes, no, not known, yes, yes, no
INSTITUTIONS = """\
institution_id,kind,division,open_hours_week,free_entry
L1,library,330106,60,true
L2,library,330106,56,false
L3,library,330127,29.5,
L4,library,330127,,true
L5,library,,61,true
M1,museum,330106,,false
"""


@pytest.fixture(autouse=True)
def town(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "packs" / "town"
    folder.mkdir(parents=True)
    (folder / "pack.yaml").write_text(PACK.lstrip(), "utf-8")
    (folder / "provisions.yaml").write_text(STANDARDS.lstrip(), "utf-8")
    settings.MINSHENG_PACKS = tmp_path / "packs"
    settings.MINSHENG_REGISTER = tmp_path / "register"
    settings.MINSHENG_DATA = tmp_path / "data"
    settings.SECURE_SSL_REDIRECT = False
    monkeypatch.setattr(store, "LOOK_EVERY", 0.0)
    monkeypatch.setattr(store, "_stores", {})
    monkeypatch.setattr(answers, "_kept", {})
    return folder


@pytest.fixture
def register(tmp_path: Path) -> Callable[..., None]:
    def make(*, synthetic: bool = True, rows: str = INSTITUTIONS) -> None:
        texts = {"i": rows, "h": "household_id,division\nH1,330106\n", "p": "person_id,household_id\nP1,H1\n"}
        files = []
        for name, text in texts.items():
            files.append(tmp_path / f"{name}.csv")
            files[-1].write_text(text, "utf-8")
        import_files(files, day=date(2021, 12, 31), register=tmp_path / "register", synthetic=synthetic, replace=True)

    return make


def page(address: str, client: Client | None = None) -> str:
    answer = (client or Client()).get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return answer.content.decode()


def cells(text: str) -> dict[str, list[str]]:
    """The figures of every table row, by its head."""
    found = {}
    for row in re.findall(r"<tr>(.*?)</tr>", text, re.DOTALL):
        head = re.search(r'<th scope="row">(.*?)</th>', row, re.DOTALL)
        if head:
            plain = [
                re.sub(r"<[^>]+>", "", each).strip()
                for each in re.findall(r"<td[^>]*num[^>]*>(.*?)</td>", row, re.DOTALL)
            ]
            found[re.sub(r"<[^>]+>", " ", head[1]).split()[0]] = plain
    return found


def test_the_overview_counts_by_standard_and_district(register: Callable[..., None]) -> None:
    register()
    text = page("/provisions/")
    assert "合成数据" in text
    assert "6 个机构和地方" in text
    assert "以后的标准" not in text
    found = cells(text)
    assert found["图书馆开放时间"] == ["2", "2", "1"]
    assert found["免费开放"] == ["3", "2", "1"]
    assert found["西湖区"] == ["2", "3", "0"]
    assert found["淳安县"] == ["1", "1", "2"]
    assert found["区划不明"] == ["2", "0", "0"]


def test_one_standard_names_who_is_short_the_worst_first(register: Callable[..., None]) -> None:
    register()
    text = page("/provisions/hours/")
    found = cells(text)
    assert found["L3"] == ["29.5小时", "60小时", "30.5小时"]
    assert found["L2"] == ["56小时", "60小时", "4小时"]
    assert text.index("L3") < text.index("L2")
    assert not {"L1", "L5"} & set(found)
    assert re.search(r"每周开放时间.*?open_hours_week", text, re.DOTALL)
    assert "没有做到" in page("/provisions/free/")
    assert "所有的馆都看" in page("/provisions/free/")


def test_a_filter_leaves_the_division_and_kind_asked_for(register: Callable[..., None]) -> None:
    register()
    found = cells(page("/provisions/?division=330106"))
    assert (found["图书馆开放时间"], found["免费开放"]) == (["1", "1", "0"], ["1", "2", "0"])
    found = cells(page("/provisions/?division=330106&kind=museum"))
    assert "图书馆开放时间" not in found
    assert found["免费开放"] == ["0", "1", "0"]
    assert "这里没有要看配置标准的机构" in page("/provisions/?division=330182")
    assert cells(page("/provisions/?division=none"))["区划不明"] == ["2", "0", "0"]


def test_the_file_has_every_row_and_is_cut_like_the_page(register: Callable[..., None]) -> None:
    register()

    def rows(query: str) -> list[list[str]]:
        return list(csv.reader(io.StringIO(page(f"/provisions.csv{query}").lstrip("\ufeff"))))[1:]

    assert len(rows("")) == 5 + 6
    assert [row[0] for row in rows("?provision=hours&outcome=short")] == ["L2", "L3"]
    (only,) = rows("?provision=hours&outcome=short&division=330127")
    assert only == [
        "L3", "library", "330127", "淳安县", "图书馆开放时间", "不足", "60", "29.5", "30.5", "小时", "",
        "town-2021 专栏1.1", "是",
    ]  # fmt: skip


def test_a_made_up_register_is_open_and_a_real_one_for_officers_alone(register: Callable[..., None], db: None) -> None:
    register(synthetic=False)
    assert Client().get("/provisions/").status_code == 302
    client = Client()
    user = User.objects.create_user("li", password="a-long-word-1")
    client.force_login(user)
    for address in ("/provisions/", "/provisions/hours/", "/provisions.csv"):
        assert client.get(address).status_code == 403
    user.groups.add(Group.objects.get_or_create(name="officer")[0])
    assert "合成数据</b>" not in page("/provisions/", client)
    assert page("/provisions.csv", client).count("\n") == 12


def test_without_institutions_or_standards_the_page_says_so(
    register: Callable[..., None], town: Path, tmp_path: Path
) -> None:
    assert "还没有登记机构" in page("/provisions/")
    register()
    (town / "provisions.yaml").unlink()
    assert "还没有登记机构" in page("/provisions/")


def test_what_nobody_wrote_is_not_found(register: Callable[..., None]) -> None:
    register()
    assert Client().get("/provisions/nothing/").status_code == 404
    assert Client().get("/provisions/?pack=nowhere").status_code == 404
    assert Client().post("/provisions/").status_code == 405


def test_answers_are_kept_until_register_or_packs_change(
    register: Callable[..., None], town: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    register()
    assert cells(page("/provisions/"))["图书馆开放时间"] == ["2", "2", "1"]
    (file,) = (tmp_path / "data" / "provisions").glob("*.parquet")
    assert file.name.startswith("town-2021-12-")
    # another process reads the file and works nothing out
    monkeypatch.setattr(answers, "_kept", {})
    with monkeypatch.context() as context:
        context.setattr(answers, "write_provisions", None)
        assert cells(page("/provisions/"))["图书馆开放时间"] == ["2", "2", "1"]
    register(rows=INSTITUTIONS.replace("330106,56", "330106,66"))
    assert cells(page("/provisions/"))["图书馆开放时间"] == ["3", "1", "1"]
    (town / "provisions.yaml").write_text(STANDARDS.replace(">= 60", ">= 29"), "utf-8")
    assert cells(page("/provisions/"))["图书馆开放时间"] == ["4", "0", "1"]


def test_a_folder_that_cannot_be_written_still_gives_an_answer(
    register: Callable[..., None], tmp_path: Path, settings: Any
) -> None:
    register()
    (tmp_path / "flat").write_text("no folder")
    settings.MINSHENG_DATA = tmp_path / "flat"
    assert cells(page("/provisions/"))["图书馆开放时间"] == ["2", "2", "1"]


def test_a_broken_snapshot_is_a_page_and_no_crash(register: Callable[..., None], tmp_path: Path) -> None:
    register()
    (tmp_path / "register" / "2021-12-31" / "institution.parquet").write_bytes(b"PAR1")
    assert Client().get("/provisions/").status_code == 503


def test_an_english_reader_reads_english(register: Callable[..., None]) -> None:
    register()
    text = page("/en/provisions/hours/")
    assert "Library hours" in text
    assert "Opening hours a week" in text
