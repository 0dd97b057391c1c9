"""The calculator from the first page to the result."""

from __future__ import annotations

import logging
import random
import shutil
from datetime import date
from pathlib import Path

import pytest
from django.test import Client

from minsheng.hub.catalogue import store
from minsheng.hub.config.settings import ROOT
from minsheng.hub.household.asks import ask_of
from minsheng.hub.household.choose import Row, Standing
from minsheng.hub.household.state import HOME as HOUSEHOLD
from minsheng.hub.household.state import Member, Told
from minsheng.hub.household.tests.walk import Walk
from minsheng.hub.household.views import calculator
from minsheng.rules.answer import Assessor
from minsheng.rules.folder import program_of
from minsheng.terms.periods import Month

HOME = [("head", "female", "1959-05-01"), ("child", "male", "1990-01-01")]
WIDOW = {
    "1.has_disability": "no",
    "2.has_disability": "yes",
    "2.disability_kind": "intellectual",
    "2.disability_grade": "1",
    "2.care_dependence": "full",
    "2.in_care_institution": "false",
    "1.monthly_income": "800.50",
    "2.monthly_income": "0",
    "assets_over_limit": "false",
    "employment": "none",
    "destitute": "false",
}


def test_a_widow_of_62_with_a_disabled_son_gets_the_right_yuan_with_clauses() -> None:
    walk = Walk().begin(HOME)
    walk.to_the_end(WIDOW)
    owed = walk.benefits()
    # 专栏10.1: income (800.50 + 0) / 2 = 400.25 a head; the line in 西湖 is 13224 / 12 = 1102.00. The gap of 701.75 a
    # head is above 30% of the line (330.60): 701.75 × 2 = 1403.50 for the household.
    assert owed["最低生活保障", "全家"] == "1,403.50"
    # 专栏10.14: grade 1, wholly unable to look after himself: 500.00.
    assert owed["重度残疾人护理补贴", "儿子"] == "500.00"
    # 专栏10.13: a person with disabilities in a household on the minimum living allowance: 30% of 1102 = 330.60.
    assert owed["困难残疾人生活补贴", "儿子"] == "330.60"
    # 专栏10.26 is for those whose household has no minimum living allowance.
    assert ("无业重度残疾人最低生活保障", "儿子") not in owed
    # 1403.50 + 500.00 + 330.60 = 2234.10; × 12 = 26809.20.
    assert [each.text for each in walk.page.xpath("//dl[@class='sums']//strong")][:2] == ["2,234.10", "26,809.20"]
    card = walk.page.get_element_by_id("severe-disability-care.2")
    (clause,) = card.xpath(".//p[@class='source']/a[1]")
    assert (clause.text, clause.get("href")) == (
        "《杭州市公共服务“十四五”规划》专栏10第14项",
        "/documents/hz-2021/#box10",
    )
    assert card.xpath(".//p[@class='source']/a[2]/@href") == ["/items/hangzhou/severe-disability-care/"]
    assert "残疾等级为一级或二级" in card.text_content()
    assert card.xpath(".//*[@class='assumed']")


def test_what_is_not_owed_says_why_and_what_is_unknown_says_what_would_settle_it() -> None:
    walk = Walk().begin(HOME)
    walk.to_the_end(WIDOW)
    not_owed = walk.words("//details[.//h2[@id='not-title']]//li[b='无业重度残疾人最低生活保障']")
    assert "所在家庭不享受低保" in not_owed
    unknown = walk.words("//li[@id='public-rental-housing.home']")
    assert "还要知道" in unknown
    assert "公租房保障的人均收入界线（要等政府公布的数）" in unknown


