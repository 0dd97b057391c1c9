"""What a careful reader would object to in a jurisdiction's plans."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from minsheng.hub.catalogue.public import public
from minsheng.hub.catalogue.store import Catalogue
from minsheng.packs.audit import Finding


@dataclass(frozen=True)
class Kind:
    """All findings of one kind."""

    code: str
    title: str
    severity: str
    findings: tuple[Finding, ...]


def title(code: str) -> str:
    """A kind of finding in words."""
    titles = {
        "target-conflict": _("同一指标同一年，两处目标不同"),
        "past-conflict": _("同一指标同一年，两处实绩不同"),
        "unit-conflict": _("同一指标，两处单位不同"),
        "amount-conflict": _("同一服务，两处数量不同"),
        "weaker-than-parent": _("目标低于上级"),
        "weaker-than-before": _("目标低于上一个规划"),
        "met-by-baseline": _("目标在基期就已达到"),
        "missed-and-dropped": _("上一期没有完成，新规划不再提"),
        "missed-target": _("上一期目标没有完成"),
        "jump": _("目标与基期相差十倍以上"),
        "no-progress": _("目标没有比基期或前一个目标更进一步"),
        "not-taken-up": _("上级规划的指标，本级规划里没有"),
        "sign-differs": _("同一个数，宽严写法不一"),
        "unit-wording": _("同一指标，单位写法不同"),
        "no-result": _("上一期目标没有完成情况"),
        "two-figures": _("几个基期数对一个目标"),
        "baseline-elsewhere": _("基期值只写在别处"),
        "below-last-period": _("目标低于上一个五年的实绩"),
        "no-baseline": _("没有基期值"),
        "text-baseline": _("基期值是文字，无法核对"),
        "text-target": _("目标是文字，无法核对"),
        "no-unit": _("没有单位"),
        "no-year": _("没有写明年份"),
        "no-direction": _("看不出越高越好还是越低越好"),
    }
    return titles.get(code, code)


def severity(code: str) -> str:
    """How serious a finding is, in words."""
    return {"serious": _("矛盾"), "doubtful": _("存疑"), "note": _("提示")}[code]


def kinds_of(findings: tuple[Finding, ...]) -> list[Kind]:
    """Findings by severity and kind, in the order they come."""
    found: dict[tuple[str, str], list[Finding]] = {}
    for each in findings:
        found.setdefault((each.severity, each.code), []).append(each)
    return [Kind(code, title(code), grave, tuple(rows)) for (grave, code), rows in found.items()]


@public
def audits(request: HttpRequest, catalogue: Catalogue) -> HttpResponse:
    """The jurisdictions with how much was found in the plans of each."""
    rows = [(pack, Counter(each.severity for each in catalogue.findings(pack.id))) for pack in catalogue.jurisdictions]
    return render(request, "catalogue/audits.html", {"catalogue": catalogue, "rows": rows, "severity": severity})


@public
def audit(request: HttpRequest, catalogue: Catalogue, pack_id: str) -> HttpResponse:
    """The findings about one jurisdiction's plans, each naming its clauses."""
    if pack_id not in catalogue.packs:
        raise Http404(_("没有这个规则包"))
    findings = catalogue.findings(pack_id)
    return render(
        request,
        "catalogue/audit.html",
        {
            "catalogue": catalogue,
            "pack": catalogue.packs[pack_id],
            "kinds": kinds_of(findings),
            "counts": Counter(each.severity for each in findings),
            "severity": severity,
        },
    )
