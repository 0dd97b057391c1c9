"""Deciding about a row: first check, then do.

``check_decision`` reads and raises; ``do_decision`` writes the database row and the pack's YAML together: when either
cannot be written, neither is.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from minsheng.hub.review.drafts import DraftFolder, DraftRow
from minsheng.hub.review.models import REVIEW_RIGHT, Decision, Draft, State
from minsheng.hub.review.rows import PackRow, corrected
from minsheng.packs.model import Accepted
from minsheng.packs.write import add_accepted, remove_accepted
from minsheng.terms.errors import Fault, MinshengError

LONGEST_NOTE = 500

log = logging.getLogger(__name__)


class Overtaken(Exception):
    """Somebody else changed the row since the page was made; ``decision`` is what stands now."""

    def __init__(self, decision: Decision | None) -> None:
        super().__init__("overtaken")
        self.decision = decision


@dataclass(frozen=True)
class Wish:
    """What a reviewer wants to be done with a row.

    ``seen`` is the version of the decision the page showed, 0 for none; ``values`` are the fields of a correction.
    """

    row: str
    state: State
    seen: int
    values: Mapping[str, Any]
    note: str = ""


@dataclass(frozen=True)
class Checked:
    """A wish that may be done: the row it is about and, unless rejected or reopened, the row for the pack."""

    wish: Wish
    folder: DraftFolder
    row: DraftRow
    user: User
    pack_row: PackRow | None


def check_decision(user: User, folder: DraftFolder, wish: Wish) -> Checked:
    """Whether this user may have this wish; raises `PermissionDenied` or `MinshengError`, writes nothing."""
    if not user.is_active or not user.has_perm(REVIEW_RIGHT):
        raise PermissionDenied
    row = folder.row(wish.row)
    if row is None:
        raise MinshengError(Fault("review.no-row", _("草稿里没有这一行，可能已重新生成"), read=wish.row))
    if len(wish.note) > LONGEST_NOTE:
        raise MinshengError(Fault("review.note", _("说明太长"), expected=_("不超过 500 个字符")))
    if wish.state == State.REJECTED and not wish.note.strip():
        raise MinshengError(Fault("review.reason", _("请写明不采纳的原因"), data={"field": "note"}))
    pack_row = None
    if wish.state in (State.ACCEPTED, State.CORRECTED):
        values = wish.values if wish.state == State.CORRECTED else {}
        pack_row = corrected(folder, row, values)
    return Checked(wish, folder, row, user, pack_row)


def do_decision(checked: Checked) -> Decision:
    """Write the decision and the pack together; raises `Overtaken`, or `MinshengError` when the YAML cannot be."""
    before: PackRow | None = None
    put = False
    try:
        with transaction.atomic():
            draft = _locked(checked.folder)
            standing = Decision.objects.filter(draft=draft, row=checked.row.key).select_related("by").first()
            if (standing.version if standing else 0) != checked.wish.seen:
                raise Overtaken(standing)
            before = _in_pack(checked, standing)
            decision = _decided(checked, draft, standing)
            decision.save()
            put = True
            _put(checked.folder.pack_folder, checked.folder.document, _accepted(checked, decision.at), before)
    except IntegrityError as error:
        raise Overtaken(None) from error
    except BaseException:
        if put:
            # The YAML may stand already while the database went back: bring the pack back, too.
            try:
                _put(checked.folder.pack_folder, checked.folder.document, before, _accepted(checked, timezone.now()))
            except (MinshengError, OSError):
                log.exception("the pack keeps a row that was not recorded: %s", checked.row.key)
        raise
    return decision


def _locked(folder: DraftFolder) -> Draft:
    draft, _made = Draft.objects.get_or_create(pack=folder.pack, document=folder.document, digest=folder.digest)
    return Draft.objects.select_for_update().get(pk=draft.pk)


def _decided(checked: Checked, draft: Draft, standing: Decision | None) -> Decision:
    decision = standing or Decision(draft=draft, row=checked.row.key, version=0)
    decision.kind = checked.row.kind
    decision.state = checked.wish.state
    decision.values = dict(checked.wish.values) if checked.wish.state == State.CORRECTED else {}
    decision.note = checked.wish.note.strip()
    decision.by = checked.user
    decision.at = timezone.now()
    decision.version += 1
    return decision


def _accepted(checked: Checked, at: datetime) -> PackRow | None:
    if checked.pack_row is None:
        return None
    who = Accepted(by=checked.user.get_username(), on=timezone.localtime(at).date())
    return replace(checked.pack_row, accepted=who)


def _in_pack(checked: Checked, standing: Decision | None) -> PackRow | None:
    """The row as the standing decision put it into the pack."""
    if standing is None or standing.state not in (State.ACCEPTED, State.CORRECTED):
        return None
    row = corrected(checked.folder, checked.row, standing.values)
    return replace(row, accepted=Accepted(standing.by.get_username(), timezone.localtime(standing.at).date()))


def _put(pack_folder: Path, document: str, row: PackRow | None, instead_of: PackRow | None) -> None:
    """Make the pack hold this row in place of that one."""
    if instead_of is not None and (row is None or row.id != instead_of.id):
        remove_accepted(pack_folder, document, instead_of.id)
    if row is not None:
        add_accepted(pack_folder, document, row)
