"""The folder of an assessment's results: whole, or not there."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from minsheng.terms.errors import Fault, MinshengError

ENTITLEMENTS_FILE = "entitlements.parquet"
UNKNOWN_FILE = "unknown.parquet"
PROVISIONS_FILE = "provisions.parquet"
SUMMARY_FILE = "summary.json"
FILES = (ENTITLEMENTS_FILE, UNKNOWN_FILE, SUMMARY_FILE)


def table_files(results: Path, name: str) -> Path:
    """Where DuckDB finds a table of results: its file, or all the part files that Spark wrote."""
    found = results / name
    return found / "*.parquet" if found.is_dir() else found


@contextmanager
def new_results(out: Path) -> Iterator[Path]:
    """A folder to write results in; its files take the place of those in ``out`` only when the block ends well.

    Files of other names in ``out`` stay. Raises `MinshengError` when the folder cannot be written.
    """
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix=f".{out.name}.", dir=out.parent))
    except OSError as error:
        said = f"写不了这个文件夹（{error.strerror or error}）"
        raise MinshengError(Fault("assess.out", said, str(out), expected="可以写的文件夹")) from None
    try:
        folder.chmod(0o750)
        yield folder
        if not out.exists():
            folder.rename(out)
            return
        if not out.is_dir():
            raise MinshengError(Fault("assess.out", "这不是文件夹", str(out), expected="一个文件夹"))
        for path in sorted(folder.iterdir()):
            there = out / path.name
            if there.is_dir():
                shutil.rmtree(there)
            elif path.is_dir():
                there.unlink(missing_ok=True)
            path.replace(there)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
