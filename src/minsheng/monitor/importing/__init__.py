"""Figures from an office's file to observations: read, understood, held against bounds and what was reported before."""
