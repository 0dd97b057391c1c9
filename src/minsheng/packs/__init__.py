"""Promises as data: the model of a pack, loading, checking, comparing, auditing, writing."""
