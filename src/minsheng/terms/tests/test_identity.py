from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minsheng.terms.errors import MinshengError
from minsheng.terms.identity import Identity, check_digit, mask_identity, problem_of_identity, read_identity

BIRTHS = st.dates(date(1900, 1, 1), date(2021, 12, 31))


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("110105194912310021", "identity.check-digit"),
        ("110105491231002", "identity.old-form"),
        ("11010519491231002", "identity.shape"),
        ("11010519491231002A", "identity.shape"),
        ("１１０１０５１９４９１２３１００２X", "identity.shape"),
        ("", "identity.shape"),
        ("11010520190229003" + check_digit("11010520190229003"), "identity.birth"),
        ("99010519491231002" + check_digit("99010519491231002"), "identity.division"),
        ("33010620300101001" + check_digit("33010620300101001"), "identity.birth"),
    ],
)
def test_a_wrong_number_is_told_apart_by_what_is_wrong(number: str, code: str) -> None:
    problem = problem_of_identity(number, latest=date(2021, 12, 31))
    assert problem is not None
    assert problem.code == code
    with pytest.raises(MinshengError):
        read_identity(number, latest=date(2021, 12, 31))


def test_the_standards_own_examples_are_valid() -> None:
    # GB 11643-1999, annex A.
    assert read_identity("11010519491231002X") == Identity("110105", date(1949, 12, 31), "female")
    assert read_identity("440524188001010014") == Identity("440524", date(1880, 1, 1), "male")


@given(BIRTHS, st.integers(0, 999))
def test_a_number_made_from_its_parts_reads_back_as_those_parts(birth: date, order: int) -> None:
    first = f"330106{birth:%Y%m%d}{order:03d}"
    assert read_identity(first + check_digit(first)) == Identity("330106", birth, "male" if order % 2 else "female")


@given(BIRTHS, st.integers(0, 999), st.integers(0, 16), st.integers(1, 9))
def test_changing_any_single_digit_is_noticed(birth: date, order: int, place: int, step: int) -> None:
    first = f"330106{birth:%Y%m%d}{order:03d}"
    number = first + check_digit(first)
    digit = str((int(number[place]) + step) % 10)
    assert problem_of_identity(number[:place] + digit + number[place + 1 :]) is not None


@given(BIRTHS, st.integers(0, 999), st.integers(0, 15))
def test_exchanging_two_neighbouring_digits_is_noticed(birth: date, order: int, place: int) -> None:
    first = f"330106{birth:%Y%m%d}{order:03d}"
    number = first + check_digit(first)
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    assert swapped == number or problem_of_identity(swapped) is not None


@given(st.text(max_size=20))
def test_no_text_raises_and_no_report_shows_the_birth_date(text: str) -> None:
    problem = problem_of_identity(text)
    assert problem is None or problem.read == mask_identity(text)
    assert mask_identity("330106194912310021")[3:14] == "*" * 11
