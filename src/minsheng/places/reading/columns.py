"""Which column of a file holds what: English names of the contract, and the Chinese ones people write."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from minsheng.terms.errors import Fault, MinshengError

Kind: TypeAlias = Literal["people", "facilities", "candidates", "boundaries"]

_COMMON = {
    "id": ("编号", "序号", "代码", "fid", "code"),
    "lon": ("lng", "long", "longitude", "x", "经度", "东经", "横坐标", "x坐标"),
    "lat": ("latitude", "y", "纬度", "北纬", "纵坐标", "y坐标"),
    "division": ("区划", "区划代码", "行政区划", "行政区划代码", "adcode"),
    "district": ("区县", "县区", "所属区县", "县市区"),
    "street": ("街道", "乡镇", "乡镇街道", "镇街", "所属街道"),
    "area": ("城乡", "城乡分类", "城乡属性"),
    "name": ("名称", "设施名称", "机构名称", "站名", "地块名称"),
    "address": ("地址", "位置", "详细地址", "road", "道路"),
}
_PEOPLE = {"people": ("population", "pop", "人口", "人数", "人口数", "总人口", "常住人口")}
_FACILITY = {
    "kind": ("type", "类别", "类型", "种类", "设施类型", "设施类别"),
    "capacity": ("容量", "床位", "床位数", "托位", "托位数", "座位数", "学位数", "规模"),
    "opening": ("opening_hours", "开放时间", "营业时间", "服务时间"),
    "free": ("free_places", "空位", "余位", "空余", "空余床位", "空余托位", "剩余"),
    "phone": ("电话", "联系电话"),
    "cost": ("造价", "费用", "投资", "投资额"),
}
_SHAPE = {
    "id": ("gb", "adcode", "division", "区划代码", "行政区划代码", "代码", "编号", "code"),
    "name": ("名称", "街道", "社区"),
}
_NUMBERS = ("lon", "lat", "people", "capacity")

_OLDER = re.compile(r"(?:people_?|pop_?|age_?)?(\d{1,3})(?:\+|岁?(?:及)?以上|_?plus|_?over)(?:人口|人数)?")
_BETWEEN = re.compile(r"(?:people_?|pop_?|age_?)?(\d{1,3})(?:-|—|–|~|～|至|_)(\d{1,3})岁?(?:人口|人数)?")
_UNDER = re.compile(r"(?:people_?|pop_?|age_?)?(?:(?:under|below)_?(\d{1,2})|(\d{1,2})岁?以下)(?:人口|人数)?")
_NOTE = re.compile(r"[（(\[〔].*?[)）\]〕]")


@dataclass(frozen=True)
class Layout:
    """The columns of one table: ``names`` in the order of the file ("" for one not kept), ``unknown`` titles."""

    kind: Kind
    names: tuple[str, ...]
    unknown: tuple[str, ...]

    @property
    def numbers(self) -> tuple[str, ...]:
        """Columns that hold numbers."""
        return tuple(name for name in self.names if name in _NUMBERS or age_group(name) is not None)

    @property
    def texts(self) -> tuple[str, ...]:
        """Columns that hold text, but for the id."""
        return tuple(name for name in self.names if name and name != "id" and name not in self.numbers)


def age_group(title: str) -> str | None:
    """The age group that a title speaks of, both ends included; None when it speaks of none.

    >>> [age_group(title) for title in ("65+", "65岁及以上", "3岁以下", "0-14岁", "under_3", "people_65", "people")]
    ['65+', '65+', '0-2', '0-14', '0-2', None, None]
    """
    text = title.strip().lower().replace(" ", "")
    if match := _OLDER.fullmatch(text):
        return f"{int(match.group(1))}+"
    if match := _UNDER.fullmatch(text):
        return f"0-{int(match.group(1) or match.group(2)) - 1}"
    if match := _BETWEEN.fullmatch(text):
        return f"{int(match.group(1))}-{int(match.group(2))}"
    return None


def layout_of(kind: Kind, titles: Sequence[str], file: str, line: int | None = 1, *, shaped: bool = False) -> Layout:
    """The layout of a table with these titles; MinshengError when it lacks a column or has one twice.

    ``shaped``: positions come with the rows (GeoJSON, Shapefile), so that no column has to.

    >>> layout_of("people", ["编号", "经度", "纬度", "人口（人）", "65岁以上", "备注"], "a.csv").names
    ('id', 'lon', 'lat', 'people', '65+', '')
    """
    known = _known(kind)
    plain = [_NOTE.sub("", title).strip().lstrip("\ufeff").lower().replace(" ", "") for title in titles]
    names = tuple(known.get(title, (age_group(title) or "") if kind == "people" else "") for title in plain)
    unknown = tuple(title.strip() for title, name in zip(titles, names, strict=True) if not name and title.strip())
    needed = [] if shaped else ["lon", "lat"]
    needed += ["people"] if kind == "people" else []
    if missing := [name for name in needed if name not in names]:
        wanted = "、".join(f"{name}（{_LABELS[name]}）" for name in missing)
        raise MinshengError(
            Fault("places.columns", f"缺少列 {wanted}", file, line, "、".join(titles)[:120] or None, _WANTED[kind])
        )
    names = _settled(names, titles, file, line)
    return Layout(kind, names, unknown)


_LABELS = {"lon": "经度", "lat": "纬度", "people": "人数"}
_WANTED: dict[Kind, str] = {
    "people": "id,lon,lat,people，另可有年龄段列如 65+、0-2",
    "facilities": "id,lon,lat,kind,capacity，另可有 name、opening、free",
    "candidates": "id,lon,lat,kind,capacity",
    "boundaries": "id,name",
}


def _known(kind: Kind) -> dict[str, str]:
    fields = _SHAPE if kind == "boundaries" else {**_COMMON, **(_PEOPLE if kind == "people" else _FACILITY)}
    known = {other: name for name, others in fields.items() for other in others}
    return {**known, **{name: name for name in fields}}


def _settled(names: tuple[str, ...], titles: Sequence[str], file: str, line: int | None) -> tuple[str, ...]:
    """Names without repetition: a title in the contract's own words goes before another of the same meaning."""
    settled = list(names)
    for name in {one for one in names if one and names.count(one) > 1}:
        at = [place for place, one in enumerate(names) if one == name]
        exact = [place for place in at if titles[place].strip().lower() == name]
        if len(exact) > 1 or (not exact and name in ("lon", "lat", "people")):
            shown = "、".join(titles[place].strip() for place in at)
            raise MinshengError(Fault("places.column-twice", f"不止一列是 {name}", file, line, shown))
        for place in at:
            if place != (exact or at)[0]:
                settled[place] = ""
    return tuple(settled)
