"""Why somebody is not owed a benefit: the rule's conditions that do not hold, from the household's own answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter

from minsheng.assess.missing.matching import results_differ
from minsheng.register.find import Finder, Home
from minsheng.rules.answer import Answer, Assessor
from minsheng.rules.nodes import Count, Exists, ForAll, Node, Sum
from minsheng.rules.program import fields_read
from minsheng.rules.situation import situation_of
from minsheng.terms.errors import MinshengError
from minsheng.terms.fields import Entity

Wanted = tuple[int, str, str]
"""A benefit's place, the person or household, and the household."""
Reason = tuple[int, str, str, str]
"""A benefit's place, the person or household, why not in words, and the clause it stands in."""


class WhyNot:
    """Answers households one by one, reading only the fields the rules need; each answer that is no, in words."""

    def __init__(self, assessor: Assessor, finder: Finder) -> None:
        self._assessor = assessor
        self._finder = finder
        rules = [one.rule for one in assessor.rules]
        read = fields_read(rules)
        # Where no rule asks about the others of the household, they need not be read.
        self._alone = all(rule.benefit.serves == "person" and not any(map(_of_members, rule.nodes)) for rule in rules)
        self._fields: Mapping[Entity, set[str]] = {
            "household": {"division", *read["household"]},
            "person": {"birth_date", "death_date", *read["person"]},
        }

    def reasons(self, wanted: Sequence[Wanted], benefit: str, done: Callable[[int], None]) -> Iterator[Reason]:
        """Why they are not owed the benefit, in the order of households; ``wanted`` is sorted by household.

        Raises `MinshengError` when an answer is another than no: then the results come from another register or rules.
        """
        asked = {home: [*rows] for home, rows in groupby(wanted, key=itemgetter(2))}
        only = {key for _, key, _ in wanted} if self._alone else None
        for home in self._finder.homes(asked, self._fields, only=only):
            rows = asked[home.household["household_id"]]
            yield from self._of(home, rows, benefit)
            done(len(rows))

    def _of(self, home: Home, rows: Sequence[Wanted], benefit: str) -> Iterator[Reason]:
        try:
            situation = situation_of(home.as_json(), self._assessor.day, fields=self._assessor.program.fields)
        except MinshengError as error:
            said = "登记有误，算不了：" + "；".join(fault.message for fault in error.faults[:3])
            yield from ((place, key, said, "") for place, key, _ in rows)
            return
        answers: dict[str, Answer] = {}
        for answer in self._assessor.answers(situation):
            if answer.rule.benefit.id == benefit:
                answers[answer.person_id or home.household["household_id"]] = answer
        died = {one["person_id"]: one.get("death_date", "") for one in home.persons}
        for place, key, _ in rows:
            found = answers.get(key)
            if found is None:
                yield place, key, f"已去世（{died[key]}）" if died.get(key) else "这一月没有可答的规则", ""
            elif found.outcome != "not_owed":
                raise results_differ()
            else:
                yield (place, key, *why_not(found))


def _of_members(node: Node) -> bool:
    return isinstance(node, Sum | Count | Exists | ForAll)


def why_not(answer: Answer) -> tuple[str, str]:
    """An answer of no in words: the conditions that do not hold, each once, and the clauses they stand in."""
    failed = [one for one in answer.because() if one["value"] is False and "step" not in one]
    if not failed:
        return "条件都符合，但算出的应享金额为 0", str(answer.rule.source)
    words = "；".join(dict.fromkeys(str(one["text"]) for one in failed))
    return f"不符合：{words}", "；".join(dict.fromkeys(str(one["clause"]) for one in failed))
