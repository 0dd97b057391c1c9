"""What a page must give back to us, but nobody may read in it: encrypted for a while under the hub's secret key."""

from __future__ import annotations

import base64
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

HOURS = 8
"""How long a page may lie open."""


def seal(text: str, purpose: str) -> str:
    """The text as nobody but `unseal` with the same purpose reads it."""
    return _box(settings.SECRET_KEY, purpose).encrypt(text.encode()).decode()


def unseal(sealed: str, purpose: str) -> str | None:
    """What was sealed; None when it was not by us, for another purpose, or too long ago."""
    try:
        return _box(settings.SECRET_KEY, purpose).decrypt(sealed.encode(), ttl=HOURS * 3600).decode()
    except (InvalidToken, ValueError):
        return None


@lru_cache(maxsize=32)
def _box(key: str, purpose: str) -> Fernet:
    derived = HKDF(SHA256(), 32, salt=None, info=f"minsheng {purpose}".encode()).derive(key.encode())
    return Fernet(base64.urlsafe_b64encode(derived))
