"""The shape of a plan: its headings, paragraphs, boxes, tables and notes, each with its lines."""

from minsheng.plans.layout.blocks import split_blocks
from minsheng.plans.layout.places import citation_place, section_of

__all__ = ["citation_place", "section_of", "split_blocks"]
