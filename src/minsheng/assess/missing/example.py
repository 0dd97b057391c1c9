"""A made-up list of recipients for a made-up city: most of those owed, some who are not, some with another amount."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

import duckdb

from minsheng.assess.folder import ENTITLEMENTS_FILE, UNKNOWN_FILE, table_files
from minsheng.assess.missing.matching import MEMORY
from minsheng.packs.model import Benefit
from minsheng.register.snapshot import Snapshot
from minsheng.register.store import INDEX
from minsheng.terms.errors import Fault, MinshengError

RECEIVING = 90
"""Of a hundred owed, how many receive."""
OTHER_AMOUNT = 2
"""Of a hundred who receive and are owed, how many receive another amount."""
NOT_OWED = 3
"""For each hundred owed, how many receive who are not."""
NOTE = "合成数据，非真实名单"


def write_example(snapshot: Snapshot, results: Path, benefits: Sequence[Benefit], file: Path) -> int:
    """Write the list as CSV; the same city and results give the same list. The number of its rows.

    Raises `MinshengError` for a register of real people: nobody is to be made up among them.
    """
    if not snapshot.synthetic:
        said = "示例名单只能从合成数据造"
        raise MinshengError(Fault("missing.not-synthetic", said, str(snapshot.folder), expected="合成城市的登记数据"))
    spill = str(file.parent / f".{file.name}.spill")
    db = duckdb.connect(config={"memory_limit": MEMORY, "temp_directory": spill, "threads": 2})
    handle, name = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)
    os.close(handle)
    try:
        db.execute("SET enable_progress_bar = false; SET preserve_insertion_order = false")
        for number, one in enumerate(benefits):
            db.execute(f"{'INSERT INTO made' if number else 'CREATE TABLE made AS'} {_of(snapshot, results, one)}")
        with open(name, "wb") as out:
            out.write("\ufeff".encode())
        rows = db.sql("SELECT count(*) FROM made").fetchall()[0][0]
        plain = Path(name + ".csv")
        try:
            ordered = '(FROM made ORDER BY "待遇", "户编号", "人员编号")'
            db.execute(f"COPY {ordered} TO '{_quoted(plain)}' (FORMAT csv, HEADER)")
            with open(name, "ab") as out, plain.open("rb") as made:
                while part := made.read(1 << 20):
                    out.write(part)
        finally:
            plain.unlink(missing_ok=True)
        os.replace(name, file)
    finally:
        Path(name).unlink(missing_ok=True)
        db.close()
    return int(rows)


def _of(snapshot: Snapshot, results: Path, benefit: Benefit) -> str:
    """Who receives one benefit; which they are hangs on their identifiers alone."""
    by_person = benefit.serves == "person"
    key = "person_id" if by_person else "household_id"
    owed = f"(FROM read_parquet('{_quoted(table_files(results, ENTITLEMENTS_FILE))}') WHERE benefit = '{benefit.id}')"
    unknown = f"(FROM read_parquet('{_quoted(table_files(results, UNKNOWN_FILE))}') WHERE benefit = '{benefit.id}')"
    everyone = snapshot.folder / INDEX if by_person else snapshot.file("household")
    person = "person_id" if by_person else "NULL::VARCHAR AS person_id"
    chance = f"hash({key} || '{benefit.id}')"
    amount = (
        f"CASE WHEN hash({key} || 'amount') % 100 < {OTHER_AMOUNT} THEN (amount_fen // 2) ELSE amount_fen END AS fen"
    )
    usual = f"(SELECT median(amount_fen)::BIGINT FROM {owed})"
    others = (
        f"SELECT {person}, household_id, {usual} AS fen FROM (FROM read_parquet('{_quoted(everyone)}') "
        f"WHERE {chance} % 100 < {2 * NOT_OWED}) e "
        f"ANTI JOIN {owed} o USING ({key}) ANTI JOIN {unknown} u USING ({key}) "
        f"ORDER BY {chance} LIMIT (SELECT (count(*) * {NOT_OWED} + 99) // 100 FROM {owed})"
    )
    receiving = f"SELECT {person}, household_id, {amount} FROM {owed} WHERE {chance} % 100 < {RECEIVING}"
    name = benefit.name.replace("'", "''")
    return (
        f'SELECT person_id AS "人员编号", household_id AS "户编号", \'{name}\' AS "待遇", '
        "CASE WHEN fen IS NULL THEN NULL ELSE (fen // 100)::VARCHAR || '.' || lpad((fen % 100)::VARCHAR, 2, '0') END "
        f'AS "金额", \'{NOTE}\' AS "备注" FROM ({receiving} UNION ALL ({others}))'
    )


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
