"""Indicator tables: found by layout, read by grammar."""

from minsheng.plans.tables.find import find_tables
from minsheng.plans.tables.grid import Table
from minsheng.plans.tables.indicators import indicators_of, read_indicators

__all__ = ["Table", "find_tables", "indicators_of", "read_indicators"]
