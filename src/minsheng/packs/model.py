"""A pack: one jurisdiction's promises as data.

Each class is one kind of YAML mapping; each field says in its metadata what it means, and the JSON Schema for
editors is generated from exactly this. A pack is a folder: ``pack.yaml`` (what `PackFile` says) and, in any files
below it ending in .yaml, lists under the keys ``documents``, ``areas``, ``groups``, ``life_stages``, ``items``,
``indicators``, ``matches``, ``parameters``, ``fields``, ``benefits``, ``provisions``, ``weights``, ``warnings``,
``circles`` and ``quotas``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from minsheng.packs.nearby import Circle, Quota
from minsheng.packs.told import told as _told
from minsheng.packs.watching import WarningRule, Weight
from minsheng.terms.citation import Citation
from minsheng.terms.fields import Sensitivity
from minsheng.terms.fields import Type as FieldType

Level = Literal["country", "province", "city", "county"]
Tier = Literal["basic", "raised"]
Direction = Literal["higher", "lower", "keep", "range"]
Operator = Literal[">", ">=", "<", "<=", "~", "=", "range", "text"]
ValueKind = Literal["target", "actual", "growth"]
MatchState = Literal["proposed", "confirmed", "refused"]
BenefitKind = Literal["cash", "service", "waiver"]
Each = Literal["month", "year", "once", "event"]
Entity = Literal["person", "household", "institution"]
Form = Literal["conditions", "steps"]


@dataclass(frozen=True)
class Accepted:
    """Who accepted a row that was read from a plan, and when."""

    by: str = _told("Name of the account that accepted the row.")
    on: date = _told("The day, ISO 8601.")


@dataclass(frozen=True)
class Section:
    """A heading of a document's outline."""

    path: str = _told("Numbered heading path in citation form: 三(一)1.")
    title: str = _told("The heading's own words, without its number.")


@dataclass(frozen=True)
class Document:
    """A plan that promises come from."""

    id: str = _told("Short name used in citations: hz-2021.")
    title: str = _told("Title as printed.")
    since: date = _told("First day of the plan period.")
    until: date = _told("Last day of the plan period.")
    title_en: str | None = _told("English title.", default=None)
    issuer: str | None = _told("Who issued it.", default=None)
    number: str | None = _told("Document number (文号).", default=None)
    published: date | None = _told("Day of publication.", default=None)
    draft: bool = _told("True when the text at hand is a draft for comment.", default=False)
    outline: tuple[Section, ...] = _told("Headings in order.", default=())


@dataclass(frozen=True)
class ServiceClass:
    """A class inside a service area (类)."""

    id: str = _told("English identifier.")
    name: str = _told("Chinese name.")
    name_en: str = _told("English name.")


@dataclass(frozen=True)
class Area:
    """A service area (领域): one of the national nine, or one a local frame adds."""

    id: str = _told("English identifier.")
    name: str = _told("Chinese name.")
    name_en: str = _told("English name.")
    classes: tuple[ServiceClass, ...] = _told("Classes inside the area, in order.", default=())


@dataclass(frozen=True)
class Term:
    """A value of a closed vocabulary: a group of people, or a stage of life."""

    id: str = _told("English identifier.")
    name: str = _told("Chinese name.")
    name_en: str = _told("English name.")


@dataclass(frozen=True)
class Amount:
    """A figure an item's standard fixes: money, rate, count, time."""

    value: Decimal = _told("The figure, exactly as printed.")
    unit: str = _told("Unit as printed, 元 % 次 册 平方米 and so on; empty for a bare ratio.", blank=True)
    op: Operator = _told("Floor, ceiling or exact.", default="=")
    per: str | None = _told("Per what: 人·月, 人·年, 年, 周, 次.", default=None)
    applies_to: str | None = _told("What or whom the figure is for, in own words.", default=None)


