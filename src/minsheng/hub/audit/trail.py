"""Writing to the trail; any part of the hub may."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from minsheng.hub.audit.chain import Head as Top
from minsheng.hub.audit.chain import Row, canonical, genuine_head, hash_of, seal_of, storable
from minsheng.hub.audit.keys import chain_keys, subject_index
from minsheng.hub.audit.models import Entry, Head
from minsheng.terms.errors import Fault, MinshengError

ACTIONS = {
    "look": _("查看一位居民"),
    "download": _("下载名单"),
    "sign-in": _("登录"),
    "sign-in-failed": _("登录失败"),
    "sign-out": _("退出登录"),
    "trail-search": _("查谁看过一位居民"),
    "auditor-added": _("增加审计员"),
}
"""What may be recorded, in words."""
LONGEST_REASON = 500
SUPERUSER = "superuser"
_HEAD = 1
_LOCK = 0x6D696E736865  # any number that no other advisory lock of this database has


def record(
    actor: Any,
    action: str,
    *,
    subject: str = "",
    index: str = "",
    reason: str = "",
    detail: Mapping[str, Any] | None = None,
) -> int:
    """Add an entry within the caller's transaction and give its number.

    ``actor`` is an account, or a name, or "" for nobody signed in; ``subject`` the identifier of the resident
    concerned, of which only the blind index is kept (or ``index``, when that is all one has). Until the caller's
    transaction ends, others who record wait. Raises ``ValueError`` for an action that `ACTIONS` does not know or a
    reason that is too long, `MinshengError` when the head is gone or was not sealed by us: what cannot be recorded must
    not be done.
    """
    if action not in ACTIONS:
        raise ValueError(f"no such action: {action}")
    if len(reason) > LONGEST_REASON:
        raise ValueError("the reason is too long")
    name, role = _who(actor)
    # No savepoint: when recording fails, nothing of what was to be recorded may remain.
    with transaction.atomic(savepoint=False):
        _wait_for_the_others()
        keys = chain_keys()
        head = _head(keys)
        row = Row(
            number=head.count + 1,
            at=f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S.%fZ}",
            actor=storable(name),
            role=role,
            action=action,
            subject=subject_index(subject) if subject else index,
            reason=storable(reason),
            detail=canonical(dict(detail or {})),
            previous=head.hash,
            hash="",
        )
        row = row._replace(hash=hash_of(row, keys[0]))
        Entry.objects.bulk_create([Entry(**row._asdict())])
        seal = seal_of(row.number, row.hash, keys[0])
        Head.objects.filter(pk=_HEAD).update(count=row.number, hash=row.hash, seal=seal)
    return row.number


def _wait_for_the_others() -> None:
    # On SQLite the transaction is IMMEDIATE: whoever is in it writes alone already.
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def _head(keys: tuple[bytes, ...]) -> Top:
    found = Head.objects.filter(pk=_HEAD).values_list("count", "hash", "seal").first()
    head = Top(*found) if found else None
    if head is None or not genuine_head(head, keys):
        fault = Fault(
            "audit.head",
            "审计记录的末尾标记不在了，或不是用现在的密钥写的，不能再往下记",
            expected="先运行 minsheng audit verify；换过密钥时，MINSHENG_AUDIT_KEY 里应保留旧的",
        )
        raise MinshengError(fault)
    return head


def _who(actor: Any) -> tuple[str, str]:
    if isinstance(actor, str):
        return actor, ""
    if not actor.is_authenticated:
        return "", ""
    groups = sorted(actor.groups.values_list("name", flat=True))
    return actor.get_username(), ",".join([SUPERUSER, *groups] if actor.is_superuser else groups)
