"""What of the Spark engine needs no Spark: what to install is told, and both engines' results are read alike."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from minsheng.assess.folder import new_results, table_files
from minsheng.assess.spark import session
from minsheng.assess.spark.session import spark_session
from minsheng.terms.errors import MinshengError


@pytest.mark.parametrize("name", ["pyspark", "pandas"])
def test_without_the_packages_of_the_extra_its_name_is_told(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr(session, "find_spec", lambda wanted: None if wanted == name else object())
    with pytest.raises(MinshengError, match=rf"没有安装 {name}.*pip install 'minsheng\[spark\]'"), spark_session():
        pass


def test_without_java_debians_package_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(session, "find_spec", lambda wanted: object())
    monkeypatch.delenv("PYSPARK_GATEWAY_PORT", raising=False)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(MinshengError, match=r"找不到 Java.*default-jre-headless"), spark_session():
        pass


def test_a_folder_of_parts_and_a_file_take_each_others_place(tmp_path: Path) -> None:
    out = tmp_path / "out"
    for kind in ("file", "folder", "folder", "file"):
        with new_results(out) as folder:
            if kind == "file":
                (folder / "table").write_text(kind, "utf-8")
            else:
                (folder / "table").mkdir()
        assert (out / "table").is_file() == (kind == "file")


def test_duckdb_reads_a_table_of_either_engine(tmp_path: Path) -> None:
    (tmp_path / "parts").mkdir()
    for name, values in (("file", [1, 2]), ("parts/part-00000.parquet", [1]), ("parts/part-00001.parquet", [2])):
        pq.write_table(pa.table({"fen": values}), tmp_path / name)
    for name in ("file", "parts"):
        query = f"SELECT fen FROM read_parquet('{table_files(tmp_path, name)}') ORDER BY fen"
        assert duckdb.execute(query).fetchall() == [(1,), (2,)]
