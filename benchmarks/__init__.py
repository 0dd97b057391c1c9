"""Measurements against the targets in README.md: ``python -m benchmarks`` runs all, or those that are named."""
