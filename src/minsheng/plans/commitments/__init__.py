"""Numeric promises in running text, each with its metric, operator, value, unit, year and sentence."""

from minsheng.plans.commitments.reader import read_commitments

__all__ = ["read_commitments"]
