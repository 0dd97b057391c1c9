"""What is wrong with a pack beyond its form: each fault in words, with file, line and what to write instead."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from minsheng.packs import family
from minsheng.packs.build import Row, instead
from minsheng.packs.load import PACK_FILE, Loaded, pack_folders, parent_faults, read_folder
from minsheng.packs.model import Benefit, Document, Indicator, Match, Pack, Parameter, Provision, ServiceItem, Value
from minsheng.packs.nearby import Circle, Quota
from minsheng.packs.watching import WarningRule, Weight
from minsheng.terms.citation import Citation
from minsheng.terms.divisions import is_division
from minsheng.terms.errors import Fault, MinshengError

FIRST_YEAR, LAST_YEAR = 1949, 2100


def check_folder(folder: Path | str, *, root: Path | str | None = None) -> list[Fault]:
    """Every fault of the pack in the folder, or of every pack in it when it holds packs.

    Packs of the levels above are looked for in ``root``, by default the folder beside. Raises `MinshengError` only
    when there is no such folder.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise MinshengError(Fault("pack.no-folder", "没有这个文件夹", str(folder), expected="一个规则包的文件夹"))
    if (folder / PACK_FILE).is_file():
        beside = Path(root) if root is not None else folder.absolute().parent
        return _check_among({folder.absolute(): None}, pack_folders(beside))
    inner = pack_folders(folder)
    if inner:
        return _check_among(dict.fromkeys(path.absolute() for path in inner), inner)
    return read_folder(folder)[1]


def _check_among(wanted: Mapping[Path, None], folders: Iterable[Path]) -> list[Fault]:
    """The faults of the wanted packs; the others are read only to be referred to."""
    reach: dict[str, Loaded] = {}
    mine: list[Loaded] = []
    faults: list[Fault] = []
    every = dict.fromkeys([*wanted, *(path.absolute() for path in folders)])
    for path in every:
        loaded, wrong = read_folder(path)
        if path in wanted:
            faults += wrong
        if loaded is None:
            continue
        if path in wanted:
            mine.append(loaded)
        other = reach.setdefault(loaded.pack.id, loaded)
        if other is not loaded and (path in wanted or other in mine):
            message = f"两个包都叫 {loaded.pack.id}（另一个是 {other.about.file}）"
            faults.append(Fault("pack.duplicate-id", message, loaded.about.file, loaded.about.line_of("id")))
    for loaded in mine:
        faults += check_loaded(loaded, reach)
    return faults


def check_loaded(loaded: Loaded, reach: Mapping[str, Loaded]) -> list[Fault]:
    """The faults of meaning in a pack that was read; ``reach`` holds it and the packs of the levels above."""
    packs = {pack_id: one.pack for pack_id, one in reach.items()}
    return [*parent_faults(loaded, reach), *_Check(loaded, packs).faults()]


