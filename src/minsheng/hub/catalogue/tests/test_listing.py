from __future__ import annotations

import csv
import io

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from minsheng.hub.catalogue import listing


@pytest.mark.parametrize(
    ("given_page", "page"), [("", 1), ("page=3", 3), ("page=0", 1), ("page=-2", 1), ("page=x", 1), ("page=９", 1)]
)
def test_the_page_number_is_read_or_the_first_page_is_meant(given_page, page):
    assert listing.page_number(QueryDict(given_page)) == page


def test_a_page_beyond_the_last_one_is_the_last_one():
    pager = listing.pager(41, 99, {"q": "a"})
    assert (pager.page, pager.pages, pager.offset, pager.after) == (3, 3, 40, None)
    assert pager.before == "?q=a&page=2"


def test_a_long_list_shows_the_ends_and_the_neighbours_of_the_page():
    assert [step.number for step in listing.pager(1000, 25, {}).steps] == [1, None, 24, 25, 26, None, 50]


def test_an_empty_list_has_one_page():
    assert listing.pager(0, 1, {}).pages == 1


def test_a_value_with_a_null_character_or_of_great_length_is_cut_down():
    assert listing.asked(QueryDict(f"q=a%00b&area={'x' * 999}"), ("q", "area"))["q"] == "ab"
    assert len(listing.asked(QueryDict(f"q={'x' * 999}"), ("q",))["q"]) == 200


def test_an_active_filter_has_a_chip_that_takes_it_away():
    select = listing.Select("area", "领域", (listing.Choice("health", "病有所医", 3),), "health")
    (chip,) = listing.chips([select], {"q": "a", "area": "health", "page": "2"})
    assert (chip.label, chip.address) == ("领域：病有所医", "?q=a")


@pytest.mark.parametrize("cell", ["=1+1", "@SUM(A1)", "+cmd", "-x", "\tx"])
def test_a_cell_that_begins_like_a_formula_is_disarmed(cell):
    answer = listing.csv_answer("a", ("x",), [(cell,)])
    assert list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))[1] == [f"'{cell}"]


@given(st.lists(st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=20), min_size=1, max_size=5))
def test_any_cells_come_back_from_the_file_as_they_went_in(cells):
    answer = listing.csv_answer("a", ["h"] * len(cells), [cells])
    back = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))[1]
    assert [one.removeprefix("'") for one in back] == [one.removeprefix("'") for one in cells]


def test_a_negative_figure_stays_a_figure():
    answer = listing.csv_answer("a", ("x",), [("-3.5",)])
    assert "\r\n-3.5\r\n" in answer.content.decode("utf-8-sig")