@dataclass(frozen=True)
class ItemEdition:
    """An earlier edition of an item."""

    source: Citation = _told("Where this edition is written.")
    since: date = _told("First day it held.")
    until: date = _told("Last day it held.")
    change: str = _told("What changed from this edition to the next, in own words.")
    amounts: tuple[Amount, ...] = _told("The figures of this edition.", default=())


@dataclass(frozen=True)
class ServiceItem:
    """A basic or raised public-service item with its five fields: 服务对象, 内容, 标准, 支出责任, 牵头单位."""

    id: str = _told("English identifier, unique in the pack.")
    name: str = _told("Name as printed.")
    name_en: str = _told("English name.")
    area: str = _told("Service area (id).")
    tier: Tier = _told("basic (有所…) or raised (善/优/颐…).")
    serves: str = _told("服务对象 in own words: whom it is for.")
    content: str = _told("服务内容 in own words: what is provided.")
    source: Citation = _told("Where it is written.")
    since: date = _told("First day this edition holds.")
    until: date | None = _told("Last day this edition holds; left out when open.", default=None)
    service_class: str | None = _told("Class of the national frame (id).", default=None, key="class")
    standard: str | None = _told("服务标准 in own words; left out when the plan states none.", default=None)
    amounts: tuple[Amount, ...] = _told("Figures of the standard.", default=())
    payer: str | None = _told("支出责任; left out when the plan does not say.", default=None)
    lead: tuple[str, ...] = _told("牵头单位; left out when the plan does not say.", default=())
    groups: tuple[str, ...] = _told("Groups of people it is for (ids).", default=())
    life_stages: tuple[str, ...] = _told("Stages of life it belongs to (ids).", default=())
    history: tuple[ItemEdition, ...] = _told("Earlier editions, newest first.", default=())
    accepted: Accepted | None = _told("Set when a person accepted it from a reading.", default=None)


@dataclass(frozen=True)
class DivisionValue:
    """One division's part of a figure given per division."""

    division: str = _told("Name as printed.")
    value: Decimal = _told("The figure.")


@dataclass(frozen=True)
class Milestone:
    """Where a figure should be by the end of a year on the way to its target."""

    year: int = _told("The year.")
    value: Decimal = _told("The figure.")


@dataclass(frozen=True)
class Value:
    """A figure of an indicator: a target, a past result, or a promised growth."""

    kind: ValueKind = _told("target, actual (a past result) or growth (promised growth over the period).")
    year: int | None = _told("The year it is for; left out when the plan names none.", default=None)
    op: Operator = _told("As printed; text when it is no single number.", default="=")
    value: Decimal | None = _told("The figure; left out with op text and range.", default=None)
    low: Decimal | None = _told("Lower end of a range.", default=None)
    high: Decimal | None = _told("Upper end of a range.", default=None)
    cumulative: bool = _told("True for a total over the plan period.", default=False)
    text: str | None = _told("What the cell prints, when that is no single number.", default=None)
    note: str | None = _told("A note printed with the figure.", default=None)
    by_division: tuple[DivisionValue, ...] = _told("Figures per division.", default=())
    path: tuple[Milestone, ...] = _told(
        "Of a target, where the figure should be in years before; left out, on a straight line.", default=()
    )


@dataclass(frozen=True)
class Indicator:
    """A measurable promise as one place states it: a table row, or a commitment in running text."""

    id: str = _told("Identifier: hz-2021.t2.17 for a table row, hz-2021.c17 for a commitment.")
    name: str = _told("Name as printed, without unit.")
    unit: str = _told("Unit as printed; empty when it has none.", blank=True)
    source: Citation = _told("Where it is written.")
    values: tuple[Value, ...] = _told("Its figures, earliest first.")
    area: str | None = _told("Service area (id).", default=None)
    name_en: str | None = _told("English name.", default=None)
    direction: Direction | None = _told(
        "Which way is better: higher, lower, keep, range; left out when undecided.", default=None
    )
    category: str | None = _told("Category printed in the table.", default=None)
    attribute: str | None = _told("预期性 or 约束性 where printed.", default=None)
    modifier: str | None = _told("力争, 确保, 保持 and the like.", default=None)
    accepted: Accepted | None = _told("Set when a person accepted it from a reading.", default=None)


