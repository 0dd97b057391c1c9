"""Reads back what an import wrote."""

from __future__ import annotations

import csv
from typing import Any

import pyarrow.parquet as pq

from minsheng.register.importing import Imported


def rows(done: Imported, entity: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = pq.read_table(done.folder / f"{entity}.parquet").to_pylist()
    return found


def faults(done: Imported) -> list[tuple[str, str, str, str]]:
    with (done.folder / "faults.csv").open(encoding="utf-8-sig", newline="") as file:
        return [(row["文件"], row["行"], row["列"], row["问题"]) for row in csv.DictReader(file)]


def rejected(done: Imported, entity: str) -> list[dict[str, str]]:
    with (done.folder / "rejected" / f"{entity}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))
