"""Two programs in one: rules as they are and as they would be, with everything both have in common worked out once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from minsheng.packs.model import Benefit, Condition, Step
from minsheng.rules.check import check_condition, check_total
from minsheng.rules.nodes import AmountOf, Node, OwedOf, ParameterOf
from minsheng.rules.parameters import Figures
from minsheng.rules.program import Part, Program, Rule, called_parameters
from minsheng.rules.scope import Scope
from minsheng.terms.citation import Citation
from minsheng.terms.errors import Fault, MinshengError

_CHANGED = "@changed"
"""Stands behind the name of a benefit or parameter as it would be: no pack can use such a name."""
INCOME = "@income"
MEMBERS = "@members"


@dataclass(frozen=True)
class Pair:
    """A benefit as it is and as it would be; None where there is none."""

    now: Rule | None
    changed: Rule | None

    @property
    def rule(self) -> Rule:
        """The rule as it is, or as it would be when it is new."""
        rule = self.now or self.changed
        assert rule is not None
        return rule

    @property
    def benefit(self) -> Benefit:
        """The benefit as it is, or as it would be when it is new."""
        return self.rule.benefit

    @property
    def pays(self) -> bool:
        """Whether there is an amount, before or after."""
        return any(rule is not None and rule.steps for rule in (self.now, self.changed))

    @property
    def rewritten(self) -> bool:
        """Whether the rule itself is another one, and not only a figure or a benefit it asks about."""
        return bool(_meaning(self.now) != _meaning(self.changed))


@dataclass(frozen=True)
class Paired:
    """One program that answers both ways, and which of its benefits belong together.

    ``names`` are, for each pair, what the program calls its two sides; ``parameters`` those whose figures differ.
    """

    program: Program
    pairs: tuple[Pair, ...]
    names: tuple[tuple[str | None, str | None], ...]
    parameters: tuple[str, ...]


def paired(
    now: Program, changed: Program, day: date, present: Mapping[str, Figures], wanted: Mapping[str, Figures]
) -> Paired:
    """The benefits that can differ on a day, both ways, with everything they ask about, in one program.

    ``present`` are the figures as they are, ``wanted`` as they would be. The program also tells, of each household,
    the sum of its members' incomes (`INCOME`) and a hundred times their number (`MEMBERS`). Raises `MinshengError` for
    a rule that cannot be compared with the one it stands in for.
    """
    before, after = _by_id(now, day), _by_id(changed, day)
    _comparable(before, after)
    differing = {name for name in wanted if wanted[name].figures != _figures(present, name)}
    affected = _affected(before, after, differing)
    common = _needed(before, after, affected)
    rename = _renaming(affected, differing)
    rules = [rule for name, rule in before.items() if name in affected or name in common]
    rules += [_renamed(rule, rename) for name, rule in after.items() if name in affected]
    rules += [_of_household(INCOME, "sum(members.monthly_income)"), _of_household(MEMBERS, "count(members) * 1")]
    figures = dict(present)
    figures |= {name + _CHANGED: replace(wanted[name], id=name + _CHANGED) for name in differing}
    order = [*(name for name in before if name in affected), *(n for n in after if n in affected and n not in before)]
    called = {*called_parameters(before.values()), *called_parameters(after.values())}
    return Paired(
        Program(now.pack, tuple(rules), figures, {**now.fields, **changed.fields}),
        tuple(Pair(before.get(name), after.get(name)) for name in order),
        tuple((name if name in before else None, name + _CHANGED if name in after else None) for name in order),
        tuple(name for name in wanted if name in differing and name in called),
    )


def _by_id(program: Program, day: date) -> dict[str, Rule]:
    return {rule.benefit.id: rule for rule in program.on(day)}


def _comparable(before: Mapping[str, Rule], after: Mapping[str, Rule]) -> None:
    """Raise `MinshengError` when a changed rule pays in another rhythm, or serves others, than the one it replaces."""
    faults = []
    for name, rule in after.items():
        was = before[name].benefit if name in before else rule.benefit
        for key in ("serves", "kind", "each"):
            old, new = getattr(was, key), getattr(rule.benefit, key)
            if old != new:
                said = f"{name}：副本把 {key} 从 {old} 改成 {new}，前后不能相比"
                faults.append(Fault("whatif.not-comparable", said, None, None, new, f"{old}；或另起一个 id"))
    if faults:
        raise MinshengError.of(faults)


def _figures(known: Mapping[str, Figures], name: str) -> Any:
    return known[name].figures if name in known else None


def _affected(before: Mapping[str, Rule], after: Mapping[str, Rule], differing: set[str]) -> set[str]:
    """The benefits whose answers may differ: changed themselves, calling a changed figure, or asking about such."""
    found = {name for name in {**before, **after} if _meaning(before.get(name)) != _meaning(after.get(name))}
    both = [*before.values(), *after.values()]
    found |= {rule.benefit.id for rule in both if differing & set(called_parameters([rule]))}
    while more := {one.benefit.id for one in both if one.benefit.id not in found and found & set(one.needs)}:
        found |= more
    return found


def _meaning(rule: Rule | None) -> Any:
    """What of a rule makes its answers and where they are counted."""
    if rule is None:
        return None
    one = rule.benefit
    parts = [part.node for part in rule.conditions], [(part.name, part.node) for part in rule.steps]
    return parts, one.serves, one.kind, one.each, one.payer


def _needed(before: Mapping[str, Rule], after: Mapping[str, Rule], affected: set[str]) -> set[str]:
    """The benefits that stay as they are and are asked about by those that may not."""
    waiting = [rule for rules in (before, after) for name, rule in rules.items() if name in affected]
    found: set[str] = set()
    while waiting:
        more = set(waiting.pop().needs) - affected - found
        found |= more
        waiting += [before[name] for name in more if name in before]
    return found


def _renaming(affected: set[str], differing: set[str]) -> Callable[[Node], Node]:
    def rename(node: Node) -> Node:
        if isinstance(node, OwedOf | AmountOf):
            return replace(node, benefit=node.benefit + _CHANGED) if node.benefit in affected else node
        if isinstance(node, ParameterOf):
            return replace(node, name=node.name + _CHANGED) if node.name in differing else node
        new = {one.name: _inside(getattr(node, one.name), rename) for one in fields(node)}
        return node if all(getattr(node, name) is value for name, value in new.items()) else type(node)(**new)

    return rename


def _inside(value: Any, rename: Callable[[Node], Node]) -> Any:
    """A node's own part with the nodes in it renamed; the very same object when nothing in it is."""
    if isinstance(value, Node):
        return rename(value)
    if isinstance(value, tuple):
        parts = tuple(rename(part) if isinstance(part, Node) else part for part in value)
        return value if all(new is old for new, old in zip(parts, value, strict=True)) else parts
    return value


def _renamed(rule: Rule, rename: Callable[[Node], Node]) -> Rule:
    def parts(of: Iterable[Part]) -> tuple[Part, ...]:
        return tuple(replace(part, node=rename(part.node)) for part in of)

    benefit = replace(rule.benefit, id=rule.benefit.id + _CHANGED)
    return replace(rule, benefit=benefit, conditions=parts(rule.conditions), steps=parts(rule.steps))


def _of_household(name: str, total: str) -> Rule:
    """A figure of every household, in the form of a benefit."""
    source, since, scope = Citation("none"), date.min, Scope("household")
    conditions, steps = (Condition("true"),), (Step("total", total),)
    benefit = Benefit(name, name, "", "cash", "month", "household", source, since, conditions, amount=steps)
    owed, amount = check_condition("true", scope), check_total(total, scope)
    return Rule(benefit, source, since, None, None, (Part("", owed, "", ""),), (Part("total", amount, "", ""),))
