"""How much a file may hold; everything above is refused before it is parsed, so memory stays bounded."""

from __future__ import annotations

MAX_BYTES = 32 * 1024 * 1024
"""A plan of 300 pages is about 1 MB of text; with pictures in it a PDF or Word file stays below this as a rule."""

MAX_CHARACTERS = 2_000_000
"""Some 30 volumes of plans in one; reading takes about a second and 15 MB for each 120,000 characters."""

MAX_UNPACKED = 96 * 1024 * 1024
"""All parts of a Word file, or all packed streams of a PDF but its pictures, when unpacked."""

MAX_RATIO = 100
"""Text packs about tenfold; above this, and above `RATIO_FLOOR` bytes, a part is taken for a bomb."""

RATIO_FLOOR = 4 * 1024 * 1024
MAX_PARTS = 5000
MAX_PAGES = 2000
