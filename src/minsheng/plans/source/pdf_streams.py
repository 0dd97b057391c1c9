"""How large a PDF's packed streams become, measured without keeping them."""

from __future__ import annotations

import re
import zlib

from minsheng.plans.source.limits import MAX_RATIO, MAX_UNPACKED, RATIO_FLOOR

_STREAM = re.compile(rb"stream\r?\n")
_CHUNK = 1 << 16
# Page pictures unpack to many times this; only what the text reader would unpack counts, so each is capped alone.
_IMAGE = re.compile(rb"/Subtype\s*/Image")
_LONGEST_HEADER = 2048


def unpacked_size(data: bytes) -> int | None:
    """Bytes in all packed streams but pictures, or None when they exceed what a plan may hold.

    >>> unpacked_size(b"<< /FlateDecode >> stream\\n" + zlib.compress(b"text" * 10) + b"endstream")
    40
    """
    total = 0
    for found in _STREAM.finditer(data):
        header = data[max(0, found.start() - _LONGEST_HEADER) : found.start()].rpartition(b"obj")[2]
        if b"Flate" not in header and b"/Fl" not in header:
            continue
        if _IMAGE.search(header):
            continue
        size, packed = _inflated(data, found.end())
        total += size
        if total > MAX_UNPACKED or (size > RATIO_FLOOR and size > MAX_RATIO * max(packed, 1)):
            return None
    return total


def _inflated(data: bytes, at: int) -> tuple[int, int]:
    """Size of one stream unpacked (up to the limit) and packed."""
    unpacker = zlib.decompressobj()
    size, start = 0, at
    view = memoryview(data)
    try:
        while not unpacker.eof and at < len(data) and size <= MAX_UNPACKED:
            piece: bytes | memoryview = view[at : at + _CHUNK]
            at += len(piece)
            while piece and not unpacker.eof:
                size += len(unpacker.decompress(piece, _CHUNK * 16))
                piece = unpacker.unconsumed_tail
                if size > MAX_UNPACKED:
                    break
    except zlib.error:
        pass
    return size, at - start
