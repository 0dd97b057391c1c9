"""What ``minsheng places coverage`` and ``balance`` say: the figures, then by place, then what they stand on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from minsheng.places.balance import Balance, PlainRatio
from minsheng.places.coverage import Coverage, Group, Share
from minsheng.places.network.transit import Transit
from minsheng.terms.divisions import division_name

_BY = {"division": "区划", "district": "区县", "street": "街道", "area": "城乡"}
_AREAS = {"urban": "城镇", "rural": "乡村"}
_MOST = {"street": 10}
_MOST_ROWS = 20


def coverage_lines(answer: Coverage, notes: Iterable[str], *, of: str | None = None) -> Iterator[str]:
    """Coverage in words: all, by age, then by place the largest gaps first; ``of`` counts one age group by place."""
    yield f"{_going(answer)} {answer.within:g} 分钟（步行每小时 {answer.speed:g} 公里）之内有设施的人"
    yield f"  全部：{_share(answer.whole.all)}"
    for age, share in answer.whole.ages.items():
        yield f"  {age} 岁：{_share(share)}"

    def asked(group: Group) -> Share:
        return group.ages[of] if of else group.all

    for column in _columns(answer.placed.people.labels):
        groups = sorted(answer.by(column).items(), key=lambda one: asked(one[1]).covered - asked(one[1]).people)
        yield f"按{_BY.get(column, column)}{f'的 {of} 岁' if of else ''}，缺得多的在前："
        told = [f"  {_name(column, name)}：{_share(asked(group))}" for name, group in groups]
        yield from _first(column, told)
    yield from (f"注：{note}" for note in notes)


def balance_lines(
    answer: Balance, told: Mapping[str, Any], plain: Mapping[str, Mapping[str, PlainRatio]]
) -> Iterator[str]:
    """Balance in words: the mean, who has none, then by place the worst supplied first."""
    who = f"{answer.of} 岁" if answer.of else "全部"
    going = f"{_going(answer)} {answer.within:g} 分钟（步行每小时 {answer.speed:g} 公里）"
    yield f"{going}之内每千人够得着的容量（{told['method']}）"
    yield f"  {who}：{told['people']:,.0f} 人，容量 {told['capacity']:,.0f}，平均 {_per_thousand(told['mean'])}"
    yield f"  够得着的容量是零的 {told['without']:,.0f} 人"
    if told["unknown"]:
        yield f"  附近有设施没写容量而说不准的 {told['unknown']:,.0f} 人"
    for column in _columns(told["by"]):
        places = sorted(told["by"][column].items(), key=lambda one: (one[1]["mean"] is None, one[1]["mean"]))
        yield f"按{_BY.get(column, column)}，少的在前："
        yield from _first(column, [_place(column, name, one, plain.get(column, {})) for name, one in places])
    for key, said in (("capacity_unknown", "没写容量的设施"), ("idle", "附近没有人的设施")):
        if told[key]:
            yield f"{said} {len(told[key]):,} 处，如 {told[key][0]}"
    yield from (f"注：{note}" for note in told["notes"])


def _place(column: str, name: str, one: Mapping[str, Any], ratios: Mapping[str, PlainRatio]) -> str:
    aside = f"；不论远近，按当地容量除以人数 {_per_thousand(ratios[name].ratio)}" if name in ratios else ""
    return f"  {_name(column, name)}：{one['people']:,.0f} 人，平均 {_per_thousand(one['mean'])}{aside}"


def _going(answer: Coverage | Balance) -> str:
    return "步行和乘车" if isinstance(answer.placed.ways, Transit) else "步行"


def _columns(labels: Iterable[str]) -> list[str]:
    """The labels to tell by; where a district's name is there, its code need not be told too."""
    there = list(labels)
    return [column for column in there if not (column == "division" and "district" in there)]


def _name(column: str, label: str) -> str:
    if column == "division":
        return division_name(label) or label or "（没写）"
    return _AREAS.get(label, label) if column == "area" and label else label or "（没写）"


def _first(column: str, told: list[str]) -> Iterator[str]:
    most = _MOST.get(column, _MOST_ROWS)
    yield from told[:most]
    if len(told) > most:
        yield f"  …… 另有 {len(told) - most:,} 个，见 --out 里的 summary.json"


def _share(one: Share) -> str:
    unknown = f"（{one.unknown:,} 个点人数不明）" if one.unknown else ""
    if one.share is None:
        return f"说不准，设施文件没有收录这里（{one.untold:,.0f} 人）" if one.untold else f"没有人{unknown}"
    lacking, untold = one.people - one.covered, f"（另有 {one.untold:,.0f} 人说不准）" if one.untold else ""
    return f"{one.people:,.0f} 人中 {one.covered:,.0f} 人，{one.share:.1%}，缺 {lacking:,.0f} 人{unknown}{untold}"


def _per_thousand(one: float | None) -> str:
    return "说不准" if one is None else f"{one * 1000:,.2f}"
