from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from minsheng.monitor.importing.run import Imported, import_file
from minsheng.monitor.store import Store
from minsheng.packs.model import Document, Indicator, Match, Pack, PackFile, Value
from minsheng.terms.citation import Citation


def indicator(number: int, name: str, unit: str, baseline: str | None = None, table: int = 1) -> Indicator:
    known = () if baseline is None else (Value("actual", 2020, value=Decimal(baseline)),)
    target = Value("target", 2025, value=Decimal(90))
    source = Citation("a-2021", table=table, row=number)
    return Indicator(f"a-2021.t{table}.{number}", name, unit, source, (*known, target), area="health")


PACK = Pack(
    PackFile("a", "杭州市", "A", "330100", "city"),
    documents=(Document("a-2021", "规划", date(2021, 1, 1), date(2025, 12, 31)),),
    indicators=(
        indicator(1, "义务教育巩固率", "%", "99"),
        indicator(2, "婴儿死亡率", "‰", "1.79"),
        indicator(3, "杭州书房", "个", "47"),
        indicator(4, "高等教育毛入学率", "%", "70"),
        indicator(5, "健康管理率", "%"),
        indicator(6, "健康管理率", "%"),
        indicator(1, "城镇登记失业率", "%", "2.42", table=2),
        indicator(2, "登记失业率", "%", "2.42", table=2),
    ),
    matches=(Match("unemployment", "失业率", ("a-2021.t2.1", "a-2021.t2.2"), "confirmed", "同一个"),),
)
Import = Callable[..., Imported]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "observations" / "a")


@pytest.fixture
def bring(tmp_path: Path, store: Store) -> Import:
    def bring(file: Path | str, *, by: str = "王芳", **options: Any) -> Imported:
        if isinstance(file, str):
            (tmp_path / "a.csv").write_text(file, "utf-8")
            file = tmp_path / "a.csv"
        return import_file(file, PACK, {"a": PACK}, store, by=by, **options)

    return bring


def workbook(path: Path, rows: Iterable[Any], title: str = "数据") -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.title = title
    for row in rows:
        book.active.append(list(row))
    book.save(path)
    return book
