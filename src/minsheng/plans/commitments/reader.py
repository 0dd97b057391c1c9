"""Sentences to commitments: which figures are promised, of what, and by when."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from minsheng.plans.commitments import words
from minsheng.plans.commitments.judge import Setting, is_review, is_service_box, judge, turns_to
from minsheng.plans.commitments.rows import Row, rows_of
from minsheng.plans.commitments.text import Clause, Prepared, clauses, prepare, sentences
from minsheng.plans.commitments.years import YearMark, plan_period, year_before, year_marks, years_listed
from minsheng.plans.layout.places import section_of
from minsheng.plans.layout.unread import is_row
from minsheng.plans.model import Block, Commitment, Doubt, Lines

_DIGIT = re.compile(r"[0-9０-９]")
_CHINESE_COUNT = re.compile(
    r"(?:至少|不少于|不低于|不超过|达到?)[^，；。\d]{0,4}[一两二三四五六七八九十百]+(?:个|家|所|名|次|座|张|处|项|成)|[三四五六七八九十百]分之[一二三四五六七八九十]+"
)
_IN_BRACKETS = re.compile(r"\((?=[^()]*\d)[^()]*(?:其中|达|不低于|不少于|力争|≥)[^()]*\)")
_LONGEST_CLAUSE = 600
_REASONS = {
    "carried-subject": "指标名称取自前一分句，请核对",
    "shared-subject": "并列指标与数值个数不一致，请核对",
    "split-subject": "并列指标拆分为多条，请核对",
    "review-section": "出现在回顾或背景章节，请核对是否为承诺",
    "verbless": "数字前没有表示承诺的动词，请核对",
}


def read_commitments(blocks: Sequence[Block]) -> tuple[tuple[Commitment, ...], tuple[Doubt, ...]]:
    """Numeric promises in a plan's paragraphs, and the places where a promised figure could not be read.

    Left out on purpose, without a doubt: past results, forecasts, ages, names with digits, amounts of benefits,
    service standards, stocks and project sizes. Kept with a doubt: what the grammar reads only by a guess.

    >>> block = Block("paragraph", "到2025年，全市老年人健康管理率保持在72%以上。", (7, 7), ("四、养老",))
    >>> row = read_commitments((block,))[0][0]
    >>> row.subject, row.op, str(row.value), row.unit, row.year, row.modifier
    ('老年人健康管理率', '>=', '72', '%', 2025, '保持在')
    """
    period = plan_period(blocks)
    titles = {block.box: block.text for block in blocks if block.kind == "box"}
    found: list[Commitment] = []
    doubts: list[Doubt] = []
    first_chapter = next((block.path[0] for block in blocks if block.path), "")
    # The section of the first chapter whose opening paragraph turned to what was done: all of it goes on telling.
    told: tuple[str, ...] | None = None
    before: tuple[str, ...] | None = None
    for block in blocks:
        if block.kind != "paragraph" or is_row(block.text):
            continue
        opens, before = block.path != before, block.path
        if told is not None and block.path[: len(told)] != told:
            told = None
        setting = Setting(
            review=is_review(block.path, period),
            boxed=block.box is not None,
            service_box=block.box is not None and is_service_box(titles.get(block.box, "")),
            period=period,
        )
        section = section_of(block.path)
        here = setting if told is None else replace(setting, review=True)
        for text in sentences(block.text):
            if not setting.review and (turn := turns_to(text, period)) is not None:
                here = replace(setting, review=turn == "past")
                if turn == "future":
                    told = None
                elif opens and len(block.path) > 1 and block.path[0] == first_chapter:
                    told = block.path
            if _DIGIT.search(text):
                reader = _SentenceReader(prepare(text), here, section, block.lines)
                found.extend(reader.commitments())
                doubts.extend(reader.doubts)
            elif not here.review and _CHINESE_COUNT.search(text):
                doubts.append(_unread("chinese-number", "汉字数量未读成承诺", text, block.lines))
    return tuple(found), tuple(doubts)


def _unread(code: str, reason: str, text: str, lines: Lines) -> Doubt:
    return Doubt(code, f"{reason}：{text[:60]}", lines)


@dataclass
class _SentenceReader:
    """One sentence in its place; ``doubts`` fills as ``commitments`` is read."""

    sentence: Prepared
    setting: Setting
    section: str
    lines: Lines

    def __post_init__(self) -> None:
        self.doubts: list[Doubt] = []
        self._told = False
        """Whether the figure before told what there is or was."""
        self.marks: tuple[YearMark, ...] = year_marks(self.sentence)

    def commitments(self) -> Iterator[Commitment]:
        earlier: list[Clause] = []
        last: tuple[int, int] | None = None
        for clause in clauses(self.sentence):
            if clause.end - clause.start > _LONGEST_CLAUSE:
                self._pass("long", clause)
                continue
            rows, passed = rows_of(self.sentence.mask, clause, earlier, last)
            for row in rows:
                last = row.metric or last
                made = self._commitment(clause, row)
                if made is not None:
                    yield made
            for number in passed:
                if number.code == "range" or words.REACH.search(self.sentence.mask[clause.start : number.start]):
                    self._pass(number.code, clause)
            earlier.append(clause)
        for found in _IN_BRACKETS.finditer(self.sentence.plain):
            if not self.setting.review and not self.setting.service_box:
                self.doubts.append(_unread("bracket", "括号里的数字未读成承诺", found.group(), self.lines))

    def _commitment(self, clause: Clause, row: Row) -> Commitment | None:
        sentence, quantity = self.sentence, row.quantity
        subject = sentence.words(*row.metric) if row.metric else ""
        verdict = judge(
            sentence,
            clause,
            quantity,
            sentence.mask[slice(*row.metric)] if row.metric else "",
            setting=self.setting,
            marks=self.marks,
        )
        if verdict == "promise" and self._told and self._only_named(clause, row):
            # 共有学校56所，在校生8.9万人 goes on telling.
            return None
        self._told = verdict in ("past", "stock")
        if verdict != "promise":
            return None
        if not subject:
            self._pass("subject", clause)
            return None
        year = year_before(self.marks, quantity.start)
        doubted = row.doubts
        if "shared-subject" in doubted:
            years = years_listed(sentence, self.marks, clause.end)
            if len(years) == row.listed:
                year = years[row.place]
                doubted = tuple(code for code in doubted if code != "shared-subject")
        codes = [*doubted, *(["review-section"] if self.setting.review else [])]
        return Commitment(
            section=self.section,
            sentence=sentence.printed,
            span=sentence.words(clause.start, clause.end),
            subject=subject,
            op=quantity.op,
            value=quantity.value,
            unit=quantity.unit,
            year=year,
            modifier=self._modifier(clause, quantity.start),
            lines=self.lines,
            doubts=tuple(Doubt(code, _REASONS[code], self.lines) for code in codes),
        )

    def _only_named(self, clause: Clause, row: Row) -> bool:
        """Whether a figure of things stands right behind its name, with no verb, year or comparing word."""
        left = self.sentence.mask[clause.start : row.quantity.start].removeprefix("其中")
        if row.metric is None or row.quantity.op != "=" or row.quantity.is_share:
            return False
        return row.metric[1] == row.quantity.start and words.ACTS.search(left) is None

    def _modifier(self, clause: Clause, place: int) -> str | None:
        left = self.sentence.mask[clause.start : place]
        for pattern in (words.HOLD, words.FIRM, words.FLOOR):
            found = pattern.search(left)
            if found is not None:
                return found.group(1) if pattern.groups else found.group()
        return None

    def _pass(self, code: str, clause: Clause) -> None:
        """Note a figure that looks promised but yields no row."""
        text = self.sentence.words(clause.start, clause.end)
        plain = self.sentence.mask[clause.start : clause.end]
        if self.setting.review or self.setting.service_box or not words.PROMISE.search(plain):
            return
        reason = {
            "range": "区间数未读成承诺",
            "unit": "数字的单位不认识，未读成承诺",
            "subject": "找不到数字所说的指标",
            "long": "分句过长，未读",
        }
        doubt = _unread(code, reason[code], text, self.lines)
        if doubt not in self.doubts:
            self.doubts.append(doubt)
