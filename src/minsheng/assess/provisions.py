"""Provisions over a whole register: which institutions and areas meet or miss what is promised, and by how much."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from minsheng.assess.folder import PROVISIONS_FILE
from minsheng.register.schema import EPOCH, NONE_DATE, none_of
from minsheng.register.snapshot import Snapshot
from minsheng.rules.finding import Finding, Found, Inspector, Number
from minsheng.rules.situation import Situation
from minsheng.rules.values import NOTHING
from minsheng.terms.divisions import division_name
from minsheng.terms.errors import Fault, MinshengError
from minsheng.terms.fields import Field, fields_of

BATCH_ROWS = 4096
OUTCOMES: tuple[Found, ...] = ("met", "short", "unknown")
_FIGURE = pa.decimal128(38, 6)
_MOST = 10**32
_NO_DAY = EPOCH + timedelta(days=NONE_DATE)
PROVISIONS = pa.schema(
    [
        pa.field("institution_id", pa.string(), nullable=False),
        pa.field("division", pa.string()),
        pa.field("kind", pa.string()),
        pa.field("provision", pa.string(), nullable=False),
        pa.field("outcome", pa.string(), nullable=False),
        pa.field("required", _FIGURE),
        pa.field("actual", _FIGURE),
        pa.field("short_by", _FIGURE),
        pa.field("unit", pa.string(), nullable=False),
        pa.field("missing", pa.list_(pa.string()), nullable=False),
        pa.field("source", pa.string(), nullable=False),
    ]
)
"""A row for each standard asked of an institution or area; figures with six decimals, money in yuan.

