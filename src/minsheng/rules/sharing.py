"""The sharing list (数据共享清单): for each field who keeps it, what it is for, how sensitive, and which rules use it.

Derived from the rules and provisions themselves, so that nothing is asked for that nothing uses, and nothing is used
that was not asked for (个人信息保护法 article 6: as little as the purpose needs).
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from minsheng.rules.nodes import FieldOf, Node, walk
from minsheng.rules.program import Program, called_parameters
from minsheng.rules.provision import Provisions
from minsheng.terms.fields import FIELDS, SENSITIVITY_LABELS, Entity, Field
from minsheng.terms.owners import Owner, owner_of

Way = Literal["condition", "amount", "figure", "standard"]
WAYS: Mapping[Way, str] = {
    "condition": "判断该不该给",
    "amount": "计算给多少",
    "figure": "按区划取标准",
    "standard": "核对配置标准",
}
ENTITIES: Mapping[Entity, str] = {"household": "户", "person": "人员", "institution": "机构"}
BASIC: Mapping[tuple[Entity, str], str] = {
    ("household", "household_id"): "认出是哪一户",
    ("person", "person_id"): "认出是哪一个人",
    ("person", "household_id"): "把一家人归在一起",
    ("person", "death_date"): "去世的人不再计算",
    ("institution", "institution_id"): "认出是哪个机构",
}
"""Fields every answer needs, and what for."""

HEADER = ("对象", "字段", "名称", "提供部门", "敏感程度", "用途", "用到的规则数", "用到的规则")


@dataclass(frozen=True)
class Use:
    """One benefit or provision that uses a field: its id and names, and in what ways."""

    id: str
    name: str
    name_en: str | None
    ways: tuple[Way, ...]


@dataclass(frozen=True)
class Shared:
    """One field of the list. ``basic`` says what it is for when every answer needs it."""

    field: Field
    owner: Owner | None
    basic: str | None
    uses: tuple[Use, ...]

    @property
    def needed(self) -> bool:
        """Whether anything needs it: what is not needed is not to be asked for."""
        return bool(self.uses) or self.basic is not None

    @property
    def ways(self) -> tuple[Way, ...]:
        """In what ways it is used by any rule."""
        found = {way for use in self.uses for way in use.ways}
        return tuple(way for way in WAYS if way in found)

    @property
    def purpose(self) -> str:
        """What it is for, in Chinese."""
        said = [*([self.basic] if self.basic else []), *(WAYS[way] for way in self.ways)]
        return "；".join(said) or "这个规则包没有规则用到，不必收集"

    def as_json(self) -> dict[str, Any]:
        """The row as data."""
        return {
            "entity": self.field.entity,
            "field": self.field.name,
            "label": self.field.label,
            "owner": None if self.owner is None else {"id": self.owner.id, "name": self.owner.name},
            "sensitivity": self.field.sensitivity,
            "purpose": self.purpose,
            "needed": self.needed,
            "rules": [{"id": use.id, "name": use.name, "uses": list(use.ways)} for use in self.uses],
        }

    def as_row(self) -> tuple[str, ...]:
        """The row under ``HEADER``."""
        return (
            ENTITIES[self.field.entity],
            self.field.name,
            self.field.label,
            "待定" if self.owner is None else self.owner.name,
            SENSITIVITY_LABELS[self.field.sensitivity],
            self.purpose,
            str(len(self.uses)),
            "；".join(use.name for use in self.uses),
        )


def sharing_list(program: Program, provisions: Provisions) -> list[Shared]:
    """Every field of persons and households, and those of institutions that something uses, in the register's order."""
    uses: dict[tuple[Entity, str], dict[str, Use]] = {}
    for at, use in _uses(program, provisions):
        mine = uses.setdefault(at, {})
        before = mine.get(use.id)
        ways = set(use.ways) | set(before.ways if before else ())
        mine[use.id] = Use(use.id, use.name, use.name_en, tuple(way for way in WAYS if way in ways))
    fields = {(field.entity, field.name): field for field in (*FIELDS, *program.fields.values())}
    rows = [
        Shared(field, owner_of(field), BASIC.get(at), tuple(uses.get(at, {}).values())) for at, field in fields.items()
    ]
    return [row for row in rows if row.needed or row.field.entity != "institution"]


def _uses(program: Program, provisions: Provisions) -> Iterator[tuple[tuple[Entity, str], Use]]:
    for rule in program.rules:
        one = rule.benefit
        ways: tuple[tuple[Way, Iterable[Node]], ...] = (
            ("condition", (part.node for part in rule.conditions)),
            ("amount", (part.node for part in rule.steps)),
        )
        for way, nodes in ways:
            for at in _read(nodes):
                yield at, Use(one.id, one.name, one.name_en, (way,))
        if called_parameters([rule]):
            home: Entity = "institution" if one.serves == "institution" else "household"
            yield (home, "division"), Use(one.id, one.name, one.name_en, ("figure",))
    for standard in provisions.standards:
        other = standard.provision
        for at in _read(part.node for part in (*standard.applies, standard.must)):
            yield at, Use(other.id, other.name, other.name_en, ("standard",))
        if standard.calls:
            yield ("institution", "division"), Use(other.id, other.name, other.name_en, ("figure",))


def _read(nodes: Iterable[Node]) -> Iterator[tuple[Entity, str]]:
    for node in nodes:
        for one in walk(node):
            if isinstance(one, FieldOf):
                yield one.entity, one.name


def write_csv(rows: Iterable[Shared], path: Path) -> None:
    """Write the list for spreadsheets: UTF-8 with a mark."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        writer.writerows(row.as_row() for row in rows)


def sharing_text(rows: Iterable[Shared]) -> str:
    """The list for the screen, by department."""
    by_owner: dict[str, list[Shared]] = {}
    for row in rows:
        by_owner.setdefault("提供部门待定" if row.owner is None else row.owner.name, []).append(row)
    lines = []
    for owner, own in by_owner.items():
        lines.append(f"{owner}（{len(own)} 个字段）")
        for row in own:
            grade = SENSITIVITY_LABELS[row.field.sensitivity]
            count = f"，{len(row.uses)} 条规则" if row.uses else ""
            where = ENTITIES[row.field.entity]
            lines.append(f"  {where}·{row.field.label} {row.field.name}（{grade}）：{row.purpose}{count}")
    return "\n".join(lines)