@dataclass(frozen=True)
class Match:
    """Indicators under several names that are the same one, or are said not to be."""

    id: str = _told("English identifier of the common indicator.")
    name: str = _told("Common Chinese name.")
    members: tuple[str, ...] = _told(
        "Indicator ids, of this pack or of one above it; refused, also item ids. One alone is the common indicator."
    )
    state: MatchState = _told("proposed, confirmed or refused.")
    because: str = _told("Why they are, or are not, the same.")
    by: str | None = _told("Who confirmed or refused it.", default=None)
    on: date | None = _told("When.", default=None)


@dataclass(frozen=True)
class ParameterValue:
    """A figure of a parameter, from a day on, for a division and all below it."""

    since: date = _told("First day it holds; it holds until a later one for the same division.")
    value: Decimal = _told("The figure in the parameter's unit.")
    source: Citation = _told("Where it is written.")
    division: str = _told("Division code; the longest that fits wins.", default="100000")
    note: str | None = _told("How the figure follows from what is printed, in own words.", default=None)


@dataclass(frozen=True)
class Parameter:
    """A figure rules call by its id that changes with the years or from place to place."""

    id: str = _told("English identifier with underscores: low_income_standard.")
    name: str = _told("Chinese name.")
    unit: str = _told(
        "元/月 and the like for money, % for a share, empty for a ratio, anything else for a whole number.", blank=True
    )
    values: tuple[ParameterValue, ...] = _told("Its figures; none when the plan gives none.", default=())
    note: str | None = _told("Whose figure it is and where to find the next.", default=None)


@dataclass(frozen=True)
class FieldWord:
    """One word a category may be."""

    id: str = _told("The word as rules and registers write it.")
    name: str = _told("Chinese name.")


@dataclass(frozen=True)
class DeclaredField:
    """A field that rules of this pack, and of those below it, read and the register's contract does not have."""

    id: str = _told("Name rules call it by, with underscores: monthly_rent.")
    name: str = _told("Chinese name.")
    entity: Entity = _told("Whose field it is: person, household or institution.")
    type: FieldType = _told("What it holds.")
    name_en: str | None = _told("English name.", default=None)
    unit: str | None = _told("Unit; left out, money is in 元.", default=None)
    categories: tuple[FieldWord, ...] = _told("The words of a category, or of a list of categories.", default=())
    low: int | None = _told("The least a number may be; left out, 0.", default=None)
    high: int | None = _told("The most a number may be.", default=None)
    decimals: int | None = _told("How many decimals a ratio may have; left out, 2.", default=None)
    sensitivity: Sensitivity = _told("open, personal or sensitive (个人信息保护法 第28条).", default="personal")


@dataclass(frozen=True)
class Condition:
    """One condition of a rule; written as its expression alone, or with its words and its clause."""

    when: str = _told("Expression that is yes or no.")
    text: str | None = _told(
        "The condition in own Chinese words; left out, it is worded from the expression.", default=None
    )
    source: str | None = _told("Clause or law it is taken from, when another than the benefit's.", default=None)


@dataclass(frozen=True)
class Step:
    """A named figure of an amount, written ``name: expression`` or ``name: {value, text}``; the last is total."""

    name: str = _told("English identifier; total for the amount itself.")
    value: str = _told("Expression; may use the steps above it.")
    text: str | None = _told("What the figure is, in own Chinese words.", default=None)


@dataclass(frozen=True)
class BenefitEdition:
    """An earlier edition of a rule."""

    source: Citation = _told("Where this edition is written.")
    since: date = _told("First day it held.")
    until: date = _told("Last day it held.")
    owed: tuple[Condition, ...] = _told("Conditions of this edition.", form="conditions")
    amount: tuple[Step, ...] = _told("Amount of this edition.", default=(), form="steps")
    assumed: str | None = _told("As for the benefit.", default=None)