def test_one_thing_can_be_answered_from_the_result_and_leads_back_to_it() -> None:
    walk = Walk().begin(HOME)
    walk.to_the_end({**WIDOW, "2.care_dependence": "?"})
    assert ("重度残疾人护理补贴", "儿子") not in walk.benefits()
    walk.press("ask:2.care_dependence")
    assert walk.rows == ["2.care_dependence"]
    walk.press(_2__care_dependence="most")
    walk.press("ask:2.in_care_institution").press(_2__in_care_institution="true")
    # 专栏10.14 for 基本不能自理: 250; half as much again plus 200 in an institution: 575.00.
    assert walk.benefits()["重度残疾人护理补贴", "儿子"] == "575.00"


def test_back_shows_the_last_page_as_it_was_answered_down_to_the_first() -> None:
    walk = Walk().begin(HOME)
    first, rows = walk.name, walk.rows
    walk.answer({**WIDOW, "chronic": "diabetes"})
    second = walk.name
    walk.press("back")
    assert (walk.name, walk.rows) == (first, rows)
    ticked = walk.page.xpath("//input[@checked]/@value")
    assert len(ticked) == len(rows)
    walk.press()
    assert walk.name == second
    walk.press("back").press("back")
    assert walk.name == "people"
    assert walk.page.xpath("//input[@name='1.birth.year']/@value") == ["1959"]
    walk.press("back")
    assert walk.name == "start"
    assert walk.page.xpath("//option[@selected]/@value")[0] == "hangzhou:330106"


def test_back_from_care_asked_without_a_certificate_shows_care_again() -> None:
    walk = (
        Walk()
        .begin([("head", "female", "1959-05-01")])
        .press("ask:1.care_dependence")
        .press(_1__care_dependence="full")
    )
    walk.press("back")
    assert (walk.status, walk.rows) == (200, ["1.care_dependence"])
    assert walk.press(_1__care_dependence="most").status == 200


def test_a_page_redrawn_by_its_back_button_works_like_the_first_time() -> None:
    walk = Walk().begin(HOME)
    kept = walk.response
    walk.answer(WIDOW).answer(WIDOW)
    walk.show(kept)  # what the browser's own back shows
    walk.answer(WIDOW)
    assert walk.status == 200


def test_everything_may_stay_unknown_and_no_field_is_asked_twice() -> None:
    walk = Walk().begin([("head", "?", ""), ("other", "?", "")], where="hangzhou:")
    asked = [row for page in walk.to_the_end({}) for row in page]
    assert len(asked) == len(set(asked))
    assert walk.benefits() == {}


def test_nothing_is_asked_that_can_change_no_answer() -> None:
    walk = Walk().begin(HOME)
    asked = {row for page in walk.to_the_end({**WIDOW, "owns_home": "true"}) for row in page}
    # At 62 nobody is asked about school or pregnancy, and the healthy are not asked for a grade.
    assert not {"1.education_stage", "1.pregnancy_due", "1.disability_grade", "1.care_dependence"} & asked
    assert {"home.assets_over_limit", "1.monthly_income", "2.disability_grade"} <= asked


def test_a_field_that_is_wanting_but_could_settle_nothing_is_not_asked() -> None:
    month = Month(2021, 12)
    assessor = Assessor(program_of("hangzhou", ROOT / "packs"), month)
    told = Told("hangzhou", month, "330106", (Member("head", "female", "1959-05-01"),))
    area = Row(HOUSEHOLD, ask_of(True, "floor_area_m2"))
    told = told.with_answer({(HOUSEHOLD, "owns_home"): "true"})
    standing = Standing(told, assessor)
    # 专栏11.1: the area of the home is compared with a limit no one has published, so it stays unknown whatever it is.
    assert any(area.key in each for each in standing.undecided)
    assert not standing.matters(area)
    assert area not in [row for page in [standing.next_page()] for row in page.rows]
    assert standing.matters(Row("1", ask_of(False, "monthly_income")))


