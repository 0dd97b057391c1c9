"""The numbers Word prints by itself before headings and list items, which its text does not hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_CHINESE = {"chineseCounting", "chineseCountingThousand", "japaneseCounting", "ideographDigital", "taiwaneseCounting"}
_DIGITS = "零一二三四五六七八九"


@dataclass(frozen=True)
class _Level:
    form: str
    pattern: str
    start: int


@dataclass
class Numbering:
    """The lists of a document and how far each has counted."""

    levels: Mapping[str, Mapping[int, _Level]]
    of_style: Mapping[str, tuple[str, int]]
    counts: dict[str, dict[int, int]] = field(default_factory=dict)

    @classmethod
    def of(cls, document: Any) -> Numbering:
        """The numbering of a Word document; an empty one when it has none."""
        try:
            root = document.part.numbering_part.element
        except (KeyError, NotImplementedError):
            return cls({}, {})
        abstract = {
            node.get(_W + "abstractNumId"): {
                int(level.get(_W + "ilvl")): _level(level) for level in node.findall(_W + "lvl")
            }
            for node in root.findall(_W + "abstractNum")
        }
        levels = {}
        for node in root.findall(_W + "num"):
            link = node.find(_W + "abstractNumId")
            levels[node.get(_W + "numId")] = abstract.get(link.get(_W + "val") if link is not None else None, {})
        styled = {}
        for style in document.styles.element.findall(_W + "style"):
            found = _reference(style.find(f"{_W}pPr/{_W}numPr"))
            if found is not None:
                styled[style.get(_W + "styleId")] = found
        return cls(levels, styled)

    def label(self, paragraph: Any) -> str:
        """The number Word prints before a paragraph, counted on; empty when it prints none or a bullet."""
        found = _reference(paragraph.find(f"{_W}pPr/{_W}numPr"))
        if found is None:
            style = paragraph.find(f"{_W}pPr/{_W}pStyle")
            found = self.of_style.get(style.get(_W + "val")) if style is not None else None
        if found is None or found[0] not in self.levels:
            return ""
        list_id, depth = found
        levels = self.levels[list_id]
        counts = self.counts.setdefault(list_id, {})
        if depth not in levels:
            return ""
        counts[depth] = counts.get(depth, levels[depth].start - 1) + 1
        for deeper in [other for other in counts if other > depth]:
            del counts[deeper]
        label = levels[depth].pattern if levels[depth].form not in ("bullet", "none") else ""
        for other, level in levels.items():
            label = label.replace(f"%{other + 1}", _written(counts.get(other, level.start), level.form))
        return label


def _level(node: Any) -> _Level:
    def value(name: str, default: str) -> str:
        found = node.find(_W + name)
        return str(found.get(_W + "val", default)) if found is not None else default

    start = value("start", "1")
    return _Level(value("numFmt", "decimal"), value("lvlText", ""), int(start) if start.isdigit() else 1)


def _reference(properties: Any) -> tuple[str, int] | None:
    if properties is None:
        return None
    list_id, depth = properties.find(_W + "numId"), properties.find(_W + "ilvl")
    if list_id is None:
        return None
    at = depth.get(_W + "val") if depth is not None else "0"
    return str(list_id.get(_W + "val")), int(at) if at and at.isdigit() else 0


def _written(number: int, form: str) -> str:
    """A count in the form Word prints it.

    >>> _written(12, "chineseCounting"), _written(3, "decimalEnclosedCircle"), _written(3, "decimal")
    ('十二', '③', '3')
    """
    if form in _CHINESE and 0 < number < 100:
        tens, ones = divmod(number, 10)
        return ("" if tens == 0 else ("" if tens == 1 else _DIGITS[tens]) + "十") + (_DIGITS[ones] if ones else "")
    if form.startswith("decimalEnclosedCircle") and 0 < number <= 20:
        return chr(ord("①") + number - 1)
    return str(number)
