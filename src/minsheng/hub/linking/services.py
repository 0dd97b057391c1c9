"""Deciding about a pair: first check, then write one more row; what stands is the newest row of a pair."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from minsheng.hub.accounts.officers import may_look
from minsheng.hub.linking.models import LinkDecision, LinkRun
from minsheng.terms.errors import Fault, MinshengError

LONGEST_REASON = 500
Key = tuple[str, str]


class LinkOvertaken(Exception):
    """Somebody else decided since the page was made; ``decision`` is what stands now."""

    def __init__(self, decision: LinkDecision | None) -> None:
        super().__init__("overtaken")
        self.decision = decision


@dataclass(frozen=True)
class LinkWish:
    """What an officer says of a pair; ``same`` is None to put it aside; ``seen`` is the version the page showed."""

    left: str
    right: str
    same: bool | None
    seen: int
    reason: str = ""


def standing(run: LinkRun) -> dict[Key, LinkDecision]:
    """What stands of each pair that was ever decided."""
    return {(one.left, one.right): one for one in run.decisions.select_related("by").order_by("version", "id")}


def history(run: LinkRun, left: str, right: str) -> list[LinkDecision]:
    """Everything said of a pair, the latest first."""
    return [*run.decisions.filter(left=left, right=right).select_related("by").order_by("-version")]


def check_link(user: Any, run: LinkRun, wish: LinkWish) -> None:
    """Whether this user may have this wish; raises `PermissionDenied` or `MinshengError`, writes nothing."""
    if not may_look(user, synthetic=run.synthetic):
        raise PermissionDenied
    if wish.same is not None and not wish.reason.strip():
        raise MinshengError(Fault("linking.reason", _("请写明理由"), data={"field": "reason"}))
    if len(wish.reason) > LONGEST_REASON:
        expected = _("不超过 500 个字符")
        raise MinshengError(Fault("linking.reason", _("理由太长"), expected=expected, data={"field": "reason"}))


def do_link(user: Any, run: LinkRun, wish: LinkWish) -> LinkDecision:
    """Write the decision; raises `LinkOvertaken`, or `MinshengError` when a record would be two others at once.

    The run's row is locked meanwhile: two officers who link one record to two others cannot both be right.
    """
    check_link(user, run, wish)
    try:
        with transaction.atomic():
            row = LinkRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
            if row.dropped is not None:
                raise MinshengError(Fault("linking.dropped", _("这次比对刚刚被删除了")))
            now = standing(row)
            old = now.get((wish.left, wish.right))
            if (old.version if old else 0) != wish.seen:
                raise LinkOvertaken(old)
            if wish.same:
                _refuse_twice(now, wish)
            return LinkDecision.objects.create(
                run=row,
                left=wish.left,
                right=wish.right,
                same=wish.same,
                reason=wish.reason.strip(),
                by=user,
                when=timezone.now(),
                version=wish.seen + 1,
            )
    except IntegrityError as error:
        raise LinkOvertaken(None) from error


def _refuse_twice(now: dict[Key, LinkDecision], wish: LinkWish) -> None:
    """A record is one person: who is already said to be somebody cannot be somebody else."""
    for (left, right), one in now.items():
        if one.same and (left == wish.left) != (right == wish.right):
            said = _("%(who)s 已认定其中一条记录与另一条是同一人，先撤回那个决定") % {"who": one.by.get_username()}
            raise MinshengError(Fault("linking.linked-twice", said, data={"pair": f"{left} {right}"}))