def test_the_page_asked_first_settles_most_of_what_is_near_a_decision() -> None:
    month = Month(2021, 12)
    assessor = Assessor(program_of("hangzhou", ROOT / "packs"), month)
    told = Told("hangzhou", month, "330106", (Member("head", "female", "1959-05-01"),))
    pages = Standing(told, assessor).pages()
    settled = []
    for page in pages[:1] + pages[-1:]:
        keys = {row.key for row in page.rows}
        settled.append(sum(keys >= wanted for wanted in Standing(told, assessor).undecided))
    assert settled[0] >= settled[1]


def test_a_child_is_not_asked_about_work_and_the_reader_sees_what_was_taken_for_granted() -> None:
    walk = Walk().begin([("head", "female", "1985-02-03"), ("child", "female", "2016-04-05")])
    asked = {row for page in walk.to_the_end({}) for row in page}
    assert not {"2.employment", "2.pension", "2.veteran", "2.pregnancy_due"} & asked
    assert {"2.education_stage", "1.employment", "1.pregnancy_due"} <= asked
    taken = walk.words("//details[.//h2[@id='taken-title']]")
    assert "女儿当过兵吗？ 没有 不对，我来答" in taken


def test_people_of_one_kind_are_told_apart_by_number() -> None:
    born = [("child", "male", "2012-01-01"), ("child", "male", "2014-01-01"), ("spouse", "male", "1985-01-01")]
    walk = Walk().begin([("head", "female", "1985-02-03"), *born])
    shown = walk.words()
    assert all(name in shown for name in ("您的配偶", "儿子1", "儿子2"))


@pytest.mark.parametrize(
    ("today", "chosen", "said"),
    [
        (date(2023, 5, 10), ["2023", "5"], False),
        (date(2026, 11, 1), ["2025", "12"], True),
        (date(2020, 1, 1), ["2021", "1"], False),
    ],
)
def test_the_month_is_this_one_or_the_nearest_in_which_the_rules_hold(
    monkeypatch: pytest.MonkeyPatch, today: date, chosen: list[str], said: bool
) -> None:
    monkeypatch.setattr(calculator, "_today", lambda: today)
    walk = Walk()
    assert walk.page.xpath("//select[@name='year' or @name='month']/option[@selected]/text()") == chosen
    assert ("收录的规划写到2025-12为止" in walk.words()) is said


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ({"where": ""}, "请选您家所在的区、县（市）；不清楚也可以选“不清楚”。"),
        ({"where": "hangzhou:110101"}, "请选您家所在的区、县（市）；不清楚也可以选“不清楚”。"),
        ({"count": "0"}, "请填 1 到 40 之间的人数。"),
        ({"count": "41"}, "请填 1 到 40 之间的人数。"),
        ({"count": "很多"}, "请填 1 到 40 之间的人数。"),
        ({"year": "2030"}, "这个月没有可以计算的规则，请选另一个月。"),
    ],
)
def test_a_first_page_that_cannot_stand_is_shown_again(typed: dict[str, str], error: str) -> None:
    walk = Walk().post({"where": "hangzhou:330106", "count": "2", "year": "2021", "month": "12"} | typed)
    assert (walk.name, walk.errors) == ("start", [error])


@pytest.mark.parametrize(
    ("born", "error"),
    [
        (("2022", "1", "1"), "出生日期要在1900年以后、所问月份以前。"),
        (("1899", "12", "31"), "出生日期要在1900年以后、所问月份以前。"),
        (("1959", "2", "30"), "没有这一天，请核对年、月、日。"),
        (("1959", "", ""), "没有这一天，请核对年、月、日。"),
        (("五九", "1", "1"), "没有这一天，请核对年、月、日。"),
    ],
)
def test_a_birth_that_cannot_be_is_told_and_the_rest_stays(born: tuple[str, ...], error: str) -> None:
    walk = Walk().press(where="hangzhou:330106", count="1", year="2021", month="12")
    typed = dict(zip(("1.birth.year", "1.birth.month", "1.birth.day"), born, strict=True))
    walk.post({"1.sex": "female"} | typed)
    assert (walk.name, walk.errors) == ("people", [error])
    assert walk.page.xpath("//input[@name='1.sex' and @checked]/@value") == ["female"]
    assert walk.page.xpath("//input[@name='1.birth.year']/@value") == [born[0]]


