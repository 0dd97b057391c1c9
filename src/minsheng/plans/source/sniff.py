"""What a file is, by its first bytes; its ending is only a hint."""

from __future__ import annotations

import re

from minsheng.terms.errors import Fault, MinshengError

READABLE = "文本、Markdown、HTML、Word（.docx）或带文字层的 PDF"

_IMAGES = (
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"BM",
    b"II*\x00",
    b"MM\x00*",
    b"\x00\x00\x01\x00",
    b"\x00\x00\x00\x0cjP",
)
_OTHERS = (
    (b"{\\rtf", "RTF 文档"),
    (b"7z\xbc\xaf", "7z 压缩包"),
    (b"Rar!", "RAR 压缩包"),
    (b"\x1f\x8b", "gzip 压缩包"),
    (b"SQLite format 3", "数据库"),
    (b"\x7fELF", "程序"),
    (b"MZ\x90", "程序"),
)
_HTML_START = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
_HTML_TAGS = re.compile(rb"</(?:p|div|table|td|tr|h[1-6]|span|body)\s*>", re.I)


def binary_format(data: bytes, *, file: str) -> str | None:
    """``pdf`` or ``zip`` for the packed formats that can be read, None for text; anything else is refused.

    Raises `MinshengError` with ``source.image``, ``source.old-word``, ``source.encrypted`` or
    ``source.unsupported``.
    """
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data[:4] in (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08"):
        return "zip"
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise MinshengError(Fault("source.encrypted", "文件有密码保护，请先去掉密码", file=file))
        raise MinshengError(
            Fault(
                "source.old-word", "这是旧版 Office 文件（.doc、.xls 等），请另存为 .docx", file=file, expected=READABLE
            )
        )
    is_bitmap = data[:2] == b"BM" and not _plausible_bitmap(data)
    if (data.startswith(_IMAGES) and not is_bitmap) or (data[:4] == b"RIFF" and data[8:12] == b"WEBP"):
        raise MinshengError(
            Fault("source.image", "这是一张图片，没有文字可读；请先做文字识别", file=file, expected=READABLE)
        )
    for start, name in _OTHERS:
        if data.startswith(start):
            raise MinshengError(Fault("source.unsupported", f"这是{name}，不能读取", file=file, expected=READABLE))
    return None


def _plausible_bitmap(data: bytes) -> bool:
    # A text may begin with the letters BM; a bitmap states its own length next.
    return len(data) > 14 and int.from_bytes(data[2:6], "little") == len(data)


def text_format(data: bytes, *, ending: str) -> str:
    """``html``, ``md`` or ``txt`` for a file of text.

    >>> text_format(b"<!DOCTYPE html><p>1</p>", ending=".txt"), text_format(b"# 1", ending=".md")
    ('html', 'md')
    """
    head = data[:65536]
    if b"\x00" in head:
        head = head.replace(b"\x00", b"")
    if head.startswith(b"\xef\xbb\xbf"):
        head = head[3:]
    if _HTML_START.match(head):
        return "html"
    if len(_HTML_TAGS.findall(head)) >= (1 if ending in (".html", ".htm", ".xhtml") else 6) and ending != ".md":
        return "html"
    return "md" if ending in (".md", ".markdown") else "txt"
