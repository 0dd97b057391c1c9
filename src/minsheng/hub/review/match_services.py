"""Deciding about a match: first check, then do.

``check_match_decision`` reads and raises; ``do_match_decision`` writes the database row and the packs' YAML together:
when one of them cannot be written, none is.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from minsheng.hub.catalogue.store import Catalogue
from minsheng.hub.review import matches
from minsheng.hub.review.matches import Entry
from minsheng.hub.review.models import REVIEW_RIGHT, MatchDecision, Verdict
from minsheng.packs.load import PACK_FILE
from minsheng.packs.model import Match
from minsheng.packs.write import put_match
from minsheng.terms.errors import Fault, MinshengError

LONGEST_REASON = 500
_STATES = {Verdict.CONFIRMED: "confirmed", Verdict.REFUSED: "refused"}

log = logging.getLogger(__name__)


class MatchOvertaken(Exception):
    """Somebody else decided since the page was made; ``decision`` is what stands now."""

    def __init__(self, decision: MatchDecision | None) -> None:
        super().__init__("overtaken")
        self.decision = decision


@dataclass(frozen=True)
class MatchWish:
    """What a reviewer wants to be said about a match.

    ``seen`` is the version the page showed; ``members`` are the rows it shall name, all of them when empty.
    """

    pack: str
    match: str
    verdict: Verdict
    seen: int
    because: str = ""
    members: tuple[str, ...] = ()


@dataclass(frozen=True)
class CheckedMatch:
    """A wish that may be done, with the match it is about and the rows it shall name."""

    wish: MatchWish
    entry: Entry
    user: User
    members: tuple[str, ...]


def check_match_decision(user: User, catalogue: Catalogue, wish: MatchWish) -> CheckedMatch:
    """Whether this user may have this wish; raises `PermissionDenied` or `MinshengError`, writes nothing."""
    if not user.is_active or not user.has_perm(REVIEW_RIGHT):
        raise PermissionDenied
    entry = matches.find(catalogue, wish.pack, wish.match)
    if entry is None:
        raise MinshengError(Fault("match.none", _("没有这一条匹配，规则包可能已经改了"), read=wish.match))
    for pack in entry.packs_written():
        if not (_folder(pack) / PACK_FILE).is_file():
            raise MinshengError(Fault("match.folder", _("规则包的文件夹与它的编号不同名，没有地方写"), read=pack))
    if wish.verdict == Verdict.UNDONE:
        if not entry.decided:
            raise MatchOvertaken(entry.decision)
        return CheckedMatch(wish, entry, user, ())
    members = _members(entry, wish.members)
    _check_reason(wish.because)
    if wish.verdict == Verdict.CONFIRMED and not entry.may_confirm:
        raise MinshengError(Fault("match.items", _("服务项目只能认定不是同一个，不能合为一个指标")))
    return CheckedMatch(wish, entry, user, members)


def _members(entry: Entry, wanted: tuple[str, ...]) -> tuple[str, ...]:
    members = tuple(one for one in entry.match.members if one in wanted) if wanted else entry.match.members
    if set(wanted) - set(entry.match.members):
        raise MinshengError(Fault("match.members", _("匹配的成员已经变了，请看过再决定"), data={"field": "members"}))
    if len(members) < min(2, len(entry.match.members)):
        raise MinshengError(Fault("match.members", _("至少选两行"), data={"field": "members"}))
    return members


def _check_reason(because: str) -> None:
    if not because.strip():
        raise MinshengError(Fault("match.reason", _("请写明依据"), data={"field": "because"}))
    if len(because) > LONGEST_REASON:
        said = Fault("match.reason", _("依据太长"), expected=_("不超过 500 个字符"), data={"field": "because"})
        raise MinshengError(said)


def do_match_decision(checked: CheckedMatch) -> MatchDecision:
    """Write the decision and the packs together; raises `MatchOvertaken`, or `MinshengError` on a faulty file."""
    before: dict[str, Match | None] = {}
    try:
        with transaction.atomic():
            decision = _locked(checked)
            decision.save()
            wanted = _wanted(checked, decision)
            for pack in checked.entry.packs_written():
                before[pack] = put_match(_folder(pack), checked.wish.match, wanted.get(pack))
    except IntegrityError as error:
        raise MatchOvertaken(None) from error
    except BaseException:
        # The YAML of a pack may stand already while the database went back: bring it back, too.
        for pack, match in before.items():
            try:
                put_match(_folder(pack), checked.wish.match, match)
            except (MinshengError, OSError):
                log.exception("the pack %s keeps a match that was not recorded: %s", pack, checked.wish.match)
        raise
    return decision


def _locked(checked: CheckedMatch) -> MatchDecision:
    """The row of the decision, changed and not saved; nobody else can change it until the transaction ends."""
    wish = checked.wish
    rows = MatchDecision.objects.select_for_update(of=("self",)).select_related("by")
    standing = rows.filter(pack=wish.pack, match=wish.match).first()
    if (standing.version if standing else 0) != wish.seen:
        raise MatchOvertaken(standing)
    decision = standing or MatchDecision(pack=wish.pack, match=wish.match, version=0)
    decision.verdict = wish.verdict
    decision.because = wish.because.strip() if wish.verdict != Verdict.UNDONE else ""
    decision.by = checked.user
    decision.at = timezone.now()
    decision.version += 1
    return decision


def _wanted(checked: CheckedMatch, decision: MatchDecision) -> Mapping[str, Match]:
    """The match each pack shall hold; none when the decision is taken back."""
    if checked.wish.verdict == Verdict.UNDONE:
        return {}
    state = _STATES[checked.wish.verdict]
    day = timezone.localtime(decision.at).date()
    because = " ".join(decision.because.split())
    return checked.entry.matches(state, checked.members, because, checked.user.get_username(), day)


def _folder(pack: str) -> Path:
    return Path(settings.MINSHENG_PACKS) / pack