@pytest.mark.parametrize(
    ("typed", "fine"),
    [
        ("-1", False),
        ("1000000000000000", False),
        ("一千", False),
        ("800.505", False),
        ("1e3", False),
        ("９００", True),
        ("1,200元", True),
        ("", True),
    ],
)
def test_an_income_that_is_none_is_told_in_words(typed: str, fine: bool) -> None:
    walk = Walk().begin(HOME[:1])
    walk.press("ask:1.monthly_income").press(_1__monthly_income=typed)
    said = [] if fine else ["请填数字，最多两位小数，如 800.50；不能是负数。不知道就空着。"]
    assert (walk.errors, walk.name == "income") == (said, not fine)


def test_a_figure_out_of_its_bounds_is_told_them() -> None:
    walk = Walk().begin([("head", "female", "1985-02-03"), ("child", "female", "2010-04-05")])
    walk.press("ask:2.grade").press(_2__grade="0")
    assert walk.errors == ["请填 1 到 12 之间的整数。不知道就空着。"]


def test_a_forgotten_choice_is_asked_for_again() -> None:
    walk = Walk().begin(HOME)
    count = len(walk.rows)
    walk.press()
    assert walk.errors == ["请选一项；不清楚就选“不知道”。"] * count


def test_forty_people_are_fine() -> None:
    walk = Walk().begin([("head", "female", "1960-01-01")] + [("other", "male", "1980-01-01")] * 39)
    assert (walk.status, len(walk.rows) >= 40) == (200, True)
    walk.press("result")
    assert walk.status == 200


def test_a_changed_or_cut_state_is_refused_with_a_way_on() -> None:
    walk = Walk().begin(HOME)
    state = walk.form.fields["told"]
    for spoilt in (state[:-1], "x" + state, "", state.replace(":", "", 1), "A" * 70_000):
        response = walk.client.post("/calculator/5/", {"told": spoilt, "page": walk.name})
        assert response.status_code == 400
        assert "请从头开始" in response.content.decode()


@pytest.mark.parametrize(
    "typed",
    [
        {"1.chronic": "plague", "2.chronic": "plague"},
        {"row": "1.monthly_income", "page": "income", "1.monthly_income.none": "1"},
        {"row": "9.sex"},
        {"row": "1.floor_area_m2"},
        {"row": "x"},
        {"page": "nothing", "row": "1.chronic"},
        {"row": []},
    ],
)
def test_a_form_made_up_elsewhere_breaks_nothing(typed: dict[str, str]) -> None:
    walk = Walk().begin(HOME).post(typed)
    assert walk.status in (200, 400)


def test_nothing_is_stored_and_nothing_stands_in_address_cookie_or_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    walk = Walk().begin(HOME)
    walk.to_the_end({**WIDOW, "1.monthly_income": "7654.32"})
    assert set(walk.client.cookies) == {"csrftoken"}
    assert all(address == f"/calculator/{number}/" for number, address in enumerate(walk.addresses, 1))
    assert "7654" not in caplog.text
    assert walk.response["Cache-Control"] == "private, no-cache"


def test_an_address_of_a_later_page_leads_to_the_first() -> None:
    response = Client().get("/calculator/3/")
    assert (response.status_code, response["Location"]) == (302, "/calculator/")


def test_leaving_empties_the_browsers_cache() -> None:
    walk = Walk().begin(HOME).press("result").press("clear")
    assert (walk.status, walk.response["Clear-Site-Data"]) == (302, '"cache"')


def test_the_saved_file_asked_of_the_api_gives_the_same_money() -> None:
    walk = Walk().begin(HOME)
    walk.to_the_end(WIDOW)
    owed = walk.benefits()
    walk.press("save")
    assert "attachment" in walk.response["Content-Disposition"]
    answer = Client().post("/api/v1/explain", walk.text, content_type="application/json")
    told = {each["name"]: each["amount"] for each in answer.json()["results"] if each["amount"]}
    assert told["最低生活保障"] == "1403.50"
    assert set(told) == {name for (name, _whom), amount in owed.items() if amount}