class _Check:
    """One pack under check, with the words it may use."""

    def __init__(self, loaded: Loaded, packs: Mapping[str, Pack]) -> None:
        pack = loaded.pack
        self.loaded = loaded
        self.areas = family.areas(pack, packs)
        self.classes = {area.id: {one.id for one in area.classes} for area in self.areas.values()}
        self.every_class = family.classes(pack, packs)
        self.groups = family.groups(pack, packs)
        self.stages = family.life_stages(pack, packs)
        self.documents = family.documents(pack, packs)
        self.indicators = family.indicators(pack, packs)
        self.refusable = {**self.indicators, **{item.id: item for item in pack.items}}

    def faults(self) -> Iterator[Fault]:
        yield from self._about()
        checks: dict[str, Callable[[Row, Any], Iterator[Fault]]] = {
            "documents": self._document,
            "items": self._item,
            "indicators": self._indicator,
            "matches": self._match,
            "parameters": self._parameter,
            "benefits": self._benefit,
            "provisions": self._provision,
            "weights": self._weight,
            "warnings": self._warning,
            "circles": self._circle,
            "quotas": self._quota,
        }
        for key, check in checks.items():
            for row in self.loaded.rows[key]:
                yield from check(row, row.value)
        yield from self._cited_twice("items", _box_item, "专栏里的同一项")
        yield from self._cited_twice("indicators", _table_row, "表里的同一行")

    def _about(self) -> Iterator[Fault]:
        about = self.loaded.pack.about
        row = self.loaded.about
        if not is_word(about.id):
            expected = "小写字母、数字和连字符，如 hangzhou"
            yield _fault(row, "id", "pack.id", "规则包的 id 不能用在网址里", about.id, expected)
        if not is_division(about.division):
            message = f"{about.division} 不是行政区划代码"
            yield _fault(row, "division", "pack.division", message, about.division, "GB/T 2260 的六位代码，如 330100")
        elif not _fits(about.division, about.level):
            message = f"代码 {about.division} 与级别 {about.level} 不符"
            yield _fault(row, "level", "pack.level", message, about.level, "country、province、city 或 county")
        if about.parent is None and about.level != "country":
            yield _fault(row, "level", "pack.parent", "没有写上级包", None, "parent: 上级包的 id，如 zhejiang 或 cn")

    def _document(self, row: Row, document: Document) -> Iterator[Fault]:
        yield from _dates(row, document.since, document.until, "until")
        if not is_word(document.id):
            expected = "小写字母、数字和连字符，如 hz-2021"
            yield _fault(row, "id", "pack.document-id", "文件的 id 不能用在出处里", document.id, expected)

    def _item(self, row: Row, item: ServiceItem) -> Iterator[Fault]:
        yield from _dates(row, item.since, item.until, "until")
        yield from self._source(row, item.source, "source")
        yield from self._word(row, "area", item.area, self.areas, "pack.unknown-area", "服务领域")
        if item.service_class is not None:
            yield from self._word(
                row, "service_class", item.service_class, self.every_class, "pack.unknown-class", "服务类别"
            )
        for number, group in enumerate(item.groups):
            yield from self._word(row, f"groups.{number}", group, self.groups, "pack.unknown-group", "人群")
        for number, stage in enumerate(item.life_stages):
            yield from self._word(row, f"life_stages.{number}", stage, self.stages, "pack.unknown-stage", "人生阶段")
        yield from self._editions(row, "history", item.since, item.history)

    def _editions(self, row: Row, key: str, later: Any, editions: Iterable[Any]) -> Iterator[Fault]:
        for number, edition in enumerate(editions):
            at = f"{key}.{number}"
            yield from _dates(row, edition.since, edition.until, f"{at}.until")
            yield from self._source(row, edition.source, f"{at}.source")
            if edition.until >= later:
                message = f"历次版本应从新到旧，且前一版在 {later} 之前结束"
                yield _fault(
                    row, f"{at}.until", "pack.history-order", message, str(edition.until), f"早于 {later} 的日期"
                )
            later = edition.since

    def _indicator(self, row: Row, indicator: Indicator) -> Iterator[Fault]:
        yield from self._source(row, indicator.source, "source")
        if indicator.area is not None:
            yield from self._word(row, "area", indicator.area, self.areas, "pack.unknown-area", "服务领域")
        if not indicator.values:
            yield _fault(row, "values", "pack.no-values", "指标没有数值", None, "values: 至少一个目标或实绩")
        seen: set[tuple[str, int | None]] = set()
        for number, value in enumerate(indicator.values):
            at = f"values.{number}"
            yield from _value(row, at, value)
            if value.year is not None and (value.kind, value.year) in seen:
                message = f"{value.year} 年的 {value.kind} 写了两次"
                yield _fault(row, at, "pack.duplicate-value", message, None, "每年每种只留一个")
            seen.add((value.kind, value.year))

    def _match(self, row: Row, match: Match) -> Iterator[Fault]:
        if not match.members or len(set(match.members)) < len(match.members):
            message = "没有成员，或同一个成员写了两次"
            expected = "一个或几个不同的 id；只有一个时，意思是它就是（或不是）各地共有的这个指标"
            yield _fault(row, "members", "pack.match-members", message, "、".join(match.members), expected)
        # What is said not to be one may also be services; that settles a finding about their amounts.
        known = self.refusable if match.state == "refused" else self.indicators
        for number, member in enumerate(match.members):
            yield from self._word(row, f"members.{number}", member, known, "pack.unknown-member", "指标")
        if match.state != "proposed" and match.by is None:
            message = "已经认定，却没有写谁认定的"
            yield _fault(row, "state", "pack.match-by", message, match.state, "加上 by 和 on，或改为 state: proposed")

    def _parameter(self, row: Row, parameter: Parameter) -> Iterator[Fault]:
        seen: set[tuple[str, Any]] = set()
        for number, value in enumerate(parameter.values):
            at = f"values.{number}"
            yield from self._source(row, value.source, f"{at}.source")
            if not is_division(value.division):
                message = f"{value.division} 不是行政区划代码"
                expected = "GB/T 2260 的六位代码，如 330100"
                yield _fault(row, f"{at}.division", "pack.division", message, value.division, expected)
            if (value.division, value.since) in seen:
                message = f"{value.division} 从 {value.since} 起写了两个数"
                yield _fault(row, at, "pack.duplicate-value", message, None, "只留一个")
            seen.add((value.division, value.since))

    def _benefit(self, row: Row, benefit: Benefit) -> Iterator[Fault]:
        yield from _dates(row, benefit.since, benefit.until, "until")
        yield from self._source(row, benefit.source, "source")
        yield from self._word(row, "area", benefit.area, self.areas, "pack.unknown-area", "服务领域")
        yield from self._editions(row, "editions", benefit.since, benefit.editions)
        if not benefit.owed:
            yield _fault(row, "owed", "pack.no-conditions", "没有写条件", None, "owed: 至少一个条件；人人都有就写 true")
        if benefit.kind == "cash" and not benefit.amount:
            yield _fault(
                row, "kind", "pack.no-amount", "发的是钱，却没有写数额", None, "amount: 数额，或 kind: service"
            )

    def _provision(self, row: Row, provision: Provision) -> Iterator[Fault]:
        yield from _dates(row, provision.since, provision.until, "until")
        yield from _dates(row, provision.since, provision.by, "by")
        yield from self._source(row, provision.source, "source")
        yield from self._word(row, "area", provision.area, self.areas, "pack.unknown-area", "服务领域")
        if not provision.applies_to:
            expected = 'applies_to: kind in ("library", "公共图书馆")'
            yield _fault(row, "applies_to", "pack.no-conditions", "没有写对哪些机构要求", None, expected)

    def _weight(self, row: Row, weight: Weight) -> Iterator[Fault]:
        if weight.id not in self.areas:
            yield from self._word(row, "id", weight.id, self.indicators, "pack.unknown-member", "服务领域或指标")
        if weight.weight < 0:
            yield _fault(row, "weight", "pack.weight", "权重是负数", str(weight.weight), "weight: 0 或正数")
        if (weight.source is None) == (weight.assumed is None):
            message = "权重要么写出处，要么写明是谁、为什么这样定的"
            yield _fault(row, "weight", "pack.weight-source", message, None, "source: 出处，或 assumed: 说明")
        if weight.source is not None:
            yield from self._source(row, weight.source, "source")

    def _warning(self, row: Row, rule: WarningRule) -> Iterator[Fault]:
        yield from _dates(row, rule.since, rule.until, "until")
        yield from self._source(row, rule.source, "source")
        yield from self._word(row, "watches", rule.watches, self.indicators, "pack.unknown-member", "指标")
        if rule.days < 1:
            yield _fault(row, "days", "pack.days", "期限不到一天", str(rule.days), "days: 30")

    def _circle(self, row: Row, circle: Circle) -> Iterator[Fault]:
        yield from self._place(row, circle)
        if (circle.minutes is None) == (circle.metres is None):
            yield _fault(row, "id", "pack.circle-size", "说明多少分钟或多少米，二者之一", None, "minutes: 15")
        for name in ("minutes", "metres", "speed", "share"):
            value = getattr(circle, name)
            if value is not None and not 0 < value <= (100 if name == "share" else 100_000):
                yield _fault(row, name, "pack.circle-figure", "数不在范围内", str(value), f"{name}: 大于零的数")

    def _quota(self, row: Row, quota: Quota) -> Iterator[Fault]:
        yield from self._place(row, quota)
        if (quota.value is None) == (quota.indicator is None):
            said = "写明数额 value，或引用指标 indicator 和年份 year，二者之一"
            yield _fault(row, "id", "pack.quota-figure", said, None, "value: 4.6")
        if quota.indicator is not None:
            yield from self._word(row, "indicator", quota.indicator, self.indicators, "pack.unknown-member", "指标")
            found = self.indicators.get(quota.indicator)
            targets = [one for one in (found.values if found else ()) if one.kind == "target" and one.value is not None]
            if found is not None and quota.year not in {one.year for one in targets}:
                years = "、".join(str(one.year) for one in targets) or "没有"
                said = f"{quota.indicator} 这一年没有目标"
                yield _fault(row, "year", "pack.quota-year", said, str(quota.year), years)
        if (quota.value is not None and quota.value <= 0) or (quota.per is not None and quota.per < 1):
            yield _fault(row, "value", "pack.quota-figure", "数额和每多少人都要大于零", None, "value: 4.6, per: 1000")

    def _place(self, row: Row, promise: Circle | Quota) -> Iterator[Fault]:
        yield from _dates(row, promise.since, promise.until, "until")
        yield from _dates(row, promise.since, promise.by, "by")
        yield from self._source(row, promise.source, "source")
        yield from self._word(row, "area", promise.area, self.areas, "pack.unknown-area", "服务领域")
        if not promise.kinds:
            yield _fault(row, "kinds", "pack.no-kinds", "没有写是哪些设施", None, "kinds: [elder_care]")

    def _source(self, row: Row, source: Citation, field: str) -> Iterator[Fault]:
        yield from self._word(row, field, source.document, self.documents, "pack.unknown-document", "文件")
        document = self.documents.get(source.document)
        if document is not None and document.outline and source.path is not None:
            places = [section.path for section in document.outline]
            if not any(_below(source.path, place) for place in places):
                message = f"{document.id} 的目录里没有 {source.path}"
                yield _fault(row, field, "pack.unknown-place", message, str(source), instead(source.path, places))

    def _word(
        self, row: Row, field: str, word: str, known: Mapping[str, object], code: str, kind: str
    ) -> Iterator[Fault]:
        if word not in known:
            yield _fault(row, field, code, f"没有名为 {word} 的{kind}", word, instead(word, known))

    def _cited_twice(self, key: str, place_of: Callable[[Any], object], place: str) -> Iterator[Fault]:
        first: dict[object, Row] = {}
        for row in self.loaded.rows[key]:
            cited = place_of(row.value)
            if cited is not None and (other := first.setdefault(cited, row)) is not row:
                message = (
                    f"{place}写了两次：{row.value.source}（前一个是 {other.value.id}，在 {other.file}:{other.line}）"
                )
                yield _fault(row, "source", "pack.cited-twice", message, str(row.value.source), "核对序号，或合成一行")


