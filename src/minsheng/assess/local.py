"""An assessment on one machine: span by span on threads, so that memory does not grow with the city."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from minsheng.assess.city import City
from minsheng.assess.folder import ENTITLEMENTS_FILE, UNKNOWN_FILE, new_results
from minsheng.assess.provisions import write_provisions
from minsheng.assess.results import ENTITLEMENTS, UNKNOWN, Benefits, Results, results_of
from minsheng.assess.summary import write_summary
from minsheng.assess.tally import Tally
from minsheng.register.snapshot import Snapshot
from minsheng.rules.finding import Inspector
from minsheng.rules.many.answer import CityAssessor

Progress = Callable[[int, int], None]
"""Told after each span how many persons are done, of how many."""
_DICTIONARY_BYTES = 8 * 2**20
"""Room for the identifiers of a span, each stored once."""


def do_assess(
    assessor: CityAssessor,
    snapshot: Snapshot,
    out: Path,
    *,
    threads: int | None = None,
    progress: Progress | None = None,
    inspector: Inspector | None = None,
) -> Tally:
    """Answer for everyone in a snapshot and write entitlements, what is not known, and the summary to a folder.

    With an ``inspector`` also what institutions meet or miss of the provisions.
    The folder takes its place only when everything is written. Raises `MinshengError`; then nothing is left behind.
    """
    city = City(snapshot, assessor.columns)
    with new_results(out) as folder:
        tally = _write(assessor, city, folder, threads or os.cpu_count() or 1, progress)
        provisions = None if inspector is None else write_provisions(folder, inspector, snapshot)
        write_summary(folder, tally, assessor, snapshot, provisions)
    return tally


def span_results(assessor: CityAssessor, city: City, span: range, benefits: Benefits) -> Results:
    """The results of one span of households."""
    homes = city.households(span)
    batch = assessor.batch_of_households(homes.household, homes.person, homes.counts)
    return results_of(batch, assessor.answers(batch), benefits)


def institution_results(assessor: CityAssessor, city: City, benefits: Benefits) -> Results:
    """The results of all institutions."""
    batch = assessor.batch_of_institutions(city.institutions())
    return results_of(batch, assessor.answers(batch), benefits)


def asks_institutions(assessor: CityAssessor, city: City) -> bool:
    """Whether there are institutions, and rules about them."""
    return city.has_institutions and any(rule.benefit.serves == "institution" for rule in assessor.rules)


def benefits_of(assessor: CityAssessor) -> Benefits:
    """The benefits of an assessment by their places."""
    found = [rule.benefit for rule in assessor.rules]
    return Benefits(tuple(one.id for one in found), tuple(one.each for one in found))


def _write(assessor: CityAssessor, city: City, folder: Path, threads: int, progress: Progress | None) -> Tally:
    tally, done = Tally(), 0
    with ExitStack() as files:
        entitlements = files.enter_context(table_writer(folder / ENTITLEMENTS_FILE, ENTITLEMENTS))
        unknown = files.enter_context(table_writer(folder / UNKNOWN_FILE, UNKNOWN))
        for persons, results in _in_order(assessor, city, threads):
            for file, table in ((entitlements, results.entitlements), (unknown, results.unknown)):
                if table.num_rows:
                    file.write_table(table, row_group_size=table.num_rows)
            tally.merge(results.tally)
            done += persons
            if progress is not None:
                progress(done, city.persons)
    return tally


def table_writer(path: Path, schema: pa.Schema) -> pq.ParquetWriter:
    """A writer of results: every word and identifier is stored once for a span and read back as plain text."""
    return pq.ParquetWriter(
        path, schema, dictionary_pagesize_limit=_DICTIONARY_BYTES, write_statistics=False, store_schema=False
    )


def _in_order(assessor: CityAssessor, city: City, threads: int) -> Iterator[tuple[int, Results]]:
    """The results of every span in the order of the register, a few worked out ahead on threads."""
    benefits = benefits_of(assessor)

    def work(span: range) -> tuple[int, Results]:
        return city.persons_in(span), span_results(assessor, city, span, benefits)

    waiting: deque[Future[tuple[int, Results]]] = deque()
    with ThreadPoolExecutor(threads) as pool:
        try:
            for span in city.spans:
                waiting.append(pool.submit(work, span))
                if len(waiting) > threads + 1:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for one in waiting:
                one.cancel()
    if asks_institutions(assessor, city):
        yield 0, institution_results(assessor, city, benefits)
