"""A plan file as lines of text, whatever its format and encoding."""

from minsheng.plans.source.limits import MAX_BYTES
from minsheng.plans.source.read import read_source

__all__ = ["MAX_BYTES", "read_source"]