def _box_item(item: ServiceItem) -> object:
    # An item of a basic-service box is one service; one of a project box may hold several, told apart by name.
    if item.source.item is None:
        return None
    return item.source, "basic" if item.tier == "basic" else item.name


def _table_row(indicator: Indicator) -> object:
    return None if indicator.source.row is None else indicator.source


def is_word(text: str) -> bool:
    """Whether a text can be the id of a pack or a document: it stands in citations, addresses and folder names.

    >>> is_word("hz-2021"), is_word("HZ 2021")
    (True, False)
    """
    try:
        return Citation.parse(text) == Citation(text)
    except ValueError:
        return False


def _below(path: str, heading: str) -> bool:
    """Whether a heading path is the heading, or a place under it."""
    path, heading = path.rstrip("."), heading.rstrip(".")
    return path == heading or (path.startswith(heading) and path[len(heading)] in "(.0123456789第")


def _fault(row: Row, field: str, code: str, message: str, read: str | None, expected: str | None) -> Fault:
    said = f"{row.value.id}：{message}"
    return Fault(code, said, row.file, row.line_of(field), read, expected)


def _fits(code: str, level: str) -> bool:
    if level == "country":
        return code == "100000"
    if level == "province":
        return code.endswith("0000") and code != "100000"
    return code.endswith("00") != (level == "county") and not code.endswith("0000")


