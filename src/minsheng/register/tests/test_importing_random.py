from __future__ import annotations

import csv
import json
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from minsheng.register.find import Finder
from minsheng.register.importing import Imported, import_files
from minsheng.register.schema import ENTITIES, Stored, as_written, stored_of, words_of
from minsheng.register.snapshot import open_snapshot
from minsheng.register.tests.reading import rejected, rows
from minsheng.register.tests.strategies import TODAY, rows_of
from minsheng.terms.errors import MinshengError
from minsheng.terms.fields import Entity, fields_of

CELL = st.sampled_from(["P1", "P2", "H1", "H2", "", "x", '"', "男", "\n", "1949-12-31", "-1", "11010519491231002X"])
HEADER = st.sampled_from(
    ["person_id,household_id,sex", "household_id,area", "institution_id", "人员编号,户编号,identity"]
)


@settings(max_examples=30, deadline=None)
@given(HEADER, st.lists(st.lists(CELL, min_size=1, max_size=4).map(",".join), max_size=12), st.binary(max_size=20))
def test_random_rows_and_bytes_end_in_an_error_or_in_a_snapshot_that_lost_none(
    header: str, lines: list[str], tail: bytes
) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder, "file.csv")
        path.write_bytes("\n".join([header, *lines, ""]).encode() + tail)
        try:
            done = import_files([path], day=TODAY, register=Path(folder, "register"))
        except MinshengError:
            return
        for entity, counts in done.manifest["rows"].items():
            assert counts["read"] == counts["kept"] + counts["rejected"]
            assert counts["kept"] == len(rows(done, entity))
            assert not counts["rejected"] or counts["rejected"] == len(rejected(done, entity))


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=200), st.sampled_from([".csv", ".xlsx", ".parquet", ".json"]))
def test_random_bytes_never_raise_anything_but_a_clear_error(content: bytes, suffix: str) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder, "file" + suffix)
        path.write_bytes(content)
        try:
            import_files([path], day=TODAY, register=Path(folder, "register"))
        except MinshengError:
            return


@settings(max_examples=15, deadline=None)
@given(st.data(), st.lists(st.integers(1, 4), min_size=1, max_size=5))
def test_what_is_written_reads_back_value_by_value(data: st.DataObject, sizes: list[int]) -> None:
    homes = [data.draw(rows_of("household", f"H{at}")) for at in range(len(sizes))]
    people = [
        data.draw(rows_of("person", f"P{at}.{member}", f"H{at}"))
        for at, size in enumerate(sizes)
        for member in range(size)
    ]
    with TemporaryDirectory() as folder:
        files = [_csv(Path(folder, "household.csv"), homes), _csv(Path(folder, "person.csv"), people)]
        done = import_files(files, day=TODAY, register=Path(folder, "register"), strict=True)
        assert _stored(done, "household") == homes
        assert _stored(done, "person") == people


@settings(max_examples=15, deadline=None)
@given(st.data(), st.integers(1, 4))
def test_a_home_looked_up_imports_again_value_by_value_and_so_do_the_files(data: st.DataObject, size: int) -> None:
    home = data.draw(rows_of("household", "H1"))
    people = [data.draw(rows_of("person", f"P{at}", "H1")) for at in range(size)]
    with TemporaryDirectory() as folder:
        files = [_csv(Path(folder, "household.csv"), [home]), _csv(Path(folder, "person.csv"), people)]
        done = import_files(files, day=TODAY, register=Path(folder, "register"), strict=True)
        with Finder(open_snapshot(done.folder)) as finder:
            found = finder.home("H1")
        assert found is not None
        Path(folder, "home.json").write_text(json.dumps(found.as_json()), "utf-8")
        looked_up = import_files([Path(folder, "home.json")], day=TODAY, register=Path(folder, "json"), strict=True)
        own = [done.folder / "household.parquet", done.folder / "person.parquet"]
        copied = import_files(own, day=TODAY, register=Path(folder, "own"), strict=True)
        for again in (looked_up, copied):
            assert _stored(again, "household") == [home]
            assert _stored(again, "person") == people


@settings(max_examples=15, deadline=None)
@given(st.data())
def test_an_institution_reads_back_value_by_value(data: st.DataObject) -> None:
    one = data.draw(rows_of("institution", "I1"))
    with TemporaryDirectory() as folder:
        files = [_csv(Path(folder, "institution.csv"), [one])]
        done = import_files(files, day=TODAY, register=Path(folder, "register"), strict=True)
        assert _stored(done, "institution") == [one]


def _csv(path: Path, rows: list[dict[str, Stored]]) -> Path:
    entity = next(one for one in ENTITIES if one == path.stem)
    fields = fields_of(entity)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([field.name for field in fields])
        writer.writerows([as_written(field, row[field.name]) for field in fields] for row in rows)
    return path


def _stored(done: Imported, entity: Entity) -> list[dict[str, Stored]]:
    found = []
    for row in rows(done, entity):
        for field in fields_of(entity):
            value = row[field.name]
            if field.categories and value is not None:
                places = [words_of(field).index(name) for name in ([value] if isinstance(value, str) else value)]
                value = places[0] if field.type == "category" else places
            row[field.name] = stored_of(value)
        found.append(row)
    return found
