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

from minsheng.hub.accounts.officers import OFFICERS
from minsheng.hub.accounts.people import add_reviewer
from minsheng.hub.catalogue import programs, public, store
from minsheng.hub.registry import lists
from minsheng.hub.registry.views import quality
from minsheng.register.importing import import_files

RULES = """
benefits:
- id: care
  name: 护理补贴
  name_en: Care allowance
  area: support
  kind: cash
  each: month
  serves: person
  source: town-2021 专栏1.1
  since: 2021-01-01
  owed: disability_grade in (1, 2) and age >= 18
  amount: 500 if in_care_institution else 300
"""
PACK = """
id: town
name: 小城
name_en: Town
division: "330100"
level: city
areas:
- {id: support, name: 弱有所扶, name_en: Support}
documents:
- {id: town-2021, title: 小城规划, since: 2021-01-01, until: 2025-12-31}
"""


@pytest.fixture(autouse=True)
def town(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "packs" / "town"
    folder.mkdir(parents=True)
    (folder / "pack.yaml").write_text(PACK.lstrip(), "utf-8")
    (folder / "benefits.yaml").write_text(RULES.lstrip(), "utf-8")
    settings.MINSHENG_PACKS = tmp_path / "packs"
    settings.MINSHENG_REGISTER = tmp_path / "register"
    settings.SECURE_SSL_REDIRECT = False
    monkeypatch.setattr(store, "LOOK_EVERY", 0.0)
    monkeypatch.setattr(public, "shelf", public.Shelf())
    for module in (programs, lists, quality):
        monkeypatch.setattr(module, "_kept", {})
    monkeypatch.setattr(store, "_stores", {})
    return folder


@pytest.fixture
def register(tmp_path: Path) -> Callable[..., Path]:
    """Import a small register of three persons, of whom one has no birth date and one a wrong one."""

    def make(
        *, synthetic: bool, persons: str = "P1,H1,1990-01-01,2\nP2,H1,,none\nP3,H1,1990-13-01,\nP4,H1,,\n"
    ) -> Path:
        (tmp_path / "home.csv").write_text("household_id,division\nH1,330106\n", "utf-8")
        (tmp_path / "civil.csv").write_text(f"person_id,household_id,birth_date,disability_grade\n{persons}", "utf-8")
        files = [tmp_path / "home.csv", tmp_path / "civil.csv"]
        folder = tmp_path / "register"
        import_files(files, day=date(2021, 12, 31), register=folder, synthetic=synthetic, replace=True)
        return folder

    return make


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(add_reviewer("wang", "a-good-pass-phrase"))
    return client


@pytest.fixture
def officer(client: Client) -> Client:
    user = User.objects.create_user("li")
    user.groups.add(Group.objects.get_or_create(name=OFFICERS)[0])
    client.force_login(user)
    return client


def text_of(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def table_of(client: Client, address: str) -> list[dict[str, str]]:
    response = client.get(address)
    assert response.status_code == 200, address
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))


def test_the_sharing_list_says_by_department_what_each_field_is_for(client: Client) -> None:
    text = text_of(client, "/sharing/")
    assert "残疾等级 disability_grade · 人员 敏感个人信息 判断该不该给 护理补贴" in text
    assert "在机构集中照护 in_care_institution · 人员 敏感个人信息 计算给多少 护理补贴" in text
    assert "死亡日期 death_date · 人员 个人信息 去世的人不再计算 每一项都要" in text
    assert re.search(r"没有规则用到，不必收集 .*烈属 退役军人事务部门", text)


def test_the_sharing_list_reads_in_english(client: Client) -> None:
    text = text_of(client, "/en/sharing/town/")
    assert "Grade of disability, 1 the gravest disability_grade" in text
    assert "Care allowance" in text


def test_the_sharing_list_is_a_file_too(client: Client) -> None:
    rows = table_of(client, "/sharing/town.csv")
    grade = next(row for row in rows if row["字段"] == "disability_grade")
    assert (grade["提供部门"], grade["敏感程度"], grade["用到的规则"]) == ("残疾人联合会", "敏感个人信息", "护理补贴")
    assert next(row for row in rows if row["字段"] == "chronic")["用途"] == "没有规则用到，不必收集"


