"""JSON Schema (2020-12) for the files of a pack, generated from the model so that editors know every field."""

from __future__ import annotations

import typing
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from minsheng.packs.build import FieldPlan, optional_of, plan_of
from minsheng.packs.load import LISTS
from minsheng.packs.model import PackFile
from minsheng.terms.citation import Citation

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_CITATION_PATTERN = r"^[a-z][a-z0-9]*(-[a-z0-9]+)*(\s+\S.*)?$"


def schema() -> dict[str, Any]:
    """The schema every YAML file of a pack meets: ``pack.yaml`` with its own keys, and files of lists.

    Numbers and dates may be written plain or in quotes, as the loader takes them.
    """
    defs: dict[str, Any] = {}
    lists = {
        key: {"type": ["array", "null"], "items": _reference(kind, defs), "description": f"List of {kind.__name__}."}
        for key, kind in LISTS.items()
    }
    about = _object(PackFile, defs)
    pack_file = {**about, "title": "pack.yaml", "properties": {**about["properties"], **lists}}
    rows_file = {"title": "rows", "type": ["object", "null"], "properties": lists, "additionalProperties": False}
    return {
        "$schema": DIALECT,
        "title": "Minsheng pack file",
        "description": "pack.yaml, or a file of lists below it.",
        "if": {"type": "object", "required": ["division"]},
        "then": pack_file,
        "else": rows_file,
        "$defs": defs,
    }


def _reference(kind: Any, defs: dict[str, Any]) -> dict[str, Any]:
    name = kind.__name__
    if name not in defs:
        defs[name] = {}  # taken, so that a class may hold itself
        defs[name] = _object(kind, defs)
    return {"$ref": f"#/$defs/{name}"}


def _object(kind: type, defs: dict[str, Any]) -> dict[str, Any]:
    plans = plan_of(kind)
    return {
        "type": "object",
        "description": (kind.__doc__ or "").strip(),
        "properties": {plan.key: {**_property(plan, defs), "description": plan.doc} for plan in plans},
        "required": [plan.key for plan in plans if plan.required],
        "additionalProperties": False,
    }


def _property(plan: FieldPlan, defs: dict[str, Any]) -> dict[str, Any]:
    hint, _ = optional_of(plan.hint)
    if plan.form is not None:
        return _formed(plan, defs)
    told = _typed(hint, defs)
    if hint is str and not plan.blank:
        told |= {"minLength": 1}
    if not plan.required and "$ref" not in told:
        told |= {"type": [*_types(told["type"]), "null"]} if "type" in told else {}
        if "enum" in told:
            told["enum"] = [*told["enum"], None]
    return told


def _formed(plan: FieldPlan, defs: dict[str, Any]) -> dict[str, Any]:
    """Conditions and steps in the short forms a person writes."""
    expression = {"type": ["string", "number", "boolean"]}
    record = _reference(typing.get_args(plan.hint)[0], defs)
    told: list[dict[str, Any]] = [expression]
    if plan.form == "conditions":
        told.append({"type": "array", "items": {"anyOf": [expression, record]}, "minItems": 1})
    else:
        step = {key: one for key, one in defs["Step"]["properties"].items() if key != "name"}
        long = {"type": "object", "properties": step, "required": ["value"], "additionalProperties": False}
        steps = {"anyOf": [expression, long]}
        told.append({"type": "object", "additionalProperties": steps, "required": ["total"]})
    return {"anyOf": told if plan.required else [*told, {"type": "null"}]}


def _types(told: Any) -> list[str]:
    return list(told) if isinstance(told, list) else [told]


def _typed(hint: Any, defs: dict[str, Any]) -> dict[str, Any]:
    if typing.get_origin(hint) is tuple:
        return {"type": "array", "items": _typed(typing.get_args(hint)[0], defs)}
    if typing.get_origin(hint) is Literal:
        return {"type": "string", "enum": list(typing.get_args(hint))}
    if hint is Citation:
        return {"type": "string", "pattern": _CITATION_PATTERN, "examples": ["hz-2021 表2.17", "hz-2021 专栏10.14"]}
    if hasattr(hint, "__dataclass_fields__"):
        return _reference(hint, defs)
    if hint is bool:
        return {"type": "boolean"}
    # YAML reads an unquoted year or code as a number; the loader takes either.
    plain: dict[Any, dict[str, Any]] = {
        str: {"type": ["string", "number"]},
        int: {"type": ["integer", "string"], "pattern": r"^-?\d+$"},
        Decimal: {"type": ["number", "string"], "pattern": r"^-?\d+(\.\d+)?$"},
        date: {"type": "string", "format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$"},
    }
    return dict(plain[hint])


def field_table() -> str:
    """Every class and field of the model as Markdown tables, for the documentation."""
    shown: list[type] = [PackFile]
    for kind in (*LISTS.values(),):
        for one in (kind, *_inner(kind)):
            if one not in shown:
                shown.append(one)
    return "\n".join(_table(kind) for kind in shown)


def _inner(kind: type) -> list[type]:
    found: list[type] = []
    for plan in plan_of(kind):
        hint, _ = optional_of(plan.hint)
        inner = typing.get_args(hint)[0] if typing.get_origin(hint) is tuple else hint
        if hasattr(inner, "__dataclass_fields__") and inner is not Citation:
            found += [inner, *_inner(inner)]
    return found


def _table(kind: type) -> str:
    list_key = next((key for key, row in LISTS.items() if row is kind), None)
    where = {"PackFile": "`pack.yaml`", "Term": "`groups` and `life_stages`"}.get(kind.__name__)
    where = where or (f"`{list_key}`" if list_key else "")
    lines = [f"### {kind.__name__}{f': {where}' if where else ''}", "", (kind.__doc__ or "").strip(), ""]
    lines += ["| field | type | needed | meaning |", "|---|---|---|---|"]
    for plan in plan_of(kind):
        hint, _ = optional_of(plan.hint)
        needed = "yes" if plan.required else ""
        needed += ' (may be `""`)' if plan.blank else ""
        lines.append(f"| `{plan.key}` | {_type_name(hint)} | {needed} | {plan.doc} |")
    return "\n".join([*lines, ""])


def _type_name(hint: Any) -> str:
    if typing.get_origin(hint) is tuple:
        return f"list of {_type_name(typing.get_args(hint)[0])}"
    if typing.get_origin(hint) is Literal:
        return ", ".join(f"`{word}`" for word in typing.get_args(hint))
    names: dict[Any, str] = {str: "text", int: "whole number", Decimal: "number", bool: "`true`, `false`"}
    names |= {date: "date", Citation: "citation"}
    return names.get(hint) or hint.__name__