Figures are null when not known, and where a standard asks for yes or no. ``missing`` is empty unless the outcome is
``unknown``. Divisions and kinds are as registered.
"""


@dataclass(frozen=True, slots=True)
class Row:
    """What one standard finds of one institution or area, as it is written."""

    institution_id: str
    division: str | None
    kind: str | None
    provision: str
    outcome: Found
    required: Decimal | None
    actual: Decimal | None
    short_by: Decimal | None
    unit: str
    missing: tuple[str, ...]
    source: str


def rows_of(inspector: Inspector, snapshot: Snapshot) -> Iterator[Row]:
    """What every standard finds of every institution of a snapshot, in the order of the register.

    Raises `MinshengError` for a figure beyond all measure.
    """
    for values in institution_values(snapshot, inspector.inputs):
        for found in inspector.findings(Situation({}, (), values)):
            yield _row(values, found)


def institution_values(snapshot: Snapshot, names: Iterable[str]) -> Iterator[dict[str, Any]]:
    """The institutions of a snapshot as rules read them: these fields, identifier, kind and division; known ones only.

    A snapshot of before a field was there does not know it.
    """
    if "institution" not in snapshot.entities:
        return
    wanted = {"institution_id", "kind", "division", *names}
    with pq.ParquetFile(snapshot.file("institution")) as file:
        fields = [one for one in fields_of("institution") if one.name in wanted and one.name in file.schema_arrow.names]
        for batch in file.iter_batches(BATCH_ROWS, columns=[one.name for one in fields]):
            columns = [_values(one, batch.column(one.name)) for one in fields]
            for row in zip(*columns, strict=True):
                yield {one.name: value for one, value in zip(fields, row, strict=True) if value is not None}


def _values(field: Field, column: pa.Array) -> list[Any]:
    """A stored column as rules read it: exact numbers, days, words; None for what is not known."""
    stored = column.to_pylist()
    nothing: Any = none_of(field)
    if field.type == "date":
        nothing = _NO_DAY
    elif field.type == "ratio":
        stored = [None if one is None else _exact(one, field.scale) for one in stored]
    return stored if nothing is None else [NOTHING if one == nothing else one for one in stored]


def _exact(units: int, scale: int) -> Number:
    return units // scale if units % scale == 0 else Fraction(units, scale)


def _row(values: Mapping[str, Any], found: Finding) -> Row:
    one = found.standard.provision
    division, kind = values.get("division"), values.get("kind")
    return Row(
        found.institution_id,
        division if isinstance(division, str) else None,
        kind if isinstance(kind, str) else None,
        one.id,
        found.outcome,
        _decimal(found, found.required),
        _decimal(found, found.actual),
        _decimal(found, found.short_by),
        one.unit,
        found.missing,
        str(one.source),
    )


def _decimal(found: Finding, figure: Number | bool | None) -> Decimal | None:
    if figure is None or isinstance(figure, bool):
        return None
    if isinstance(figure, int) and not found.money and abs(figure) < _MOST:
        return Decimal(figure)
    exact = Fraction(figure) / (100 if found.money else 1)
    if abs(exact) >= _MOST:
        said = f"{found.standard.provision.id}：{found.institution_id} 的数太大"
        raise MinshengError(Fault("assess.figure", said, read=str(exact)[:40], expected="小于 10 的 32 次方"))
    millionths = (2 * 10**6 * abs(exact.numerator) + exact.denominator) // (2 * exact.denominator)
    whole, decimals = divmod(millionths, 10**6)
    return Decimal(f"{'-' if exact < 0 else ''}{whole}.{decimals:06d}")


class ProvisionTally:
    """How many met, missed or cannot be told, by provision and division."""

    def __init__(self) -> None:
        self.counts: Counter[tuple[str, str, Found]] = Counter()
        self.missing: dict[str, Counter[str]] = {}

    def add(self, row: Row) -> None:
        """Count a row in."""
        self.counts[row.provision, (row.division or "")[:6], row.outcome] += 1
        if row.missing:
            self.missing.setdefault(row.provision, Counter()).update(row.missing)

    def as_json(self, inspector: Inspector) -> list[dict[str, Any]]:
        """One object for each standard that is asked of anyone, in the order of the pack."""
        divisions: dict[str, set[str]] = {}
        for provision, division, _ in self.counts:
            divisions.setdefault(provision, set()).add(division)
        told = []
        for standard in inspector.standards:
            one = standard.provision
            if one.id in divisions:
                own = sorted(divisions[one.id])
                by_division = [{**_place(code), **self._outcomes(one.id, [code])} for code in own]
                about: dict[str, Any] = {
                    "provision": one.id,
                    "name": one.name,
                    "area": one.area,
                    "source": str(one.source),
                }
                about |= {"unit": one.unit, "by": None if one.by is None else one.by.isoformat()}
                missing = self.missing.get(one.id, Counter[str]()).most_common()
                fields = [{"field": name, "count": count} for name, count in sorted(missing, key=lambda of: -of[1])]
                told.append(about | self._outcomes(one.id, own) | {"missing": fields, "divisions": by_division})
        return told

    def _outcomes(self, provision: str, divisions: Iterable[str]) -> dict[str, int]:
        places = [*divisions]
        return {outcome: sum(self.counts[provision, code, outcome] for code in places) for outcome in OUTCOMES}


def _place(code: str) -> dict[str, str | None]:
    return {"division": code or None, "division_name": division_name(code) if code else None}


def write_provisions(folder: Path, inspector: Inspector, snapshot: Snapshot) -> list[dict[str, Any]]:
    """Write what the standards find of a snapshot's institutions to a folder; gives the summary of it.

    Without institutions the file has no rows and the summary none. Raises `MinshengError`.
    """
    tally = ProvisionTally()
    held: list[Row] = []
    with pq.ParquetWriter(folder / PROVISIONS_FILE, PROVISIONS) as file:
        for row in rows_of(inspector, snapshot):
            tally.add(row)
            held.append(row)
            if len(held) == BATCH_ROWS * 4:
                file.write_batch(_batch(held))
                held.clear()
        if held:
            file.write_batch(_batch(held))
    return tally.as_json(inspector)


def read_provisions(path: Path) -> list[Row]:
    """The rows of a file that `write_provisions` wrote."""
    return [Row(**{**row, "missing": tuple(row["missing"])}) for row in pq.read_table(path).to_pylist()]


def _batch(rows: Sequence[Row]) -> pa.RecordBatch:
    columns = [pa.array([getattr(row, one.name) for row in rows], one.type) for one in PROVISIONS]
    return pa.record_batch(columns, schema=PROVISIONS)
