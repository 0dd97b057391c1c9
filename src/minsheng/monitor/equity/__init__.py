"""Equity (均等化): how evenly what was reached is spread, and how much of the promised was reached in all."""
