"""Sign-ins, failed ones and sign-outs in the trail."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed

from minsheng.hub.audit.trail import record


def listen() -> None:
    """Hear Django's signals."""
    user_logged_in.connect(_signed_in, dispatch_uid="audit.sign-in")
    user_login_failed.connect(_failed, dispatch_uid="audit.sign-in-failed")
    user_logged_out.connect(_signed_out, dispatch_uid="audit.sign-out")


def _signed_in(user: Any, **_: Any) -> None:
    record(user, "sign-in")


def _failed(credentials: Mapping[str, Any], **_: Any) -> None:
    name = str(credentials.get("username") or "").replace("\0", "")[:150]
    known = get_user_model().objects.filter(username=name).exists()
    # What is no account's name may be a password in the wrong field: not kept.
    record(name if known else "", "sign-in-failed", detail={"known": known})


def _signed_out(user: Any, **_: Any) -> None:
    if user is not None:
        record(user, "sign-out")
