"""What a test gives of someone, laid out by month."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from minsheng.packs import tree
from minsheng.rules.openfisca.mapping import Variable
from minsheng.rules.openfisca.reading import Test
from minsheng.rules.openfisca.values import Period, number_from, period_of
from minsheng.terms.periods import Month

Raw = str | Fraction
"""A value as written, or a part of one that was spread over months."""
Told = dict[str, dict[Month | None, Raw]]
"""What is given of someone, by variable: by month (a year's by its January), or by none for what holds for ever."""


def slot(variable: Variable, month: Month) -> Month | None:
    """Where a variable's value of a month is kept."""
    return {"month": month, "year": Month(month.year, 1), "eternity": None}[variable.each]


class Given:
    """Collects what a test gives, then lays it out: shorter periods first, as OpenFisca does.

    OpenFisca keeps one value for everybody: where a test gives a variable of one person for a month, the others have
    its default there, even if it could be worked out. So it is here.
    """

    def __init__(self, test: Test) -> None:
        self.test = test
        self._given: dict[str, list[tuple[Period, Told, tree.Scalar]]] = {}
        self._variables: dict[str, Variable] = {}

    def add(self, told: Told, variable: Variable, node: tree.Node) -> None:
        """One variable of someone: a value, or values by period."""
        entries = node.entries if isinstance(node, tree.Mapping) else (tree.Entry("", node.line, node),)
        for entry in entries:
            period = self._period(entry, variable)
            if isinstance(entry.node, tree.Scalar) and entry.node.empty:
                continue
            if not isinstance(entry.node, tree.Scalar):
                raise self.test.fault(f"{variable.name} 应是一个值", entry.line, None, f"{variable.name}: 值")
            self._variables[variable.name] = variable
            self._given.setdefault(variable.name, []).append((period, told, entry.node))

    def lay_out(self, everyone: Mapping[str, Sequence[Told]], kinds: Mapping[str, str]) -> None:
        """Write all that was given into the tables of those it was given of, and defaults into the others'."""
        for name, given in self._given.items():
            variable = self._variables[name]
            # Where a field has no default, nothing is known of the others.
            default = variable.default if variable.field is not None else "0"
            single = [one for one in given if one[0].months <= 1 or variable.each == "year"]
            longer = [one for one in given if one[0].months > 1 and variable.each == "month"]
            for period, told, node in single:
                self._write(told.setdefault(name, {}), variable, period, node)
            if default is not None:
                filling: dict[Month | None, Raw] = {period.start: default for period, _, _ in single}
                for told in everyone[kinds[name]]:
                    told[name] = filling | told.get(name, {})
            for period, told, node in sorted(longer, key=lambda one: one[0].months):
                self._spread(told.setdefault(name, {}), variable, period, node)

    def _period(self, entry: tree.Entry, variable: Variable) -> Period:
        if variable.each == "eternity":
            return Period("eternity")
        try:
            found = period_of(entry.key) if entry.key else self.test.period
        except ValueError as error:
            message = f"{variable.name}：{error}"
            raise self.test.fault(message, entry.line, entry.key, "2017-01 或 2017") from None
        if found is None or not found.months:
            raise self.test.fault(f"{variable.name} 没有说是哪时的", entry.line, entry.key or None, "period: 2017-01")
        return found

    def _write(self, table: dict[Month | None, Raw], variable: Variable, period: Period, node: tree.Scalar) -> None:
        if variable.each == "year" and not period.is_year:
            raise self.test.fault(f"{variable.name} 是一年一个值", node.line, period.text, "2017")
        table[period.start] = node.text

    def _spread(self, by_month: dict[Month | None, Raw], variable: Variable, period: Period, node: tree.Scalar) -> None:
        """One value over the months of its period, those already told left alone."""
        open_months = [month for month in period if month not in by_month]
        if variable.spread == "repeat":
            by_month.update(dict.fromkeys(open_months, node.text))
            return
        if variable.spread is None:
            expected = "一个月，如 2017-01；或在对照表里写 spread: divide"
            raise self.test.fault(f"{variable.name} 是一月一个值", node.line, period.text, expected)
        told = [self._number(by_month[month], node) for month in period if month in by_month]
        left = self._number(node.text, node) - sum(told)
        if not open_months and left:
            raise self.test.fault(f"{variable.name} 各月加起来不等于总数", node.line, node.text, "两处一致")
        by_month.update({month: left / len(open_months) for month in open_months})

    def _number(self, raw: Raw, node: tree.Scalar) -> Fraction:
        try:
            return number_from(raw) if isinstance(raw, str) else raw
        except ValueError:
            raise self.test.fault("不是数", node.line, str(raw), "如 12000") from None
