"""Which encoding a text file is in, and its lines without ever failing on a byte."""

from __future__ import annotations

import codecs
import io
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

_PART = 1 << 20


@dataclass(frozen=True)
class Encoding:
    """A codec, whether each byte fitted it, and what to tell the reader."""

    name: str
    clean: bool = True
    note: str = ""


def encoding_of(path: Path) -> Encoding:
    """The encoding of the whole file: by its mark, else UTF-8 if every byte fits, else GB18030, else UTF-8 with faults.

    A file of which some lines only are in GBK stays UTF-8: those lines are told as faults.
    """
    with path.open("rb") as file:
        head = file.read(4)
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if head.startswith(mark):
            return Encoding(name, _fits(path, name))
    if _fits(path, "utf-8"):
        return Encoding("utf-8")
    if _fits(path, "gb18030") and not _has_utf8_lines(path):
        return Encoding("gb18030", note="按 GBK（GB18030）编码读取，请核对中文")
    return Encoding("utf-8", clean=False, note="部分文字不是 UTF-8，所在行已列为错误")


def _fits(path: Path, name: str) -> bool:
    decoder = codecs.getincrementaldecoder(name)()
    try:
        with path.open("rb") as file:
            while part := file.read(_PART):
                decoder.decode(part)
            decoder.decode(b"", final=True)
    except UnicodeError:
        return False
    return True


def _has_utf8_lines(path: Path) -> bool:
    """Whether some line is Chinese in UTF-8; single words of GBK can pass for UTF-8, but not for Chinese in it."""
    with path.open("rb") as file:
        for line in file:
            if line.isascii():
                continue
            try:
                said = line.decode("utf-8")
            except UnicodeDecodeError:
                continue
            if any("\u4e00" <= character <= "\u9fff" for character in said):
                return True
    return False


class CountedReader:
    """A file opened for reading text that knows how many bytes were taken."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("rb", buffering=_PART)

    @property
    def done(self) -> int:
        """Bytes taken so far."""
        return self._file.tell()

    def text(self, encoding: Encoding) -> io.TextIOWrapper:
        """The text; bytes that fit no character become lone surrogates, which are faults in a cell."""
        errors = "strict" if encoding.clean else "surrogateescape"
        if encoding.name == "utf-16":
            errors = "replace"
        return io.TextIOWrapper(self._file, encoding.name, errors=errors, newline="")

    def __enter__(self) -> CountedReader:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()
