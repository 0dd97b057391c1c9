"""Open a plan file: check it, tell its format, and hand it to that format's reader."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from minsheng.plans.model import SourceText
from minsheng.plans.source.encoding import decode
from minsheng.plans.source.limits import MAX_BYTES, MAX_CHARACTERS
from minsheng.plans.source.sniff import READABLE, binary_format, text_format
from minsheng.terms.errors import Fault, MinshengError

Progress = Callable[[int, int], None]
"""Called with the pages done and the pages in all."""


def read_source(path: str | Path, *, progress: Progress | None = None) -> SourceText:
    """Read a .txt, .md, .html, .docx or .pdf file as lines; its content decides, not its ending.

    Raises `MinshengError` with one fault when the file cannot be read: missing, a folder, empty, larger than
    `MAX_BYTES` or longer than `MAX_CHARACTERS`, an image, a scan, password-protected, broken, or a bomb.
    """
    path = Path(path)
    data = _bytes(path)
    file = str(path)
    packed = binary_format(data, file=file)
    if packed is not None:
        # The readers of Word and PDF are slow to import and seldom both needed.
        reader = import_module("minsheng.plans.source." + {"pdf": "pdf", "zip": "word"}[packed])
        source = reader.read(data, file=file, progress=progress)
        assert isinstance(source, SourceText)
        return _of_bounded_length(source, file=file)
    decoded = decode(data)
    if decoded is None:
        raise MinshengError(
            Fault(
                "source.binary",
                "文件不是文字，或编码无法识别（支持 UTF-8、UTF-16、GB18030）",
                file=file,
                expected=READABLE,
            )
        )
    text, encoding, doubts = decoded
    format_ = text_format(data, ending=path.suffix.lower())
    if format_ == "html":
        lines: tuple[str, ...] = import_module("minsheng.plans.source.markup").lines_of(text)
    else:
        lines = split_lines(text)
    if not any(line.strip() for line in lines):
        raise MinshengError(Fault("source.empty", "文件里没有文字", file=file, expected=READABLE))
    return _of_bounded_length(SourceText(lines, format_, encoding, doubts), file=file)


def _of_bounded_length(source: SourceText, *, file: str) -> SourceText:
    """The text itself; a small file can still hold more text than a plan does, and reading it would take minutes."""
    characters = sum(map(len, source.lines))
    if characters > MAX_CHARACTERS:
        raise MinshengError(
            Fault(
                "source.too-long",
                "文字太多，不像一份规划；请拆成几个文件",
                file=file,
                read=f"{characters / 10_000:.0f} 万字",
                expected=f"不超过 {MAX_CHARACTERS // 10_000} 万字",
            )
        )
    return source


def split_lines(text: str) -> tuple[str, ...]:
    r"""The lines of a text; only line feeds and carriage returns end one, and control characters become blanks.

    >>> split_lines("一\r\n二\x0c三\n")
    ('一', '二 三')
    """
    plain = text.replace("\r\n", "\n").replace("\r", "\n").translate(_CONTROL)
    lines = plain.split("\n")
    if lines and lines[-1] == "":
        lines.pop()
    return tuple(lines)


_CONTROL = dict.fromkeys((*range(9), *range(11, 32), 127), " ") | {0xFEFF: None, 0x200B: None}


def _bytes(path: Path) -> bytes:
    file = str(path)
    try:
        if path.is_dir():
            raise MinshengError(Fault("source.folder", "这是文件夹，请给出一个规划文件", file=file, expected=READABLE))
        if not path.exists():
            raise MinshengError(Fault("source.missing", "找不到这个文件", file=file))
        if not path.is_file():
            raise MinshengError(Fault("source.missing", "这不是普通文件", file=file))
        # One byte more than allowed tells a file that is too large, even one that grows while it is read.
        with path.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1) if path.stat().st_size <= MAX_BYTES else None
    except (OSError, ValueError) as error:
        raise MinshengError(Fault("source.unreadable", f"文件打不开：{error}", file=file)) from error
    if data is None or len(data) > MAX_BYTES:
        raise MinshengError(
            Fault(
                "source.too-large",
                "文件太大，不像一份规划",
                file=file,
                read=f"{path.stat().st_size / 1024 / 1024:.0f} MB",
                expected=f"不超过 {MAX_BYTES // 1024 // 1024} MB",
            )
        )
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise MinshengError(Fault("source.empty", "文件是空的", file=file, expected=READABLE))
    return data
