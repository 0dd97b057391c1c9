"""What the words of a row mean: which indicator, which division, which period, which group."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cached_property

from minsheng.monitor.crosswalk import Crosswalk, crosswalks
from minsheng.monitor.importing.figures import Problem
from minsheng.monitor.observation import EVERYONE, RURAL, URBAN
from minsheng.monitor.series import Series, series_of
from minsheng.packs import family
from minsheng.packs.model import Indicator, Pack
from minsheng.packs.names import likeness
from minsheng.packs.units import plain_unit
from minsheng.terms.divisions import division_ancestors, division_name, divisions_below, is_division
from minsheng.terms.periods import Period

_CODE = re.compile(r"(?<!\d)\d{6}(?!\d)")
_TAIL = re.compile(r"(?:自治)?[省市区县州]$")
_WHOLE = frozenset(("全市", "全省", "全县", "全国", "合计", "总计", "全部", "市本级合计"))
_ZONES = re.compile(r"开发区|管委会|集聚区|风景名胜区|新城|大江东|市本级|主城区")
_UNIT_BEHIND = re.compile(r"\(([^()]{1,12})\)$")
_CHINESE = {"一": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_QUARTER = re.compile(r"(\d{4})年?第?([一二三四1-4])季度?")
_MONTH = re.compile(r"(\d{4})(?:年|[-/.])(\d{1,2})月?(?:份)?")
_SPAN = re.compile(r"(\d{4})年?(?:[-—–~至到]|--)(\d{4})年?")
_PLAN = re.compile(r"[“\"]?十([一二三四五])五[”\"]?(?:时期|期间)?")
_PLAN_YEARS = {"一": 2006, "二": 2011, "三": 2016, "四": 2021, "五": 2026}
_GROUPS = {"": EVERYONE, "全体": EVERYONE, "全部": EVERYONE, "合计": EVERYONE, "总体": EVERYONE, "all": EVERYONE}
_GROUPS |= dict.fromkeys(("城镇", "城市", "urban"), URBAN) | dict.fromkeys(("农村", "乡村", "rural"), RURAL)
_MOST_SHOWN = 3
_LONGEST_NAME = 60


def _plain(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def read_period(text: str) -> Period | Problem:
    """The period a cell names.

    >>> [str(read_period(text)) for text in ("2023年第四季度", "2023年12月", "2016—2020年", "“十三五”", "2023q4")]
    ['2023Q4', '2023-12', '2016-2020', '2016-2020', '2023Q4']
    >>> read_period("前三季度").message
    '不是时期'
    """
    plain = _plain(text)
    try:
        if found := _QUARTER.fullmatch(plain):
            return Period.parse(f"{found[1]}Q{_CHINESE[found[2]]}")
        if found := _SPAN.fullmatch(plain):
            return Period.parse(f"{found[1]}-{found[2]}")
        if found := _MONTH.fullmatch(plain):
            return Period.parse(f"{found[1]}-{int(found[2]):02}")
        if found := _PLAN.fullmatch(plain):
            first = _PLAN_YEARS[found[1]]
            return Period.parse(f"{first}-{first + 4}")
        return Period.parse(plain.removesuffix("年"))
    except ValueError:
        expected = "2023、2023Q4、2023-12 或 2021-2025"
        return Problem("observations.period", "不是时期" if plain else "没有写时期", expected)


class Words:
    """The words of a pack and the levels above it."""

    def __init__(self, pack: Pack, packs: Mapping[str, Pack]) -> None:
        self.pack = pack
        self.home = pack.about.division
        self._packs = packs
        self._groups = {term.name: term.id for term in family.groups(pack, packs).values()}
        self._below = divisions_below(self.home)
        self._liked: dict[tuple[str, str], str] = {}

    @cached_property
    def indicators(self) -> dict[str, Indicator]:
        """Indicators in reach by id."""
        return family.indicators(self.pack, self._packs)

    @cached_property
    def series(self) -> Mapping[str, Series]:
        """The series of each indicator."""
        return series_of(family.lineage(self.pack, self._packs))

    @property
    def redrawn(self) -> tuple[Crosswalk, ...]:
        """The changes of the pack's districts."""
        return crosswalks(self.home)

    def division_code(self, text: str) -> str | None:
        """The code of a division by code or name, None when it is none of the pack's."""
        found = self.division(text)
        return found if isinstance(found, str) else None

    def division(self, text: str) -> str | Problem:
        """The division a cell names: by code, by name, by name with that of its city, short where only one is so."""
        plain = _plain(text)
        if not plain:
            return Problem("observations.division", "没有写地区", self._expected)
        if code := _CODE.search(plain):
            found, rest = self._by_code(code[0]), _CODE.sub("", plain).strip("()-—_·")
            if isinstance(found, str) and rest and self.division_code(rest) != found:
                name = division_name(found) or found
                return Problem("observations.division", f"名称和代码对不上：{found} 是{name}", self._expected)
            return found
        if plain in _WHOLE or plain in (division_name(self.home), self.pack.about.name):
            return self.home
        for above in (*reversed(division_ancestors(self.home)), self.home):
            name = division_name(above) or ""
            if name and len(plain) > len(name):
                plain = plain.removeprefix(name)
        if plain in self._below:
            return self._below[plain]
        if gone := self._former(plain):
            return gone
        short = [code for name, code in self._below.items() if _TAIL.sub("", name) == plain]
        if len(short) == 1:
            return short[0]
        if _ZONES.search(plain):
            return Problem("observations.division", "不是行政区划，数算在哪个区县说不清", self._expected)
        return Problem("observations.division", "没有这个地区", self._expected)

    def _by_code(self, code: str) -> str | Problem:
        if code == self.home or (is_division(code) and self.home in division_ancestors(code)):
            return code
        for walk in self.redrawn:
            for name, old in walk.former.items():
                if old == code and old not in walk.redrawn:
                    return self._gone(walk, name)
        return Problem("observations.division", "没有这个区划代码，或不归这里管", self._expected)

    def _former(self, name: str) -> Problem | None:
        full = name if name.endswith(("区", "县", "市")) else name + "区"
        if full in self._below:
            return None
        return next((self._gone(walk, full) for walk in self.redrawn if full in walk.former), None)

    def _gone(self, walk: Crosswalk, name: str) -> Problem:
        told = f"{name}已经撤销，{walk.told(walk.former[name])}"
        return Problem("observations.redrawn", told, "现在的区县；旧区划的数用 minsheng monitor restate 换算")

    @property
    def _expected(self) -> str:
        names = [f"{name} {code}" for name, code in list(self._below.items())[:2]]
        return f"{division_name(self.home) or self.pack.about.name} {self.home}、" + "、".join(names) + " 等"

    def group(self, text: str) -> str | Problem:
        """The group a cell names; blank is everyone."""
        plain = _plain(text)
        known = {**_GROUPS, **self._groups, **{each: each for each in self._groups.values()}}
        if plain in known:
            return known[plain]
        return Problem("observations.group", "没有这个人群", "、".join(["城镇", "农村", *self._groups]))

    def indicator(self, words: Mapping[str, str]) -> Indicator | Problem:
        """The indicator a row names: by its id, else by its exact name and unit where only one series is so called."""
        said = _plain(words.get("indicator", ""))
        if said in self.indicators:
            return self._with_name(self.indicators[said], words.get("name", ""))
        name = said or _plain(words.get("name", ""))
        if not name:
            return Problem("observations.indicator", "没有写指标", "指标编号，如 " + next(iter(self.indicators), "…"))
        unit = words.get("unit", "")
        found = self._named(name, unit)
        if not found and (behind := _UNIT_BEHIND.search(name)):
            unit = unit or behind[1]
            found = self._named(name[: behind.start()], unit)
        found = found or self._named(name, "")  # its unit is told apart later
        if not found:
            return Problem("observations.indicator", "没有这个指标", self._like(name, unit))
        keys = {self.series[one.id].key for one in found}
        if len(keys) == 1:
            own = [one for one in found if one.id in {each.id for each in self.pack.indicators}]
            return min(own or found, key=lambda one: one.source.table is None)
        ids = "、".join(one.id for one in found[:6])
        return Problem("observations.indicator", "这个名称有几个不同的指标", f"指标编号：{ids}")

    def _with_name(self, found: Indicator, name: str) -> Indicator | Problem:
        """The indicator of an id, unless the name beside it is another one's: rows get shifted."""
        named = [one.name for one in self.series[found.id].members]
        if not name or _plain(name) in {_plain(one) for one in named}:
            return found
        if likeness(found.name, "", _UNIT_BEHIND.sub("", _plain(name)), "").one:
            return found
        return Problem("observations.indicator", f"编号和名称对不上：{found.id} 是“{found.name}”", found.name)

    def _named(self, name: str, unit: str) -> list[Indicator]:
        alike = self._by_name.get(name, [])
        return [one for one in alike if not unit or plain_unit(one.unit) == plain_unit(unit)]

    @cached_property
    def _by_name(self) -> dict[str, list[Indicator]]:
        found: dict[str, list[Indicator]] = {}
        for one in self.indicators.values():
            found.setdefault(_plain(one.name), []).append(one)
        return found

    def _like(self, name: str, unit: str) -> str:
        """The indicators whose names are most like it; worked out once a name, as a column repeats it."""
        if (name, unit) not in self._liked:
            self._liked[name, unit] = self._most_like(name[:_LONGEST_NAME], unit)
        return self._liked[name, unit]

    def _most_like(self, name: str, unit: str) -> str:
        scored = [(likeness(name, unit, one.name, one.unit or unit).score, one) for one in self.indicators.values()]
        best = sorted((pair for pair in scored if pair[0] >= 0.5), key=lambda pair: -pair[0])[:_MOST_SHOWN]
        return "、".join(f"{one.name}（{one.id}）" for _, one in best) or "指标编号，或规划里印的名称"