@dataclass(frozen=True)
class Benefit:
    """An entitlement (待遇) as a rule: who is owed it, and how much; docs/rules.md explains the expressions."""

    id: str = _told("English identifier, that of the item it comes from where there is one.")
    name: str = _told("Name as printed.")
    area: str = _told("Service area (id).")
    kind: BenefitKind = _told("cash (money paid), service, or waiver (a charge that is not taken).")
    each: Each = _told("month, year, once, or event.")
    serves: Entity = _told("person, household or institution.")
    source: Citation = _told("Where it is written.")
    since: date = _told("First day the rule holds.")
    owed: tuple[Condition, ...] = _told(
        "Conditions, all of which must hold: one expression, or a list.", form="conditions"
    )
    until: date | None = _told("Last day it holds; left out when open.", default=None)
    name_en: str | None = _told("English name.", default=None)
    amount: tuple[Step, ...] = _told(
        "Amount in yuan: one expression, or named steps ending in total; left out for services.",
        default=(),
        form="steps",
    )
    payer: str | None = _told("Who pays (支出责任); left out when the plan does not say.", default=None)
    assumed: str | None = _told(
        "Which law fills in what the plan leaves open, and what was taken from it; shown to the user.", default=None
    )
    editions: tuple[BenefitEdition, ...] = _told("Earlier editions of the rule, newest first.", default=())


@dataclass(frozen=True)
class Provision:
    """A provision (配置标准): what an institution or an area must offer, met or short by so much; see docs/rules.md."""

    id: str = _told("English identifier.")
    name: str = _told("What must be offered, in own Chinese words.")
    area: str = _told("Service area (id).")
    source: Citation = _told("Where it is written.")
    since: date = _told("First day the standard holds.")
    applies_to: tuple[Condition, ...] = _told(
        "Whom it is asked of, all conditions together: one expression, or a list.", form="conditions"
    )
    must: str = _told(
        "What there is, >= or <=, what must be: books >= population * 1.2; or a field that is yes or no. Other ways to "
        "meet it are joined by or."
    )
    unit: str = _told("Unit of both sides: 册, 小时, 平方米; empty for yes or no.", blank=True)
    text: str | None = _told(
        "The standard in own Chinese words; left out, it is worded from the expression.", default=None
    )
    by: date | None = _told("The day by which it must be met, when the plan gives time until then.", default=None)
    until: date | None = _told("Last day it holds; left out when open.", default=None)
    name_en: str | None = _told("English name.", default=None)
    assumed: str | None = _told("As for a benefit.", default=None)


@dataclass(frozen=True)
class PackFile:
    """What ``pack.yaml`` says."""

    id: str = _told("Short name: hangzhou.")
    name: str = _told("Chinese name.")
    name_en: str = _told("English name.")
    division: str = _told("GB/T 2260 code of the jurisdiction; 100000 for the country.")
    level: Level = _told("country, province, city or county.")
    parent: str | None = _told("Pack of the level above.", default=None)


@dataclass(frozen=True)
class Pack:
    """A loaded pack with everything its files hold; vocabularies of its parents are not copied in."""

    about: PackFile
    documents: tuple[Document, ...] = ()
    areas: tuple[Area, ...] = ()
    groups: tuple[Term, ...] = ()
    life_stages: tuple[Term, ...] = ()
    items: tuple[ServiceItem, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    matches: tuple[Match, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    fields: tuple[DeclaredField, ...] = ()
    benefits: tuple[Benefit, ...] = ()
    provisions: tuple[Provision, ...] = ()
    weights: tuple[Weight, ...] = ()
    warnings: tuple[WarningRule, ...] = ()
    circles: tuple[Circle, ...] = ()
    quotas: tuple[Quota, ...] = ()

    @property
    def id(self) -> str:
        """The pack's short name."""
        return self.about.id
