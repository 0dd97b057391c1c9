"""The what-if pages on the small pack: asked, worked out, shown, downloaded; and kept from strangers."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client

from minsheng.assess.whatif.tests.lakeside import lakeside, register
from minsheng.hub import background
from minsheng.hub.catalogue import programs, public, store
from minsheng.hub.whatif import books, runs
from minsheng.hub.whatif.access import OFFICERS
from minsheng.hub.whatif.work import work
from minsheng.register.snapshot import MANIFEST

LINE = {"to.line.330100": "1200", "to.line.330127": ""}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("lakeside")
    lakeside(folder)
    register(folder)
    about = folder / "packs" / "lakeside" / "pack.yaml"
    text = about.read_text("utf-8") + "areas:\n- {id: support, name: 弱有所扶, name_en: Support}\n"
    about.write_text(text, "utf-8")
    return folder


@pytest.fixture(autouse=True)
def hub(place: Path, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    settings.MINSHENG_PACKS = place / "packs"
    settings.MINSHENG_REGISTER = place / "register"
    settings.MINSHENG_DATA = tmp_path / "var"
    settings.SECURE_SSL_REDIRECT = False
    monkeypatch.setattr(store, "LOOK_EVERY", 0.0)
    monkeypatch.setattr(public, "shelf", public.Shelf())
    monkeypatch.setattr(store, "_stores", {})
    for module in (programs, books):
        monkeypatch.setattr(module, "_kept", {})
    return tmp_path / "var"


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs worked out before the answer, in the test's own process."""

    monkeypatch.setattr(background, "begin", lambda module, folder: work(folder))


@pytest.fixture
def officer(db: None) -> Client:
    user = User.objects.create_user("chen", password="a-long-one-1")
    user.groups.add(Group.objects.get_or_create(name=OFFICERS)[0])
    client = Client()
    client.force_login(user)
    return client


def result(client: Client, more: dict[str, str]) -> Any:
    answer = client.post("/whatif/", {"pack": "lakeside", **more})
    assert answer.status_code == 302, answer.content.decode()
    return client.get(answer["Location"]), answer["Location"]


def test_a_stranger_is_sent_to_sign_in_and_a_reviewer_is_refused(db: None) -> None:
    assert Client().get("/whatif/")["Location"].startswith("/accounts/login/")
    client = Client()
    client.force_login(User.objects.create_user("wu", password="a-long-one-1"))
    assert client.get("/whatif/").status_code == 403
    assert client.post("/whatif/", LINE).status_code == 403


def test_a_synthetic_city_is_open_to_everyone_signed_in_and_labelled(
    place: Path, tmp_path: Path, settings: Any, db: None
) -> None:
    made_up = tmp_path / "made-up" / "2021-12-31"
    made_up.mkdir(parents=True)
    for path in (place / "register" / "2021-12-31").iterdir():
        if path.is_file():
            (made_up / path.name).write_bytes(path.read_bytes())
    told = json.loads((made_up / MANIFEST).read_text("utf-8"))
    (made_up / MANIFEST).write_text(json.dumps({**told, "synthetic": True}), "utf-8")
    settings.MINSHENG_REGISTER = made_up.parent
    client = Client()
    client.force_login(User.objects.create_user("wu", password="a-long-one-1"))
    page = client.get("/whatif/")
    assert page.status_code == 200
    assert "合成数据" in page.content.decode()


def test_the_form_lists_figures_with_their_values_and_sources(officer: Client) -> None:
    page = officer.get("/whatif/").content.decode()
    assert "补助线" in page
    assert "现在 1000，改为" in page
    assert 'name="to.line.330127"' in page
    assert "表1第1行" in page
    assert 'name="now.school_money"' in page
    assert "不改动规则包" in page


def test_a_changed_figure_is_worked_out_and_shown(officer: Client, at_once: None) -> None:
    answer, _ = result(officer, {**LINE, "before": "0.001", "after": "0.0013"})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "+800.01" in page
    assert "9,600.12" in page
    assert "十二(三)1" in page
    assert "占三分之二的 48.00%" in page
    assert "西湖区" in page
    assert "第 10 组" in page
    assert "测算，不改动规则包" in page
    assert page.count("<svg") >= 13


def test_tables_and_the_changed_copy_can_be_downloaded(officer: Client, at_once: None) -> None:
    _, address = result(officer, LINE)
    copy = officer.get(f"{address}parameters.yaml")
    assert copy.content.decode() == "line: {330100: 1200, 330127: 800}\n"
    table = officer.get(f"{address}incomes.csv")
    assert "attachment" in table["Content-Disposition"]
    assert table.content.decode("utf-8-sig").startswith("周期,收入组")
    for name in ("asked.json", "rules.yaml", "whatif.json", "..%2Fasked.json"):
        assert officer.get(f"{address}{name}").status_code == 404
    assert Client().get(f"{address}incomes.csv")["Location"].startswith("/accounts/login/")


