"""How good the register is: completeness, validity and freshness by field and by source, for officers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from threading import Lock
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from minsheng.hub.accounts.officers import may_look
from minsheng.hub.catalogue import listing
from minsheng.hub.registry import lists, wording
from minsheng.register.quality import FieldQuality, SourceQuality, judge, judge_sources
from minsheng.register.schema import ENTITIES
from minsheng.register.snapshot import MANIFEST, Snapshot, days_of
from minsheng.terms.errors import MinshengError
from minsheng.terms.fields import Entity, Field, field_of
from minsheng.terms.owners import Owner, owner_of

WIDTH = 320
MOST_GAPS = 10


@dataclass(frozen=True)
class Row:
    """One field with its quality, and how many rules use it."""

    field: Field
    quality: FieldQuality
    owner: Owner | None
    rules: int

    @property
    def complete(self) -> float:
        """The share known, 0 where there is no row."""
        return self.quality.complete or 0.0

    @property
    def length(self) -> float:
        """The length of its bar."""
        return round(self.complete * WIDTH, 1)


@dataclass(frozen=True)
class Judged:
    """A snapshot with the quality of its fields and sources, as of a day."""

    snapshot: Snapshot
    fields: Sequence[FieldQuality]
    sources: Sequence[SourceQuality]


def rows_of(fields: Sequence[FieldQuality]) -> list[Row]:
    """The fields a register can hold, with who keeps them and how many rules use them."""
    uses = lists.current().uses
    found = []
    for one in fields:
        field = field_of(one.entity, one.name)
        if field is not None and not field.of_one_visit:
            found.append(Row(field, one, owner_of(field), uses.get((one.entity, one.name), 0)))
    return found


def gaps(rows: Sequence[Row]) -> list[Row]:
    """The fields whose gaps leave most answers open: rules that use the field times the share not known."""
    open_ = [row for row in rows if row.rules and row.complete < 1]
    return sorted(open_, key=lambda row: (-(1 - row.complete) * row.rules, row.field.name))[:MOST_GAPS]


def by_owner(rows: Sequence[Row]) -> list[tuple[Owner | None, float, float]]:
    """Each department with the mean completeness of the fields that rules use, and the length of its bar."""
    found: dict[Owner | None, list[float]] = {}
    for row in rows:
        if row.rules:
            found.setdefault(row.owner, []).append(row.complete)
    means = [(owner, sum(shares) / len(shares)) for owner, shares in found.items()]
    return [(owner, mean, round(mean * WIDTH, 1)) for owner, mean in sorted(means, key=lambda each: each[1])]


@require_safe
@never_cache
def quality(request: HttpRequest) -> HttpResponse:
    """The page: the gaps that matter, the departments, every field, every source."""
    return _answer(request, _page)


@require_safe
@never_cache
def quality_csv(request: HttpRequest) -> HttpResponse:
    """Every field as a CSV file."""
    return _answer(request, _file)


def _answer(request: HttpRequest, show: Any) -> HttpResponse:
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    try:
        judged = current()
    except (MinshengError, OSError, ValueError, KeyError):
        said = _("登记数据现在读不出来，可能正在更新。请过一会儿再试。")
        context = {"status": 503, "title": _("暂时查不到"), "said": said}
        return render(request, "error.html", context, status=503)
    if judged is None:
        return render(request, "registry/no_register.html", {"folder": settings.MINSHENG_REGISTER})
    if not may_look(request.user, synthetic=judged.snapshot.synthetic):
        raise PermissionDenied
    answer: HttpResponse = show(request, judged)
    return answer


def _page(request: HttpRequest, judged: Judged) -> HttpResponse:
    rows = rows_of(judged.fields)
    entities: list[tuple[Entity, list[Row]]] = [
        (entity, [row for row in rows if row.field.entity == entity]) for entity in ENTITIES
    ]
    context = {
        "snapshot": judged.snapshot,
        "incomplete": judged.snapshot.manifest.get("incomplete_households", 0),
        "entities": [(entity, own) for entity, own in entities if own],
        "gaps": gaps(rows),
        "owners": by_owner(rows),
        "sources": judged.sources,
        "width": WIDTH,
        **wording.GLOBALS,
    }
    return render(request, "registry/quality.html", context)


def _file(request: HttpRequest, judged: Judged) -> HttpResponse:
    header = (
        _("对象"),
        _("字段"),
        _("名称"),
        _("提供部门"),
        _("行数"),
        _("完整率"),
        _("有效率"),
        _("最近"),
        _("距今天数"),
        _("规则数"),
        _("合成数据"),
    )
    made_up = _("是") if judged.snapshot.synthetic else _("否")
    table = [
        (
            wording.entity_name(row.field.entity),
            row.field.name,
            wording.field_name(row.field),
            wording.owner_name(row.owner),
            row.quality.rows,
            wording.share(row.quality.complete),
            wording.share(row.quality.valid),
            row.quality.as_of,
            row.quality.age_days,
            row.rules,
            made_up,
        )
        for row in rows_of(judged.fields)
    ]
    return listing.csv_answer(f"quality-{judged.snapshot.day.isoformat()}", header, table)


_lock = Lock()
_kept: dict[Path, tuple[tuple[Any, ...], Judged]] = {}


def current() -> Judged | None:
    """The latest snapshot of the register the settings name, judged as of today; None when there is none."""
    folder, today = Path(settings.MINSHENG_REGISTER), timezone.localdate()
    stamp = _stamp(folder, today)
    if stamp is None:
        return None
    with _lock:
        found = _kept.get(folder)
        if found is None or found[0] != stamp:
            snapshot, fields = judge(folder, at=today)
            found = _kept[folder] = (stamp, Judged(snapshot, fields, judge_sources(snapshot)))
        return found[1]


def _stamp(folder: Path, today: date) -> tuple[Any, ...] | None:
    """What changes with another snapshot, the same day's replaced, or another day."""
    try:
        days = days_of(folder)
        latest = folder / days[-1].isoformat() / MANIFEST if days else folder / MANIFEST
        stat = latest.stat()
    except OSError:
        return None
    return latest, stat.st_mtime_ns, stat.st_ino, today
