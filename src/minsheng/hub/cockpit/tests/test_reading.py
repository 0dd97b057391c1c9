"""What everyone reads: city, district, domain, indicator, equity; counted by hand."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from minsheng.hub.cockpit.scene import warm
from minsheng.hub.cockpit.tests.conftest import CITY, PLACES, SECOND, SECOND_PERIOD, observations, signed_in
from minsheng.monitor.equity.entropy import MOVES
from minsheng.monitor.store import Store

pytestmark = pytest.mark.django_db


def page(address: str, **query: str) -> str:
    answer = Client().get(address, query)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def words(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html.partition("<main")[2]))


def counted(html: str) -> dict[str, int]:
    found = re.findall(r'<li class="(\w+)"><b>(\d+)</b>', html)
    return {name: int(count) for name, count in found}


def test_the_start_leads_to_the_city_with_most_targets(store: Store) -> None:
    assert Client().get("/cockpit/")["Location"] == PLACES


def test_a_city_counts_each_target_once_by_its_state(store: Store) -> None:
    html = page(PLACES)
    assert counted(html) == {"met": 0, "on_track": 3, "lagging": 1, "missed": 0, "no_data": 1}
    assert "5 项目标" in words(html)
    assert "其中 1 项提前达到" in words(html)


def test_what_turned_red_with_the_new_figures_is_marked(store: Store) -> None:
    store.add(observations(SECOND, SECOND_PERIOD), by="statistics")
    html = page(PLACES)
    reds = html.partition('class="panel red"')[2].partition("</section>")[0]
    assert [name for name in ("每千人口托位数", "城镇调查失业率", "护理型床位占比") if name in reds] == [
        "每千人口托位数",
        "城镇调查失业率",
        "护理型床位占比",
    ]
    assert reds.count('class="new"') == 2
    assert reds.index("护理型床位占比") > reds.index("城镇调查失业率")


def test_the_city_is_ready_before_its_first_reader_comes(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    warm()
    monkeypatch.setattr(
        "minsheng.hub.cockpit.scene.statuses_of", lambda *asked, **more: pytest.fail("worked out again")
    )
    assert counted(page(PLACES))["lagging"] == 1


def test_a_broken_store_does_not_keep_the_hub_from_starting(store: Store) -> None:
    (store.folder / "000001.parquet").write_bytes(b"broken")
    warm()


def test_what_is_red_in_a_district_is_not_told_as_new(store: Store) -> None:
    store.add(observations(SECOND, SECOND_PERIOD), by="statistics")
    assert 'class="new"' not in page(f"{PLACES}district/330110/")


def test_a_store_that_cannot_be_read_is_said_and_names_no_file(store: Store) -> None:
    (store.folder / "000001.parquet").write_bytes(b"broken")
    answer = Client().get(PLACES)
    assert answer.status_code == 503
    assert "监测数据现在读不出来" in answer.content.decode()
    assert "parquet" not in answer.content.decode()


def test_a_page_that_was_kept_is_made_again_after_a_new_figure(store: Store) -> None:
    assert counted(page(PLACES))["lagging"] == 1
    store.add(observations(SECOND, SECOND_PERIOD), by="statistics")
    assert counted(page(PLACES))["lagging"] == 3


def test_an_earlier_moment_is_chosen_and_carried_on(store: Store) -> None:
    store.add(observations(SECOND, SECOND_PERIOD), by="statistics")
    html = page(PLACES, at="2023")
    assert counted(html)["lagging"] == 1
    assert "/cockpit/city/domain/childcare/?at=2023" in html


@pytest.mark.parametrize("at", ["1900", "soon", "2099Q4", "2023-13", "\x00"])
def test_a_moment_nobody_knows_is_the_latest(store: Store, at: str) -> None:
    assert '<option value="2023" selected>' in page(PLACES, at=at)


def test_the_map_and_its_table_name_the_districts_with_figures(store: Store) -> None:
    html = page(PLACES)
    row = html.partition('<th scope="row"><a href="/cockpit/city/district/330106/">西湖区</a></th>')[2].partition(
        "</tr>"
    )[0]
    # Nursery places 4.0 of 4.6 and beds 58 of 60, each a domain of its own: (86.957 + 96.667) / 2
    assert "91.8%" in row
    assert html.count('class="place none"') == 11 + html.partition('class="inset"')[2].count('class="place none"')


def test_a_district_is_set_beside_the_mean_of_all(store: Store) -> None:
    said = words(page(f"{PLACES}district/330110/"))
    assert "余杭区" in said
    assert "2 个地区里第 2" in said
    # Nursery places: 3.5 of 4.6 here, 4.0 of 4.6 in the other district
    assert "76.1% 81.5%" in said


def test_a_domain_shows_indicators_against_districts(store: Store) -> None:
    html = page(f"{PLACES}domain/childcare/")
    assert '<td class="cell on_track">87' in html
    assert '<td class="cell lagging">76<span class="sr"> 进度滞后</span>' in html


def test_an_indicator_leads_to_its_path_its_source_and_its_clause(store: Store) -> None:
    html = page(f"{PLACES}indicator/city-2021.t1.1/")
    said = words(html)
    assert "3.6个" in said
    assert "3.564" in said
    assert "市统计局年报" in said
    assert "《试验市公共服务规划》表1第1行" in said
    assert '<polyline class="path"' in html


def test_a_path_the_pack_lays_is_the_one_that_is_drawn(store: Store, hub: Path) -> None:
    file = hub.parent / "packs" / "city" / "indicators.yaml"
    laid = "{kind: target, year: 2025, value: 4.6, path: [{year: 2023, value: 3.0}]}"
    file.write_text(file.read_text("utf-8").replace("{kind: target, year: 2025, value: 4.6}", laid), "utf-8")
    table = page(f"{PLACES}indicator/city-2021.t1.1/").partition('id="series-title"')[2]
    assert '<td class="num">3</td>' in table
    assert "3.564" not in table


def test_an_indicator_in_a_district_is_judged_by_the_districts_figure(store: Store) -> None:
    said = words(page(f"{PLACES}indicator/city-2021.t1.1/", division="330110"))
    assert "进度滞后 3.5个" in said


def test_without_a_figure_it_says_so_and_never_zero(store: Store) -> None:
    said = words(page(f"{PLACES}indicator/city-2021.t1.5/"))
    assert "没有数据" in said
    assert "0%" not in said.replace("90%", "")


def test_equity_shows_the_spread_beside_the_degree(store: Store) -> None:
    html = page(f"{PLACES}equity/")
    said = words(html)
    assert "幼有所育" in said
    # 3.5 and 4.0 of 4.6; the people of both districts weigh them
    assert "余杭区 76.1%" in said
    assert "西湖区 87.0%" in said
    assert '<svg class="strip"' in html


def test_a_list_of_targets_is_narrowed_by_state_area_and_place(store: Store) -> None:
    assert "1 项" in words(page(f"{PLACES}targets/", state="red"))
    assert "没有这样的目标" in words(page(f"{PLACES}targets/", state="red", area="childcare"))
    assert "余杭区" in words(page(f"{PLACES}targets/", state="red", area="childcare", division="all"))


def test_made_up_figures_are_marked_on_every_page(store: Store) -> None:
    pages = (PLACES, f"{PLACES}targets/", f"{PLACES}equity/", f"{PLACES}district/330106/", f"{PLACES}domain/work/")
    assert not any("合成数据" in page(each) for each in pages)
    store.add(observations({(4, "330106"): "8"}, "2023", "合成数据（演示用）"), by="demo")
    assert all("合成数据" in page(each) for each in pages)


def test_a_city_without_any_figure_shows_every_promise_without_data(hub: Path) -> None:
    html = page(PLACES, at="2025")
    assert counted(html) == {"met": 0, "on_track": 0, "lagging": 0, "missed": 0, "no_data": 5}
    assert "还没有分地区的数" in html


@pytest.mark.parametrize(
    "address",
    [
        "nowhere/",
        "cn/",
        "city/district/330199/",
        "city/domain/none-such/",
        "city/indicator/none/",
        "city/district/330100/",
    ],
)
def test_what_is_not_there_is_not_found(store: Store, address: str) -> None:
    assert Client().get(f"/cockpit/{address}").status_code == 404


def test_nothing_is_written_by_reading(store: Store) -> None:
    assert Client().post(PLACES).status_code == 405


def test_the_operator_may_keep_it_to_the_staff(store: Store, settings: Any, clerk: User, planner: User) -> None:
    settings.MINSHENG_COCKPIT = "staff"
    assert Client().get(PLACES)["Location"].startswith("/accounts/login/")
    assert signed_in(clerk).get(PLACES).status_code == 403
    assert signed_in(planner).get(PLACES).status_code == 200


def test_it_reads_in_english(store: Store) -> None:
    html = page("/en" + PLACES)
    assert "targets" in html
    assert "Lagging" in html
    assert CITY not in words(html)


def test_the_equity_page_sets_index_and_entropy_scores_beside_the_degree_with_their_warning(store: Store) -> None:
    said = words(page(PLACES + "equity/"))
    assert "另外两种看法" in said
    assert "发展指数" in said
    assert MOVES in said