def _dates(row: Row, since: Any, until: Any, field: str) -> Iterator[Fault]:
    if until is not None and until < since:
        message = f"止于 {until}，却始于 {since}"
        yield _fault(row, field, "pack.reversed-dates", message, str(until), "不早于 since 的日期")


def _value(row: Row, at: str, value: Value) -> Iterator[Fault]:
    """The figure must be what its op says it is."""
    if value.year is not None and not FIRST_YEAR <= value.year <= LAST_YEAR:
        yield _fault(row, f"{at}.year", "pack.year", "年份不对", str(value.year), f"{FIRST_YEAR} 到 {LAST_YEAR} 之间")
    years = [one.year for one in value.path]
    if years and (value.kind != "target" or years != sorted(set(years)) or years[-1] >= (value.year or FIRST_YEAR)):
        expected = "目标写明年份，路径是它之前的年份，由早到晚，每年一个"
        yield _fault(row, f"{at}.path", "pack.path", "路径的年份不对", "、".join(map(str, years)), expected)
    wrong = _inconsistent(value)
    if wrong is not None:
        yield _fault(row, at, "pack.value", wrong[0], f"op: {value.op}", wrong[1])


def _inconsistent(value: Value) -> tuple[str, str] | None:
    if value.op == "range":
        if value.low is None or value.high is None:
            return "写的是区间，却缺一端", "low 和 high 都写上"
        if value.low > value.high:
            return f"区间反了：{value.low} 到 {value.high}", f"low: {value.high}，high: {value.low}"
        return ("写的是区间，又写了单个数", "去掉 value") if value.value is not None else None
    if value.low is not None or value.high is not None:
        return "有 low 或 high，却不是区间", "op: range"
    if value.op == "text":
        if value.value is not None:
            return "写的是文字，又写了数", '去掉 value，或改为 op: "="'
        return None if value.text or value.by_division else ("写的是文字，却没有文字", "text: 原表里印的内容")
    return ("没有写数", "value: 3.5，或 op: text 加 text") if value.value is None else None
