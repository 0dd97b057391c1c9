"""Bytes to text: UTF-8, UTF-16, UTF-32, GB18030, and files that mix them line by line."""

from __future__ import annotations

import codecs
import re

from minsheng.plans.model import Doubt

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# What Chinese plans are written with; anything else in bulk says that the encoding was guessed wrong.
_STRANGE = re.compile(r"[^\t\n\r -~\u00a0-\u00ff\u2000-\u22ff\u2460-\u25ff\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
_SAMPLE = 200_000
_GOOD = 0.05
_FEW = 0.1
_DOUBTS_TOLD = 200


def decode(data: bytes) -> tuple[str, str, tuple[Doubt, ...]] | None:
    """Text, encoding and doubts of a file's bytes; None when they are no text in any encoding known here.

    A byte that no encoding explains becomes U+FFFD and its line a doubt; nothing is dropped.

    >>> decode("民生".encode("gb18030"))
    ('民生', 'gb18030', ())
    """
    for mark, name in _BOMS:
        if data.startswith(mark):
            text = data[len(mark) :].decode(name, "replace")
            return text, name, _replaced(text)
    try:
        text = data.decode("utf-8")
        if "\x00" not in text:
            return text, "utf-8", ()
    except UnicodeDecodeError:
        pass
    wide = _utf16(data)
    if wide is not None:
        return wide
    if b"\x00" in data and data.count(b"\x00") > len(data) // 1000 + 1:
        return None
    return _by_line(data)


def _utf16(data: bytes) -> tuple[str, str, tuple[Doubt, ...]] | None:
    """UTF-16 without a mark: line ends and digits leave zero bytes on one side only."""
    if b"\x00" not in data:
        return None
    sample = data[: _SAMPLE - _SAMPLE % 2]
    for name in ("utf-16-le", "utf-16-be"):
        if strangeness(sample.decode(name, "replace")) < _GOOD:
            text = data.decode(name, "replace")
            return text, name, _replaced(text)
    return None


def strangeness(text: str) -> float:
    """The share of characters that plans are not written with, 0 to 1.

    >>> strangeness("到2025年，达到95%"), strangeness("\\x01\\x02")
    (0.0, 1.0)
    """
    return len(_STRANGE.findall(text)) / max(len(text), 1)


def _by_line(data: bytes) -> tuple[str, str, tuple[Doubt, ...]] | None:
    """Not UTF-8 as a whole: GB18030, or a mixture told apart by the line."""
    lines = data.split(b"\n")
    wide = [index for index, line in enumerate(lines) if not line.isascii()]
    utf8 = {index for index in wide if _is_utf8(lines[index])}
    main = "gb18030" if len(utf8) <= len(wide) * _FEW else "utf-8"
    if main == "gb18030":
        try:
            text = data.decode("gb18030")
        except UnicodeDecodeError:
            pass
        else:
            return (text, main, ()) if strangeness(text[:_SAMPLE]) < _GOOD else None
    out, doubts = [], []
    for index, line in enumerate(lines):
        if index in utf8 and main == "utf-8":
            out.append(line.decode("utf-8"))
            continue
        text, used = _best(line, main)
        out.append(text)
        if "\ufffd" in text:
            doubts.append(_unreadable(index + 1))
        elif used != main and not line.isascii():
            doubts.append(Doubt("source.mixed-encoding", f"此行按 {used} 解码，与全文（{main}）不同", (index + 1,) * 2))
    text = "\n".join(out)
    if strangeness(text[:_SAMPLE]) > 0.3:
        return None
    return text, main, tuple(doubts[:_DOUBTS_TOLD])


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _best(line: bytes, main: str) -> tuple[str, str]:
    """The encoding under which the line looks most like Chinese; the file's own wins a tie."""
    names = [main] + [name for name in ("utf-8", "gb18030") if name != main]
    tries = [(line.decode(name, "replace"), name) for name in names]
    return min(tries, key=lambda pair: len(_STRANGE.findall(pair[0])))


def _replaced(text: str) -> tuple[Doubt, ...]:
    if "\ufffd" not in text:
        return ()
    found = [number for number, line in enumerate(text.split("\n"), 1) if "\ufffd" in line]
    return tuple(_unreadable(number) for number in found[:_DOUBTS_TOLD])


def _unreadable(number: int) -> Doubt:
    return Doubt("source.unreadable-bytes", "此行有无法解码的字节，已用 � 代替，请对照原文", (number, number))
