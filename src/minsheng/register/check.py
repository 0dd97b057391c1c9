"""What can be wrong within a row: its cells, its dates, its identity number."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from minsheng.register.cells import CellFault, read_cell
from minsheng.register.schema import EPOCH, NONE_DATE, Stored, as_written, none_of, words_of
from minsheng.register.sources import IDENTITY, RawBatch
from minsheng.terms.fields import IMPLIED, RULED_OUT, Entity, Field, field_of, fields_of
from minsheng.terms.identity import mask_identity, problem_of_identity, read_identity

_MOST_REMEMBERED = 20_000


@dataclass(frozen=True)
class RowFault:
    """What is wrong with the row at place ``at`` of its batch, and in which column, if in one."""

    at: int
    column: str | None
    code: str
    message: str
    read: str | None = None
    expected: str | None = None


class Reader(dict[str, Stored]):
    """Reads the cells of one field, each distinct text once; a text at fault is worth None, and is in ``faults``."""

    def __init__(self, field: Field) -> None:
        super().__init__()
        self.field = field
        self.faults: dict[str, CellFault] = {}

    def __missing__(self, text: str) -> Stored:
        if len(self) > _MOST_REMEMBERED:
            self.clear()
        value = read_cell(self.field, text)
        if isinstance(value, CellFault):
            self.faults[text] = value
            value = None
        self[text] = value
        return value

    def column(self, texts: Sequence[str], fault: Callable[[int, CellFault], None]) -> list[Stored]:
        """The values of a column's cells; ``fault`` takes in the place of each cell at fault, and what is wrong."""
        found = [self[text] for text in texts]
        if not self.faults.keys().isdisjoint(texts):
            for at, text in enumerate(texts):
                if text in self.faults:
                    fault(at, self.faults[text])
        return found


class Checker:
    """Checks batches of one entity as of one day; keeps what it learned of cells between batches."""

    def __init__(self, entity: Entity, day: date) -> None:
        self.entity = entity
        self.day = day
        self._readers = {field.name: Reader(field) for field in fields_of(entity)}

    def check(self, batch: RawBatch) -> tuple[dict[str, list[Stored]], list[RowFault]]:
        """The values by field, None where a cell is at fault, and the faults by row."""
        columns: dict[str, list[Stored]] = {}
        faults: list[RowFault] = []
        for name, texts in batch.columns.items():
            if name != IDENTITY:
                columns[name] = self._column(name, texts, faults)
        for field in fields_of(self.entity):
            if field.required and field.name not in columns:
                missing = f"没有{field.label}这一列"
                faults += [RowFault(at, field.name, "register.missing-id", missing) for at in range(len(batch.lines))]
        if self.entity == "person":
            # A cell that failed is told once; the identity number must not speak for it.
            failed = {(fault.at, fault.column) for fault in faults}
            faults += _identities(batch, columns, failed, self.day)
            faults += _lifetimes(columns, len(batch.lines), self.day)
            faults += _implied(columns, len(batch.lines))
        return columns, faults

    def _column(self, name: str, texts: Sequence[str], faults: list[RowFault]) -> list[Stored]:
        def note(at: int, fault: CellFault) -> None:
            faults.append(RowFault(at, name, fault.code, fault.message, texts[at].strip() or None, fault.expected))

        return self._readers[name].column(texts, note)


def _lifetimes(columns: dict[str, list[Stored]], rows: int, day: date) -> Iterator[RowFault]:
    unknown: list[Stored] = [None] * rows
    today = (day - EPOCH).days
    births, deaths = columns.get("birth_date", unknown), columns.get("death_date", unknown)
    for at, (birth, death) in enumerate(zip(births, deaths, strict=True)):
        if death == NONE_DATE:
            death = None
        if isinstance(birth, int) and birth > today:
            yield RowFault(at, "birth_date", "register.birth-in-future", "出生日期在将来", _day(birth), f"不晚于 {day}")
        if isinstance(death, int) and death > today:
            yield RowFault(at, "death_date", "register.death-in-future", "死亡日期在将来", _day(death), f"不晚于 {day}")
        if isinstance(birth, int) and isinstance(death, int) and birth > death:
            message = "出生日期晚于死亡日期"
            yield RowFault(
                at, "birth_date", "register.birth-after-death", message, _day(birth), f"不晚于 {_day(death)}"
            )


def _implied(columns: dict[str, list[Stored]], rows: int) -> Iterator[RowFault]:
    """Fills in what cannot exist beside another value, and tells what is there all the same."""
    for (name, word), absent in IMPLIED.items():
        by, found = _field(name), columns.get(name)
        place = words_of(by).index(word)
        hits = [] if found is None else [at for at, value in enumerate(found) if value == place]
        for other in absent if hits else ():
            field = _field(other)
            column, none = columns.setdefault(other, [None] * rows), none_of(field)
            for at in hits:
                if column[at] is None:
                    column[at] = none
                elif column[at] != none and name in RULED_OUT:
                    message = f"与{by.label}（{name} 为 {word}）相矛盾"
                    yield RowFault(
                        at, other, "register.contradiction", message, as_written(field, column[at]), "空着或 none"
                    )


def _field(name: str) -> Field:
    found = field_of("person", name)
    assert found is not None
    return found


def _day(days: int) -> str:
    return (EPOCH + timedelta(days=days)).isoformat()


def _identities(
    batch: RawBatch, columns: dict[str, list[Stored]], failed: set[tuple[int, str | None]], day: date
) -> Iterator[RowFault]:
    """Checks the numbers against birth date and sex, and fills those two in where they are not known."""
    rows = len(batch.lines)
    numbers = batch.columns.get(IDENTITY)
    if numbers is None:
        return
    births = columns.setdefault("birth_date", [None] * rows)
    sexes = columns.setdefault("sex", [None] * rows)
    sex_field = field_of("person", "sex")
    assert sex_field is not None
    for at, cell in enumerate(numbers):
        number = cell.strip()
        if not number:
            continue
        problem = problem_of_identity(number, latest=day)
        if problem is not None:
            yield RowFault(at, IDENTITY, problem.code, problem.message, problem.read, problem.expected)
            continue
        identity = read_identity(number)
        said = (((identity.birth - EPOCH).days, births), (sex_field.categories.index(identity.sex), sexes))
        for (value, column), name in zip(said, ("birth_date", "sex"), strict=True):
            if (at, name) in failed:
                continue
            if column[at] is None:
                column[at] = value
            elif column[at] != value:
                message = "与身份号码中的不一致"
                yield RowFault(at, name, "register.identity-differs", message, batch.columns[name][at].strip())


def hidden(column: str, text: str) -> str:
    """A cell's text as reports and rejected rows may show it.

    >>> hidden("identity", "11010519491231002X"), hidden("sex", "male")
    ('110***********002X', 'male')
    """
    return mask_identity(text.strip()) if column == IDENTITY else text
