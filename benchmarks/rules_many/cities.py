"""The made-up cities that are measured on: made once by ``minsheng register synthesise``, and kept."""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, TypeAlias

import pyarrow as pa
import pyarrow.parquet as pq

import minsheng
from benchmarks.rules_many.rules import MONTH
from minsheng.register.schema import stored_type, words_of
from minsheng.terms.fields import IMPLIED, Entity, field_of

Columns: TypeAlias = Mapping[str, Sequence[Any]]
DAY = MONTH.last_day.isoformat()


def kept() -> Path:
    """The folder of what is kept between runs: $MINSHENG_BENCH, else ``benchmarks/.data``."""
    return Path(os.environ.get("MINSHENG_BENCH") or Path(__file__).resolve().parents[1] / ".data")


def city(people: int) -> Path:
    """The register's folder of a city of so many people; made anew when what makes it has changed."""
    folder = kept() / f"city-{people}-{_maker()}"
    if not (folder / DAY / "manifest.json").is_file():
        for old in kept().glob(f"city-{people}-*"):
            shutil.rmtree(old)
        print(f"making up {people:,} people in {folder}", flush=True)
        asked = ["--division", "330100", "--people", str(people), "--date", DAY, "--out", str(folder)]
        subprocess.run([sys.executable, "-m", "minsheng", "register", "synthesise", *asked], check=True)
    return folder


def _maker() -> str:
    """A short sum over the sources that decide what a city holds."""
    sources = Path(minsheng.__file__).parent
    register = sources / "register"
    files = [sources / "terms" / "fields.py", register / "schema.py", register / "store.py"]
    files += sorted((register / "synthetic").glob("*.py")) + sorted((register / "data").iterdir())
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:8]


def hard_city(people: int = 20_000) -> Path:
    """A small city in which all that is rare in a real one is common: edges, missing fields, deaths, every category.

    The rows of a made-up city with the columns the twelve rules read drawn anew, each from a few values, one in eight
    of them not known.
    """
    source, folder = city(people), kept() / f"hard-city-{people}"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(source, folder)
    chance = random.Random(20211231)
    drawn: tuple[tuple[Entity, Columns], ...] = (("person", _PERSON), ("household", _HOUSEHOLD))
    for entity, columns in drawn:
        path = folder / DAY / f"{entity}.parquet"
        with pq.ParquetFile(source / DAY / path.name) as file:
            names = [name for name in file.schema_arrow.names if not name.endswith("_id")]
            writer = pq.ParquetWriter(path, file.schema_arrow, use_dictionary=names)
            for group in range(file.num_row_groups):
                table = file.read_row_group(group)
                writer.write_table(_drawn(table, entity, columns, chance), row_group_size=table.num_rows)
            writer.close()
    return folder


def _drawn(table: pa.Table, entity: Entity, columns: Columns, chance: random.Random) -> pa.Table:
    drawn: dict[str, list[Any]] = {}
    for name, values in columns.items():
        missing = () if name in _NEVER_UNKNOWN else (None,) * max(1, len(values) // 7)
        drawn[name] = chance.choices((*values, *missing), k=table.num_rows)
    for (by, word), absent in IMPLIED.items():
        for name in (name for name in absent if name in drawn):
            drawn[name] = [-1 if said == word else one for said, one in zip(drawn[by], drawn[name], strict=True)]
    for name, cells in drawn.items():
        at = table.schema.get_field_index(name)
        table = table.set_column(at, table.schema.field(at), _stored(entity, name, cells))
    return table


def _stored(entity: Entity, name: str, cells: list[Any]) -> pa.Array:
    field = field_of(entity, name)
    assert field is not None
    kind = stored_type(field)
    if field.type == "category":
        words = words_of(field)
        places = pa.array([None if one is None else words.index(one) for one in cells], kind.index_type)
        return pa.DictionaryArray.from_arrays(places, pa.array(words, kind.value_type))
    if field.type == "date":
        return pa.array([None if one is None else date.fromisoformat(one) for one in cells], kind)
    return pa.array(cells, kind)


_NEVER_UNKNOWN = ("death_date",)
# fmt: off
_PERSON: Columns = {
    "birth_date": (
        "1940-05-05", "1961-12-30", "1961-12-31", "1962-01-01", "1980-02-29", "1999-07-01", "2003-12-31", "2004-01-01",
        "2005-12-31", "2006-01-01", "2015-03-03", "2021-11-01",
    ),
    "death_date": (*[None] * 10, "0001-01-01", "2021-11-30", "2021-12-01"),
    "monthly_income": (0, 0, 33_060, 77_140, 88_199, 88_200, 95_499, 110_199, 110_200, 110_201, 220_400, 330_599),
    "employment": ("employed", "unemployed", "unemployed", "none", "retired"),
    "unemployment_insured_months": (0, 11, 12, 59, 60, 119, 120, 400),
    "unemployed_since": ("2021-12-31", "2021-01-31", "2020-12-31", "2020-06-30", "2019-12-31", "2018-01-15"),
    "employer_avg_wage": (0, 1, 599_999, 812_345, 1_234_567),
    "maternity_insured": (True, True, False),
    "maternity_leave_days": (0, 98, 128, 1),
    "disability_kind": ("visual", "hearing", "speech", "physical", "intellectual", "mental", "multiple", "none"),
    "disability_grade": (1, 2, 3, 4),
    "care_dependence": ("full", "most", "partial", "none"),
    "in_care_institution": (True, False),
    "education_stage": ("kindergarten", "primary", "primary", "junior", "junior", "senior", "nursery"),
    "boarding": (True, False),
    "student_aid": (True, True, False),
    "orphan_care": ("institution", "dispersed", "none"),
    "destitute": (True, False, False),
    "elder_care_subsidy": (True, False),
    "family_planning": ("bereaved", "complication", "complication", "none"),
    "complication_grade": (1, 2, 3),
}
_HOUSEHOLD: Columns = {"assets_over_limit": (True, False, False, False)}
# fmt: on
