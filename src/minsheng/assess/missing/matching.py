"""A list of recipients held against the register and against who is owed: DuckDB compares within a fixed memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import duckdb
import pyarrow as pa

from minsheng.assess.folder import ENTITLEMENTS_FILE, UNKNOWN_FILE, table_files
from minsheng.packs.model import Benefit
from minsheng.register.snapshot import Snapshot
from minsheng.register.store import INDEX
from minsheng.terms.errors import Fault, MinshengError

List = Literal["agreed", "owed", "not_owed", "differs", "undecided"]
LISTS: tuple[List, ...] = ("agreed", "owed", "not_owed", "differs", "undecided")
"""What can come of one benefit for one person or household: in order; owed and not received; received and not owed;
another amount than owed; cannot be decided."""
MEMORY = "300MB"
BATCH = 32_768


@dataclass(frozen=True)
class Misplaced:
    """A line of the list that the register does not bear out: its place, and what is wrong in which column."""

    place: int
    code: str
    column: str
    message: str
    read: str | None


@dataclass(frozen=True)
class Count:
    """How many of one benefit and division (six digits, empty when not known) are in one list, and fen in all."""

    benefit: int
    division: str
    list: List
    count: int
    owed_fen: int
    received_fen: int
    less_fen: int
    more_fen: int
    received: int


class Matching:
    """The comparison under way; ``benefits`` are by their places, as the read list has them."""

    def __init__(self, work: Path, snapshot: Snapshot, benefits: Sequence[Benefit]) -> None:
        self._snapshot = snapshot
        self._benefits = benefits
        self._db = duckdb.connect(config={"memory_limit": MEMORY, "temp_directory": str(work / "spill"), "threads": 2})
        self._db.execute("SET enable_progress_bar = false; SET preserve_insertion_order = false")
        table = pa.table(
            {
                "number": pa.array(range(len(benefits)), pa.int16()),
                "id": pa.array([one.id for one in benefits], pa.string()),
                "by_person": pa.array([one.serves == "person" for one in benefits], pa.bool_()),
            }
        )
        self._db.register("benefit", table)

    def place(self, rows: Path) -> Iterator[Misplaced]:
        """Find everyone of the read list in the register; yields the lines that do not fit, and leaves them out."""
        persons = _file(self._snapshot.folder / INDEX)
        homes = _file(self._snapshot.file("household"))
        # One join at a time, the shorter side held: two at once would share the memory.
        self._db.execute(f"CREATE TABLE listed AS SELECT * FROM {_file(rows)}")
        self._db.execute(
            f"CREATE TABLE home AS SELECT l.place, i.household_id FROM {persons} i "
            "JOIN (SELECT place, person_id FROM listed) l ON l.person_id = i.person_id"
        )
        self._db.execute(
            f"INSERT INTO home SELECT l.place, h.household_id FROM (SELECT household_id FROM {homes}) h JOIN "
            "(SELECT place, household_id FROM listed WHERE person_id IS NULL) l ON l.household_id = h.household_id"
        )
        self._db.execute(
            "CREATE TABLE placed AS SELECT l.place, l.benefit, b.by_person, l.person_id, l.household_id AS said, "
            "home.household_id, l.amount_fen, false AS bad FROM listed l JOIN benefit b ON l.benefit = b.number "
            "LEFT JOIN home ON home.place = l.place"
        )
        self._db.execute("DROP TABLE listed; DROP TABLE home")
        yield from self._strangers()
        yield from self._twice()
        self._db.execute(
            "CREATE TABLE received AS SELECT benefit, if(by_person, person_id, household_id) AS key, household_id, "
            "amount_fen FROM placed WHERE NOT bad"
        )
        self._db.execute("DROP TABLE placed")

    def _strangers(self) -> Iterator[Misplaced]:
        found = self._many(
            "SELECT place, person_id, said, household_id FROM placed "
            "WHERE household_id IS NULL OR said != household_id ORDER BY place"
        )
        for place, person, said, home in found:
            if home is not None:
                message = "这个人不在这一户"
                yield Misplaced(place, "missing.other-household", "household_id", message, said)
            elif person is not None:
                yield Misplaced(place, "missing.no-person", "person_id", "登记数据里没有这个人", person)
            else:
                yield Misplaced(place, "missing.no-household", "household_id", "登记数据里没有这一户", said)
        self._db.execute("UPDATE placed SET bad = true WHERE household_id IS NULL OR said != household_id")

    def _twice(self) -> Iterator[Misplaced]:
        self._db.execute(
            "CREATE TABLE again AS SELECT place, first_at FROM (SELECT place, min(place) OVER same AS first_at "
            "FROM placed WHERE NOT bad WINDOW same AS (PARTITION BY benefit, if(by_person, person_id, household_id))) "
            "WHERE place != first_at"
        )
        found = self._many(
            "SELECT p.place, first_at, by_person, p.person_id, p.said FROM placed p JOIN again USING (place) "
            "ORDER BY p.place"
        )
        for place, first_at, by_person, person, said in found:
            who = "这个人" if by_person else "这一户"
            column = "household_id" if person is None else "person_id"
            message = f"{who}的这项待遇在名单上不止一行，已保留先出现的一行（第 {first_at % (1 << 40)} 行）"
            yield Misplaced(place, "missing.twice", column, message, said if person is None else person)
        self._db.execute("UPDATE placed SET bad = true FROM again WHERE placed.place = again.place")
        self._db.execute("DROP TABLE again")

    def compare(self, results: Path, compared: Sequence[int]) -> None:
        """Hold the placed list against the results of an assessment, for the benefits at these places."""
        chosen = ", ".join(f"'{self._benefits[place].id}'" for place in compared) or "''"
        homes = _file(self._snapshot.file("household"))

        def answers(file: str, columns: str) -> str:
            table = _file(table_files(results, file))
            return (
                f"SELECT b.number AS benefit, coalesce(person_id, household_id) AS key, household_id, {columns} FROM "
                f"{table} r JOIN benefit b ON r.benefit = b.id WHERE r.benefit IN ({chosen})"
            )

        owed = answers(ENTITLEMENTS_FILE, "amount_fen, NULL::VARCHAR AS missing")
        unknown = answers(UNKNOWN_FILE, "NULL::BIGINT AS amount_fen, array_to_string(missing, '|') AS missing")
        self._db.execute(
            "CREATE TABLE gap AS SELECT coalesce(a.benefit, r.benefit) AS benefit, coalesce(a.key, r.key) AS key, "
            "coalesce(a.household_id, r.household_id) AS household_id, r.key IS NOT NULL AS received, "
            "a.amount_fen AS owed_fen, r.amount_fen AS received_fen, a.missing, "
            "CASE WHEN a.key IS NULL THEN 2 WHEN a.missing IS NOT NULL THEN 4 WHEN r.key IS NULL THEN 1 "
            "WHEN a.amount_fen != r.amount_fen THEN 3 ELSE 0 END::TINYINT AS list "
            f"FROM ({owed} UNION ALL {unknown}) a FULL JOIN received r ON a.benefit = r.benefit AND a.key = r.key"
        )
        self._db.execute("DROP TABLE received")
        self._db.execute(
            "CREATE TABLE placed AS SELECT gap.*, coalesce(left(h.division, 6), '') AS division "
            f"FROM (SELECT household_id, division FROM {homes}) h JOIN gap USING (household_id)"
        )
        if self._rows("SELECT (SELECT count(*) FROM gap) != (SELECT count(*) FROM placed)")[0][0]:
            raise results_differ()
        self._db.execute("DROP TABLE gap")
        self._db.execute("CREATE TABLE why (benefit SMALLINT, key VARCHAR, reason VARCHAR, clause VARCHAR)")

    def counts(self) -> list[Count]:
        """How many and how much, by benefit, division and list."""
        found = self._rows(
            "SELECT benefit, division, list, count(*), sum(owed_fen), sum(received_fen), "
            "sum(owed_fen - received_fen) FILTER (owed_fen > received_fen), "
            "sum(received_fen - owed_fen) FILTER (received_fen > owed_fen), count(*) FILTER (received) "
            "FROM placed GROUP BY ALL ORDER BY ALL"
        )
        return [Count(row[0], row[1], LISTS[row[2]], row[3], *(int(one or 0) for one in row[4:])) for row in found]

    def missing(self) -> list[tuple[int, str, int]]:
        """By benefit, for how many each field would have to be known, the one most often missing first."""
        query = (
            "SELECT benefit, field, sum(people) FROM (SELECT benefit, unnest(string_split(missing, '|')) AS field, "
            "count(*) AS people FROM placed WHERE missing IS NOT NULL GROUP BY benefit, missing) "
            "GROUP BY ALL ORDER BY 1, 3 DESC, 2"
        )
        return [(row[0], row[1], int(row[2])) for row in self._rows(query)]

    def not_owed(self, benefit: int) -> Iterator[list[tuple[int, str, str]]]:
        """Who receives this and is not owed: benefit, key and household, sorted by household, thousands at a time."""
        query = (
            f"SELECT benefit, key, household_id FROM placed WHERE list = 2 AND benefit = {int(benefit)} "
            "ORDER BY household_id, key"
        )
        for batch in self._db.cursor().sql(query).to_arrow_reader(BATCH):
            columns = [column.to_pylist() for column in batch.columns]
            yield list(zip(*columns, strict=True))

    def told(self, rows: Sequence[tuple[int, str, str, str]]) -> None:
        """Keep reasons: benefit, key, the reason and the clause it stands in."""
        schema = pa.schema([("b", pa.int16()), ("k", pa.string()), ("r", pa.string()), ("c", pa.string())])
        columns = zip(*rows, strict=True) if rows else [()] * len(schema)
        arrays = [pa.array(column, one.type) for column, one in zip(columns, schema, strict=True)]
        self._db.register("reasons", pa.table(arrays, schema=schema))
        self._db.execute("INSERT INTO why SELECT * FROM reasons")
        self._db.unregister("reasons")

    def rows(self, which: List, benefit: int) -> Iterator[pa.RecordBatch]:
        """One list of one benefit, by division, household and person; amounts in fen, missing fields joined by |."""
        query = (
            "SELECT if(by_person, placed.key, NULL) AS person_id, household_id, division, owed_fen, received_fen, "
            "received, missing, reason, clause FROM placed JOIN benefit ON placed.benefit = number "
            f"LEFT JOIN why ON why.benefit = placed.benefit AND why.key = placed.key WHERE list = {LISTS.index(which)} "
            f"AND placed.benefit = {int(benefit)} ORDER BY division, household_id, placed.key"
        )
        yield from self._db.sql(query).to_arrow_reader(BATCH)

    def _many(self, query: str) -> Iterator[tuple[Any, ...]]:
        for batch in self._db.sql(query).to_arrow_reader(BATCH):
            yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)

    def close(self) -> None:
        """Let go of memory and files."""
        self._db.close()

    def _rows(self, query: str) -> list[tuple[Any, ...]]:
        return self._db.sql(query).fetchall()


def results_differ() -> MinshengError:
    """What to say when the results of an assessment cannot have come from this register and these rules."""
    said = "所给的应享结果与登记数据或规则对不上"
    return MinshengError(Fault("missing.results-differ", said, expected="重新运行 minsheng assess"))


def _file(path: Path) -> str:
    return "read_parquet('{}')".format(str(path).replace("'", "''"))