def test_elder_mode_and_language_keep_what_was_told() -> None:
    walk = Walk().begin(HOME)
    rows = walk.rows
    walk.press("elder1")
    assert (walk.rows, walk.page.get("class")) == (rows, "elder")
    assert walk.client.cookies["elder"].value == "1"
    (english,) = walk.page.xpath("//button[@value='stay']/@formaction")
    walk.form.set("action", english)
    walk.press("stay")
    assert walk.page.get("lang") == "en"
    assert walk.rows == rows


def test_the_print_view_has_everything_unfolded() -> None:
    walk = Walk().begin(HOME)
    walk.to_the_end(WIDOW)
    walk.press("print")
    details = walk.page.xpath("//main//details")
    assert len(details) > 10
    assert all(each.get("open") is not None for each in details)


@pytest.fixture
def edited(tmp_path: Path, settings, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The bundled packs in a folder one may write in."""
    shutil.copytree(ROOT / "packs", tmp_path / "packs")
    settings.MINSHENG_PACKS = tmp_path / "packs"
    monkeypatch.setattr(store, "LOOK_EVERY", 0.0)
    return tmp_path / "packs" / "hangzhou" / "benefits" / "box-10.yaml"


def test_a_pack_edited_on_the_way_is_used_and_a_broken_one_is_not(edited: Path) -> None:
    walk = Walk().begin(HOME)
    walk.to_the_end(WIDOW)
    good = edited.read_text("utf-8")
    edited.write_text(good.replace("{full: 500, most", "{full: 510, most"), "utf-8")
    assert walk.press("result").benefits()["重度残疾人护理补贴", "儿子"] == "510.00"
    edited.write_text(good.replace("disability_grade in (1, 2)", "disability_grad in (1, 2)"), "utf-8")
    assert walk.press("result").benefits()["重度残疾人护理补贴", "儿子"] == "510.00"
    assert "这里用的是上一次完好的规则" in walk.words()


def test_rules_that_never_were_whole_give_a_plain_page(edited: Path) -> None:
    edited.write_text("benefits: [", "utf-8")
    response = Client().get("/calculator/")
    assert response.status_code == 503
    assert "暂时不能计算" in response.content.decode()


@pytest.mark.parametrize("seed", range(4))
def test_whatever_is_answered_the_way_ends_at_a_result(seed: int) -> None:
    chance = random.Random(seed)
    relations = ["spouse", "child", "parent", "grandchild", "grandparent", "sibling", "other"]
    people = [("head", chance.choice(["male", "female"]), "1980-06-07")]
    for _ in range(chance.randrange(3)):
        born = f"{chance.randrange(1930, 2021)}-0{chance.randrange(1, 9)}-1{chance.randrange(9)}"
        people.append((chance.choice(relations), chance.choice(["male", "female", "?"]), chance.choice([born, ""])))
    walk = Walk().begin(people, month=f"202{chance.randrange(1, 6)}-0{chance.randrange(1, 9)}")
    pages = 0
    while walk.rows:
        typed = {}
        for row in walk.rows:
            kinds = walk.page.xpath(f"//input[@name='{row}' and (@type='radio' or @type='checkbox')]/@value")
            codes = walk.page.xpath(f"//select[@name='{row}']/option/@value")
            typed[row] = chance.choice(kinds or [code for code in codes if code] or ["1", "7", ""])
            if walk.page.xpath(f"//input[@name='{row}.year']"):
                typed |= {f"{row}.year": "2020", f"{row}.month": "3", f"{row}.day": "4"}
        walk.post(typed)
        assert (walk.status, walk.errors) == (200, [])
        pages += 1
        assert pages < 60
    assert walk.name == "result"
