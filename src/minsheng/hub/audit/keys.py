"""The keys of the trail, and the blind index of a resident's identifier."""

from __future__ import annotations

import hmac
from functools import lru_cache

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

FROM_SECRET_KEY = "secret-key"
"""In MINSHENG_AUDIT_KEY, the word for the key that is derived from Django's own."""


def chain_keys() -> tuple[bytes, ...]:
    """The keys that entries are chained with, newest first: new ones are written with the first."""
    return tuple(_derived(each, "audit chain") for each in _given())


def subject_indexes(identifier: str) -> tuple[str, ...]:
    """The blind index of an identifier under each key, newest first.

    HMAC-SHA256 and not HMAC-SM3: the index must come out alike on every machine, and a Python without SM3 is common.
    An identifier is compared without blanks around it and without regard to capitals (an ``x`` may close an ID number).
    """
    plain = identifier.strip().upper().encode("utf-8", "replace")
    return tuple(hmac.digest(_derived(each, "audit subject"), plain, "sha256").hex() for each in _given())


def subject_index(identifier: str) -> str:
    """The blind index under the newest key."""
    return subject_indexes(identifier)[0]


def _given() -> list[str]:
    named = [each.strip() for each in settings.MINSHENG_AUDIT_KEY.split(",") if each.strip()] or [FROM_SECRET_KEY]
    return [settings.SECRET_KEY if each == FROM_SECRET_KEY else each for each in named]


@lru_cache(maxsize=32)
def _derived(key: str, purpose: str) -> bytes:
    return HKDF(SHA256(), 32, salt=None, info=f"minsheng {purpose}".encode()).derive(key.encode())
