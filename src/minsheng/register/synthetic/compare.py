"""A made-up city beside the published figures it was made to match."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import duckdb
import pyarrow.parquet as pq

from minsheng.register.gather import MEMORY
from minsheng.register.snapshot import Snapshot
from minsheng.register.synthetic.margins import Area, Margins, assumptions, margins_of
from minsheng.terms.errors import Fault, MinshengError
from minsheng.terms.fields import Entity

Row = tuple[float, ...]


@dataclass(frozen=True)
class Margin:
    """One figure: of which area, what, as published (scaled to the city's size where it is a count), as made.

    ``fitted`` tells figures the city was made to match from those that came out by themselves.
    """

    area: str
    what: str
    published: float
    made: float
    fitted: bool = True

    @property
    def difference(self) -> float:
        """Relative to the published figure."""
        return (self.made - self.published) / self.published if self.published else 0.0


def compare(snapshot: Snapshot) -> list[Margin]:
    """Every published margin beside the snapshot's own; MinshengError when it is not a made-up city."""
    said = snapshot.manifest.get("synthesis")
    if not isinstance(said, dict):
        raise MinshengError(Fault("register.not-synthetic", "这个快照不是合成的城市", str(snapshot.folder)))
    margins = margins_of(str(said["division"]))
    with duckdb.connect(config={"memory_limit": MEMORY, "threads": 2}) as database:
        database.execute("SET enable_progress_bar = false")
        return list(_margins(_Counts(database, snapshot), margins))


class _Counts:
    """Counts of the snapshot, each a query over its files."""

    def __init__(self, database: duckdb.DuckDBPyConnection, snapshot: Snapshot) -> None:
        self._database = database
        self.day = snapshot.day
        self.people = pq.read_metadata(snapshot.file("person")).num_rows
        homes: tuple[Entity, ...] = ("person", "household")
        for entity in homes:
            path = str(snapshot.file(entity)).replace("'", "''")
            database.execute(f"CREATE VIEW {entity} AS FROM read_parquet('{path}')")
        # Collective homes are those of people without relation to each other, see the documentation.
        database.execute(
            "CREATE TABLE home AS SELECT household_id, any_value(residence_division) AS division, count(*) AS size, "
            "count(*) FILTER (relation = 'other') AS others, "
            "count(*) FILTER (relation IN ('child', 'grandchild', 'parent')) AS lines FROM person GROUP BY 1"
        )

    def rows(self, query: str) -> list[Row]:
        """The rows of a query."""
        return self._database.sql(query).fetchall()

    def one(self, query: str) -> float:
        """The only figure of a query, 0 when there is none."""
        return float(self.rows(query)[0][0] or 0)


def _margins(counts: _Counts, margins: Margins) -> Iterator[Margin]:
    scale = counts.people / margins.people
    for area in margins.areas:
        inside = "(" + ", ".join(f"'{code}'" for code, _, _ in area.districts) + ")"
        made = counts.one(f"SELECT count(*) FROM person WHERE residence_division IN {inside}")
        yield Margin(area.name, "常住人口", area.people * scale, made)
        if len(area.districts) > 1:
            for code, name, people in area.districts:
                made = counts.one(f"SELECT count(*) FROM person WHERE residence_division = '{code}'")
                yield Margin(name, "常住人口", people * scale, made)
        yield from _of_area(counts, area, inside, scale)
    yield from _ages(counts, margins, scale)
    income = "SELECT sum(monthly_income) * 12 / 100 / count(monthly_income) FROM person"
    yield Margin("全市", "人均年收入（元）", assumptions()["income_per_head"], counts.one(income), fitted=False)


def _of_area(counts: _Counts, area: Area, inside: str, scale: float) -> Iterator[Margin]:
    part = area.figures
    person = "SELECT count(*) FROM person JOIN household USING (household_id) WHERE"
    here = f"residence_division IN {inside}"
    yield Margin(area.name, "乡村人口", part["rural"] * scale, counts.one(f"{person} area = 'rural' AND {here}"))
    came = (part["from_same_province"] + part["from_other_province"]) * scale
    moved = counts.one(f"SELECT count(*) FROM person WHERE residence_status <> 'registered' AND {here}")
    yield Margin(area.name, "外来人口（本县以外）", came, moved)
    family = f"FROM household WHERE floor_area_m2 IS NOT NULL AND division IN {inside}"
    yield Margin(area.name, "家庭户", part["family_households"] * scale, counts.one(f"SELECT count(*) {family}"))
    size = f"FROM home JOIN household h USING (household_id) WHERE floor_area_m2 IS NOT NULL AND h.division IN {inside}"
    yield Margin(area.name, "家庭户人口", part["family_people"] * scale, counts.one(f"SELECT sum(size) {size}"))
    yield Margin(area.name, "一人户", part["one_person"] * scale, counts.one(f"SELECT count(*) {size} AND size = 1"))
    mean = part["family_people"] / part["family_households"]
    yield Margin(area.name, "户均人数", mean, counts.one(f"SELECT avg(size) {size}"))
    single = part["one_generation"] * scale
    alone = counts.one(f"SELECT count(*) {size} AND lines = 0 AND size <= 2 AND others = 0")
    yield Margin(area.name, "一代户", single, alone)
    floor = counts.one(f"SELECT sum(floor_area_m2) / 100 / sum(size) {size}")
    yield Margin(area.name, "人均住房面积（平方米）", part["floor_area_per_head"], floor)


def _ages(counts: _Counts, margins: Margins, scale: float) -> Iterator[Margin]:
    day = f"DATE '{counts.day.isoformat()}'"
    found = counts.rows(
        f"SELECT date_sub('year', birth_date, {day}) AS age, sex = 'female' AS woman, count(*) "
        "FROM person GROUP BY 1, 2"
    )
    first = margins.areas[0]
    for at, (low, high) in enumerate(zip(first.ages_from, first.ages_to, strict=True)):
        for sex, name in enumerate(("男", "女")):
            published = sum(int(area.cells[at, sex]) for area in margins.areas) * scale
            made = sum(number for age, woman, number in found if low <= age <= high and woman == bool(sex))
            span = f"{low}岁" if low == high else f"{low}—{high}岁" if high < 100 else f"{low}岁以上"
            yield Margin("全市", f"{name} {span}", published, made)


def margins_json(margins: list[Margin], day: date) -> dict[str, Any]:
    """The margins as data."""
    return {
        "date": day.isoformat(),
        "synthetic": True,
        "margins": [
            {
                "area": margin.area,
                "what": margin.what,
                "published": round(margin.published, 2),
                "made": round(margin.made, 2),
                "difference_percent": round(100 * margin.difference, 3),
                "fitted": margin.fitted,
            }
            for margin in margins
        ],
    }


def comparison_table(margins: list[Margin], day: date) -> str:
    """The margins as a table for the screen."""
    lines = [f"合成数据与公布数据对照（{day}，合成数据非真实人口）", "        公布        合成    相差%  项目"]
    for margin in margins:
        mark = "" if margin.fitted else "（未作拟合）"
        figures = f"{margin.published:12,.1f}{margin.made:12,.1f}{100 * margin.difference:9.2f}"
        lines.append(f"{figures}  {margin.area} {margin.what}{mark}")
    return "\n".join(lines)
