"""The floor: read every column the rules need and do nothing with it: ``python engine_scan.py told.json``.

Row group by row group on one thread, each thrown away when the next is read, in the way that was measured to cost
least: no read-ahead buffers, and no mapping of the file, whose pages would count as this program's memory.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pyarrow.parquet as pq


def main() -> None:
    """Read the columns told of both files."""
    told = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    for entity in ("household", "person"):
        columns = told[f"{entity}_columns"]
        with pq.ParquetFile(told[f"{entity}s"], pre_buffer=False) as file:
            for group in range(file.num_row_groups):
                file.read_row_group(group, columns=columns, use_threads=False)


main()