def test_a_rule_is_copied_out_to_be_changed_and_the_pack_stays_as_it_is(
    officer: Client, at_once: None, place: Path
) -> None:
    before = {path: path.read_bytes() for path in (place / "packs").rglob("*.yaml")}
    page = officer.post("/whatif/", {"pack": "lakeside", "copy": "1", "benefit": "care", "rules": "", **LINE})
    text = page.content.decode()
    assert page.status_code == 200
    assert "owed: disability_grade in (1, 2)" in text
    assert 'value="1200"' in text
    rule = books.books()["lakeside"].rule_text("care")
    assert rule is not None
    assert rule.startswith("- id: care\n")
    assert "pupils" not in rule
    answer, address = result(officer, {"rules": rule.replace('"100"', '"130"')})
    assert "+60.00" in answer.content.decode()
    assert officer.get(f"{address}rules.yaml").content.decode().startswith("benefits:\n- id: care")
    assert {path: path.read_bytes() for path in (place / "packs").rglob("*.yaml")} == before


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({}, "还没有改动"),
        ({"to.line.330100": "many"}, "不是数字"),
        ({"to.line.330100": "1200", "before": "3"}, "两年的可用财力都要填"),
        ({"to.line.330100": "1} x: {"}, "不是数字"),
        ({"rules": "- id: care\n  name: x"}, "缺少"),
        ({"rules": "- id: care"}, "缺少"),
        ({"rules": "hello"}, "应"),
    ],
)
def test_what_is_wrong_is_told_on_the_form_and_what_was_typed_stays(
    officer: Client, hub: Path, more: dict[str, str], said: str
) -> None:
    page = officer.post("/whatif/", {"pack": "lakeside", **more})
    text = page.content.decode()
    assert page.status_code == 422
    assert said in text
    for value in more.values():
        assert value.split("\n")[0].replace("}", "}") in text
    assert not list(hub.glob("whatif/*"))


def test_a_fault_of_a_rule_names_its_line(officer: Client) -> None:
    rule = books.books()["lakeside"].rule_text("care")
    assert rule is not None
    page = officer.post("/whatif/", {"pack": "lakeside", "rules": rule.replace("disability_grade", "grade_of")})
    assert page.status_code == 422
    assert "规则第 11 行：" in page.content.decode()


def test_a_run_goes_on_in_its_own_process_and_the_page_looks_again(
    officer: Client, hub: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[list[str]] = []

    class Process:
        def __init__(self, arguments: list[str], **_: Any) -> None:
            begun.append(arguments)

        def poll(self) -> None:
            return None

    monkeypatch.setattr(background.subprocess, "Popen", Process)
    monkeypatch.setattr(background, "_started", [])
    page, address = result(officer, LINE)
    assert begun[0][1:3] == ["-m", "minsheng.hub.whatif.work"]
    assert page["Refresh"] == "2"
    assert "正在测算" in page.content.decode()
    busy = officer.post("/whatif/", {"pack": "lakeside", **LINE})
    assert busy.status_code == 422
    assert "正有一项测算在进行" in busy.content.decode()
    work(Path(begun[0][3]))
    done = officer.get(address)
    assert "Refresh" not in done
    assert "测算结果" in done.content.decode()
    assert "已算完" in officer.get("/whatif/").content.decode()


def test_a_run_that_fails_says_why(officer: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def begin(module: str, folder: Path) -> None:
        asked = json.loads((folder / "asked.json").read_text("utf-8"))
        (folder / "asked.json").write_text(json.dumps({**asked, "snapshot": "/nowhere"}), "utf-8")
        work(folder)

    monkeypatch.setattr(background, "begin", begin)
    page, _ = result(officer, LINE)
    assert "没有算成" in page.content.decode()
    assert "没有快照" in page.content.decode()


def test_a_run_that_fell_silent_counts_as_broken_off(officer: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(background, "begin", lambda module, folder: None)
    page, _ = result(officer, LINE)
    assert "这项测算中断了" in page.content.decode()


@pytest.mark.parametrize("token", ["abc", "0123456789abcdef", "a-b"])
def test_there_is_no_such_run(officer: Client, token: str) -> None:
    assert officer.get(f"/whatif/{token}/").status_code == 404


def test_old_runs_make_room_and_one_at_work_stays(hub: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Process:
        def __init__(self, *_: Any, **__: Any) -> None:
            pass

    monkeypatch.setattr(background.subprocess, "Popen", Process)
    monkeypatch.setattr(background, "_started", [])
    shelf = replace(runs.SHELF, kept=2)
    made = [runs.new_run({"by": "chen"}, {}) for _ in range(5)]
    (made[0].folder / "progress.json").write_text("{}", "utf-8")
    shelf.start(made[4])
    assert [run.token for run in shelf.everyone()] == [made[place].token for place in (4, 3, 0)]


def test_without_a_register_the_page_says_how_to_get_one(officer: Client, settings: Any, tmp_path: Path) -> None:
    settings.MINSHENG_REGISTER = tmp_path / "none"
    page = officer.get("/whatif/")
    assert "还没有登记数据" in page.content.decode()


def test_in_english_names_without_a_translation_are_marked(officer: Client, at_once: None) -> None:
    _, address = result(officer, LINE)
    page = officer.get(f"/en{address}").content.decode()
    assert '<span lang="zh-Hans">家庭补助</span>' in page


def test_the_pack_is_that_of_the_registers_people(officer: Client, place: Path) -> None:
    known = books.books()
    elsewhere = known["lakeside"].packs["lakeside"]
    both = {"elsewhere": books.Book("elsewhere", {"elsewhere": elsewhere}, place), **known}
    assert books.nearest(known, "330106") == "lakeside"
    assert books.nearest({"lakeside": known["lakeside"]}, "") == "lakeside"
    assert books.nearest(both, "330106001000") in both
    assert books.nearest({}, "330106") is None


def test_a_pack_that_was_broken_while_the_hub_ran_is_told_and_nothing_else(
    officer: Client, place: Path, tmp_path: Path, settings: Any
) -> None:
    copy = tmp_path / "packs" / "lakeside"
    shutil.copytree(place / "packs" / "lakeside", copy)
    settings.MINSHENG_PACKS = copy.parent
    assert officer.get("/whatif/").status_code == 200
    rules = copy / "benefits" / "box-01.yaml"
    rules.write_text(rules.read_text("utf-8").replace("disability_grade in", "graad in"), "utf-8")
    page = officer.get("/whatif/")
    assert page.status_code == 503
    assert "没有 graad 这个名字" in page.content.decode()
