"""The files that answers are written to: CSV a spreadsheet opens, with empty cells for what is not known."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from pyarrow import csv

from minsheng.places.balance import Balance
from minsheng.places.coverage import Coverage
from minsheng.places.joining import Placed
from minsheng.places.points import Floats, Whole

MINUTES_FILE = "minutes.csv"
UNCOVERED_FILE = "uncovered.csv"
SUPPLY_FILE = "supply.csv"
FACILITIES_FILE = "facilities.csv"
UNSNAPPED_FILE = "unsnapped.csv"


def write_coverage(answer: Coverage, folder: Path) -> None:
    """Write ``minutes.csv`` (id, minutes, facility), ``uncovered.csv`` and ``unsnapped.csv`` into the folder."""
    people, minutes = answer.placed.people, _known(answer.minutes)
    facility = _names(answer.placed.facilities.ids, answer.facility)
    write_csv(folder / MINUTES_FILE, {"id": people.ids, "minutes": minutes, "facility": facility})
    rows = answer.uncovered
    some = people.take(rows)
    columns: dict[str, Any] = {"id": some.ids, "lon": some.lon, "lat": some.lat, "people": some.people}
    nearest = {"minutes": _known(answer.minutes[rows]), "facility": facility.take(pa.array(rows))}
    write_csv(folder / UNCOVERED_FILE, {**columns, **some.ages, **some.labels, **nearest})
    write_unsnapped(answer.placed, folder)


def write_balance(answer: Balance, folder: Path) -> None:
    """Write ``supply.csv`` (id, supply), ``facilities.csv`` (id, capacity, demand, ratio) and ``unsnapped.csv``."""
    people, facilities = answer.placed.people, answer.placed.facilities
    write_csv(folder / SUPPLY_FILE, {"id": people.ids, "supply": _known(answer.supply)})
    told = {"id": facilities.ids, "capacity": _known(facilities.capacity)}
    write_csv(folder / FACILITIES_FILE, told | {"demand": answer.demand, "ratio": _known(answer.ratio)})
    write_unsnapped(answer.placed, folder)


def write_unsnapped(placed: Placed, folder: Path) -> None:
    """Write the points that were joined to no way: what (people or facility), id, lon, lat, people."""
    people, facilities = placed.people.take(~placed.people_at.on), placed.facilities.take(~placed.facilities_at.on)
    columns = {
        "what": ("people",) * len(people) + ("facility",) * len(facilities),
        "id": people.ids + facilities.ids,
        "lon": np.concatenate([people.lon, facilities.lon]),
        "lat": np.concatenate([people.lat, facilities.lat]),
        "people": pa.concat_arrays([pa.array(people.people), pa.nulls(len(facilities), pa.float64())]),
    }
    write_csv(folder / UNSNAPPED_FILE, columns)


def write_csv(file: Path, columns: Mapping[str, Any]) -> None:
    """Write columns of text and numbers, each number in as few digits as read back to the same float."""
    table = pa.table(
        {name: pa.array(values) if isinstance(values, tuple) else values for name, values in columns.items()}
    )
    header = ",".join(columns).encode() + b"\n"
    for quoting in ("none", "needed"):
        with file.open("wb") as sink:
            sink.write(header)
            try:
                # "needed" puts quotes around all text; without any, a text that wants them stops it.
                csv.write_csv(table, sink, csv.WriteOptions(include_header=False, quoting_style=quoting))
                return
            except pa.ArrowInvalid:
                if quoting == "needed":
                    raise


def _known(values: Floats) -> Any:
    """The numbers, null where there is none."""
    return pa.array(values, mask=~np.isfinite(values))


def _names(ids: tuple[str, ...], rows: Whole) -> Any:
    """The ids at these rows, null at -1."""
    return pa.array(ids, pa.string()).take(pa.array(rows, mask=rows < 0))