def test_a_rule_that_changes_changes_the_list(client: Client, town: Path) -> None:
    assert "烈属" not in text_of(client, "/sharing/").partition("不必收集")[0]
    (town / "benefits.yaml").write_text(RULES.replace("age >= 18", "martyr_family").lstrip(), "utf-8")
    assert "烈属 martyr_family" in text_of(client, "/sharing/").partition("不必收集")[0]


def test_a_place_without_rules_has_no_list(client: Client, town: Path) -> None:
    assert client.get("/sharing/nowhere/").status_code == 404
    assert client.get("/sharing/nowhere.csv").status_code == 404
    (town / "benefits.yaml").unlink()
    assert client.get("/sharing/").status_code == 404


@pytest.mark.django_db
def test_strangers_are_sent_to_sign_in_before_they_see_any_quality(
    client: Client, register: Callable[..., Path]
) -> None:
    register(synthetic=True)
    for address in ("/register/quality/", "/register/quality.csv"):
        assert client.get(address)["Location"] == f"/accounts/login/?next={address}"


@pytest.mark.django_db
def test_a_real_register_is_for_officers_alone(staff: Client, register: Callable[..., Path], officer: Client) -> None:
    register(synthetic=False)
    assert "合成数据" not in text_of(officer, "/register/quality/")
    officer.force_login(User.objects.get(username="wang"))
    assert officer.get("/register/quality/").status_code == 403
    assert officer.get("/register/quality.csv").status_code == 403


@pytest.mark.django_db
def test_quality_shows_the_shares_of_every_field_and_source_and_says_synthetic(
    staff: Client, register: Callable[..., Path]
) -> None:
    register(synthetic=True)
    text = text_of(staff, "/register/quality/")
    assert "这是造出来的城市" in text
    assert "登记快照 2021-12-31 · 户 1 行 · 人员 3 行" in text
    assert "有 1 户保留下来，但有成员被拒收" in text
    assert re.search(r"出生日期 birth_date 公安部门 33\.3% 50\.0% 2021-12-31 [\d,]+ 天前 1", text)
    assert re.search(r"残疾等级 disability_grade 残疾人联合会 66\.6% 100% ", text)
    assert re.search(r"先补这些.*在机构集中照护 .*按提供部门看完整率.*公安部门 ", text)
    assert re.search(r"civil\.csv 人员 · 4 行 · 拒收 1 行 .*出生日期 birth_date 50\.0% 50\.0%", text)


@pytest.mark.django_db
def test_quality_is_a_file_too_which_says_synthetic(staff: Client, register: Callable[..., Path]) -> None:
    register(synthetic=True)
    rows = table_of(staff, "/register/quality.csv")
    birth = next(row for row in rows if row["字段"] == "birth_date")
    assert (birth["完整率"], birth["有效率"], birth["规则数"], birth["合成数据"]) == ("33.3%", "50.0%", "1", "是")


@pytest.mark.django_db
def test_a_newer_snapshot_is_judged_at_once_and_a_broken_one_is_told(
    staff: Client, register: Callable[..., Path]
) -> None:
    folder = register(synthetic=True)
    assert "人员 3 行" in text_of(staff, "/register/quality/")
    register(synthetic=True, persons="P1,H1,1990-01-01,2\n")
    assert "人员 1 行" in text_of(staff, "/register/quality/")
    (folder / "2021-12-31" / "manifest.json").write_text("{", "utf-8")
    response = staff.get("/register/quality/")
    assert response.status_code == 503
    assert "登记数据现在读不出来" in response.content.decode()


@pytest.mark.django_db
def test_without_a_register_the_page_says_how_to_make_one(staff: Client) -> None:
    assert "还没有登记数据" in text_of(staff, "/register/quality/")


@pytest.mark.django_db
def test_figures_of_a_register_are_kept_by_no_cache(staff: Client, register: Callable[..., Path]) -> None:
    register(synthetic=True)
    assert "no-store" in staff.get("/register/quality/")["Cache-Control"]
