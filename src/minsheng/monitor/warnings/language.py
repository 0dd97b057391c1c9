"""What the condition of a warning may say: the language of the rules, over the figures of one indicator.

Expressions are parsed, limited and checked by `minsheng.rules`, and worked out by its compiler for one; here are only
the names there are, and one function more: `running`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from minsheng.packs.build import nearest
from minsheng.rules.check import Checker
from minsheng.rules.nodes import FieldOf, Node, walk
from minsheng.rules.one import Run, compiled
from minsheng.rules.scope import Scope
from minsheng.rules.syntax import Wrong, parse, shown
from minsheng.rules.types import RATIO, WHOLE
from minsheng.rules.values import Unknown, joined
from minsheng.rules.view import View
from minsheng.terms.fields import Field

NAMES: Mapping[str, str] = {
    "value": "这一期的数",
    "previous": "上一期的数",
    "year_before": "上年同期的数",
    "target": "目标",
    "expected": "按目标这时应有的进度",
    "whole": "全市（本规则包的区划）同期的数",
    "median": "各区县同期的中位数",
    "lowest": "各区县同期最低的数",
    "highest": "各区县同期最高的数",
}
"""Every name a condition may call, with its meaning; each is a number in the unit of the indicator."""
RUNNING = "running"
FUNCTIONS: Mapping[str, str] = {
    RUNNING: "到这一期为止，条件连续成立了几期：running(value > 4.5) >= 2",
    "min": "几个数里最小的",
    "max": "几个数里最大的",
    "percent": "百分之几：percent(20) 是 0.2",
    "floor": "舍去小数",
    "ceil": "进到整数",
}
"""Every function a condition may call, with its meaning."""


@dataclass(frozen=True)
class Running(Node):
    """For how many periods in a row, up to this one, the condition has held."""

    where: Node


class Moment(View):
    """What is known of an indicator in one division at one period; ``before`` is the period before it."""

    __slots__ = ()

    @property
    def before(self) -> Moment | None:
        """The moment one period earlier; None where figures begin."""
        raise NotImplementedError


@dataclass(frozen=True)
class SeriesScope(Scope):
    """The names of a warning: figures of the indicator, and nothing of a register."""

    def names(self) -> Iterator[str]:
        """Every name in reach."""
        yield from NAMES

    def field_of(self, entity: Any, name: str) -> Field | None:
        """Nothing: there is no register here."""
        return None

    def find(self, name: str) -> Node:
        """The node a name stands for; raises `Wrong` with the nearest name there is."""
        if name in NAMES:
            return FieldOf(RATIO, "institution", name)
        near = nearest(name, NAMES)
        raise Wrong("unknown-name", f"没有 {name} 这个名字", name, near or "、".join(NAMES))


class SeriesChecker(Checker):
    """Checks the condition of a warning."""

    def inside(self) -> SeriesChecker:
        """A checker for the condition inside `running`."""
        return SeriesChecker(self.text, SeriesScope("institution", member=True))

    def _call(self, tree: ast.Call) -> Node:
        name = shown(tree.func)
        if name not in FUNCTIONS:
            near = nearest(name, FUNCTIONS)
            raise Wrong("unknown-function", f"没有 {name} 这个函数", name, near or "、".join(FUNCTIONS))
        if name != RUNNING:
            return super()._call(tree)
        if tree.keywords or len(tree.args) != 1:
            raise Wrong("arguments", "running 的括号里应有一个条件", shown(tree), "running(value > 4.5)")
        if self.scope.member:
            raise Wrong("members", "running 里面不能再有 running", shown(tree), "拆成两条预警")
        return Running(WHOLE, self.inside().condition(tree.args[0]))


def check_warning(text: str) -> Node:
    """The checked nodes of a warning's condition; raises `Wrong` when it is none.

    >>> check_warning("running(value > 4.5) >= 2").op
    '>='
    """
    node = SeriesChecker(text, SeriesScope("institution")).condition(parse(text))
    if not any(isinstance(one, FieldOf) for one in walk(node)):
        raise Wrong("condition", "条件里没有指标的数", text[:60], "value > 4.5")
    return node


@compiled.register
def _(node: Running) -> Run:
    where = compiled(node.where)

    def run(view: View) -> Any:
        count = 0
        moment = view if isinstance(view, Moment) else None
        while moment is not None:
            held = where(moment)
            if held is False:
                return count
            if type(held) is Unknown:
                # So many at least, whatever the gap would show.
                return joined((held,), least=count)
            count += 1
            moment = moment.before
        return count

    return run
