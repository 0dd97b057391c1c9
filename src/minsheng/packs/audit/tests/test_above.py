"""What the province promises and the city's plans never mention."""

from __future__ import annotations

from decimal import Decimal

from minsheng.packs.audit.tests.samples import audited, found, item, same, target, text
from minsheng.packs.model import Amount

SHARE = text("艺术普及率", "%", target("80"), at="p-2021", direction="higher")
TOTAL = text("慈善组织总量", "家", target("1200"), at="p-2021", direction="higher")


def test_what_the_city_never_mentions_is_one_note_for_the_provinces_document() -> None:
    (one,) = audited(above=(SHARE, TOTAL))
    assert (one.code, one.severity) == ("not-taken-up", "note")
    assert [(clause.pack, clause.name) for clause in one.clauses] == [
        ("upland", "艺术普及率"),
        ("upland", "慈善组织总量"),
    ]
    assert one.message.startswith("《省规划》有 2 个指标，本级规划的指标和服务项目里都没有，其中 1 个")


def test_a_row_or_a_service_that_takes_it_up_is_enough() -> None:
    own = text("艺术普及率", "%", target("85"), direction="higher")
    service = item("结对", Amount(Decimal(40), "家", applies_to="慈善组织"))
    assert found("not-taken-up", audited(own, items=(service,), above=(SHARE, TOTAL))) == []


def test_a_row_that_is_refused_takes_nothing_up() -> None:
    own = text("艺术普及率", "%", target("85"), direction="higher")
    (one,) = found("not-taken-up", audited(own, above=(SHARE,), matches=(same(own, SHARE, state="refused"),)))
    assert [clause.name for clause in one.clauses] == ["艺术普及率"]


def test_a_document_of_another_period_is_not_asked_of_the_city() -> None:
    old = text("艺术普及率", "%", target("70", 2010), at="p-2006", direction="higher")
    assert found("not-taken-up", audited(above=(old,))) == []


def test_a_service_of_that_name_is_enough_and_one_of_another_unit_must_be_more_alike() -> None:
    loans = text("每年发放贴息贷款额", "亿元", target("20"), at="p-2021", direction="higher")
    assert found("not-taken-up", audited(items=(item("每年发放贴息贷款"),), above=(loans,))) == []
    for unit, told in (("亿元", 0), ("人", 1)):
        amount = Amount(Decimal(3), unit, applies_to="贴息贷款额")
        assert len(found("not-taken-up", audited(items=(item("创业", amount),), above=(loans,)))) == told
