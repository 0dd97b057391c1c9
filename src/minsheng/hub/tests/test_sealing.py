from __future__ import annotations

from typing import Any

import pytest
from cryptography.fernet import Fernet
from hypothesis import given
from hypothesis import strategies as st

from minsheng.hub.sealing import seal, unseal


@given(st.text())
def test_what_was_sealed_comes_back_and_cannot_be_read_on_the_way(text: str) -> None:
    sealed = seal(text, "a")
    assert unseal(sealed, "a") == text
    assert len(text) < 4 or text not in sealed


@pytest.mark.parametrize("sealed", ["", "abc", "gAAAAA", "编号"])
def test_what_is_no_seal_is_nothing(sealed: str) -> None:
    assert unseal(sealed, "a") is None


def test_what_was_sealed_for_another_purpose_or_by_others_is_nothing() -> None:
    assert unseal(seal("P1", "b"), "a") is None
    assert unseal(Fernet(Fernet.generate_key()).encrypt(b"P1").decode(), "a") is None


def test_a_seal_under_another_secret_key_is_nothing(settings: Any) -> None:
    sealed = seal("P1", "a")
    settings.SECRET_KEY = "another"
    assert unseal(sealed, "a") is None
