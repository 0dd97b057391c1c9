"""Files that are refused: the reason is told, and nothing is unpacked that could fill the memory."""

from __future__ import annotations

import io
import tracemalloc
import zipfile
import zlib
from pathlib import Path

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen import canvas

from minsheng.plans.source import MAX_BYTES, read_source
from minsheng.plans.source.limits import MAX_CHARACTERS
from minsheng.terms.errors import Fault, MinshengError

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 64
PICTURE = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x00\x00\x00\x00:~\x9bU"
    b"\x00\x00\x00\nIDATx\x9cc\xf8\x0f\x00\x01\x01\x01\x00\x1b\xb6\xeeV\x00\x00\x00\x00IEND\xaeB`\x82"
)


def fault_of(path: Path) -> Fault:
    with pytest.raises(MinshengError) as caught:
        read_source(path)
    assert len(caught.value.faults) == 1
    fault = caught.value.faults[0]
    assert any("\u4e00" <= char <= "\u9fff" for char in fault.message)
    assert fault.file == str(path)
    return fault


def word() -> bytes:
    document = docx.Document()
    document.add_paragraph("到2025年，托位数达到1万个。")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def with_part(name: str, data: bytes) -> bytes:
    out = io.BytesIO(word())
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return out.getvalue()


def pdf(*, text: str = "", pages: int = 1, password: str | None = None, picture: bool = False) -> bytes:
    out = io.BytesIO()
    page = canvas.Canvas(out, encrypt=StandardEncryption(password) if password else None)
    for _ in range(pages):
        if text:
            page.drawString(72, 720, text)
        if picture:
            page.drawImage(ImageReader(io.BytesIO(PICTURE)), 72, 72, 200, 200)
        page.showPage()
    page.save()
    return out.getvalue()


def swollen_pdf() -> bytes:
    stream = zlib.compress(b" " * 120_000_000, 9)
    head = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    page = b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>endobj\n"
    body = b"4 0 obj<</Filter/FlateDecode/Length %d>>stream\n" % len(stream) + stream + b"\nendstream endobj\n"
    return head + page + body + b"trailer<</Root 1 0 R>>\n%%EOF"


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("empty.txt", b"", "source.empty"),
        ("blank.txt", b" \r\n\t\n", "source.empty"),
        ("mark.txt", b"\xef\xbb\xbf", "source.empty"),
        ("tags.html", b"<html><body><script>1</script></body></html>", "source.empty"),
        ("image.txt", PNG, "source.image"),
        ("photo.docx", b"\xff\xd8\xff\xe0" + b"\x00" * 64, "source.image"),
        ("program.txt", bytes(range(256)) * 20, "source.binary"),
        ("old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "source.old-word"),
        (
            "locked.docx",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "source.encrypted",
        ),
        ("plan.rtf", b"{\\rtf1 text}", "source.unsupported"),
        ("half.docx", word()[:900], "source.broken"),
        ("noise.docx", b"PK\x03\x04" + b"noise" * 50, "source.broken"),
        ("half.pdf", b"%PDF-1.4\nnoise", "source.broken"),
        ("bomb.docx", with_part("word/bomb.xml", b"0" * 100_000_001), "source.bomb"),
        ("dense.docx", with_part("word/media/a.bin", b"0" * 20_000_000), "source.bomb"),
        (
            "entity.docx",
            with_part("word/footnotes.xml", b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'),
            "source.bomb",
        ),
        ("swollen.pdf", swollen_pdf(), "source.bomb"),
        ("scan.pdf", pdf(picture=True), "source.scanned"),
        ("locked.pdf", pdf(text="plan", password="secret"), "source.encrypted"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_its_reason(
    tmp_path: Path, name: str, data: bytes, code: str
) -> None:
    file = tmp_path / name
    file.write_bytes(data)
    assert fault_of(file).code == code


def test_a_zip_without_a_word_document_is_unsupported(tmp_path: Path) -> None:
    file = tmp_path / "plan.docx"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("readme.txt", "x")
    assert fault_of(file).code == "source.unsupported"


def test_a_missing_file_and_a_folder_are_told_apart(tmp_path: Path) -> None:
    assert fault_of(tmp_path / "none.txt").code == "source.missing"
    assert fault_of(tmp_path).code == "source.folder"


def test_a_hundred_megabytes_of_text_are_refused_without_being_read(tmp_path: Path) -> None:
    file = tmp_path / "large.txt"
    with file.open("wb") as out:
        out.truncate(100 * 1024 * 1024)
    tracemalloc.start()
    try:
        fault = fault_of(file)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert (fault.code, fault.read) == ("source.too-large", "100 MB")
    assert peak < 5_000_000
    assert MAX_BYTES == 32 * 1024 * 1024


def test_a_file_with_more_text_than_any_plan_has_is_refused_with_its_length(tmp_path: Path) -> None:
    file = tmp_path / "long.txt"
    file.write_text("托位数达到5个。\n" * (MAX_CHARACTERS // 8), encoding="utf-8")
    assert read_source(file).format == "txt"
    file.write_text("托位数达到5个。\n" * (MAX_CHARACTERS // 8 + 1), encoding="utf-8")
    fault = fault_of(file)
    assert (fault.code, fault.read, fault.expected) == ("source.too-long", "200 万字", "不超过 200 万字")


def test_a_word_file_that_is_packed_too_densely_is_told_how_dense_it_may_be(tmp_path: Path) -> None:
    file = tmp_path / "dense.docx"
    file.write_bytes(with_part("word/media/a.bin", b"0" * 20 * 1024 * 1024))
    fault = fault_of(file)
    assert "MB 展开后 2" in (fault.read or "")
    assert "不超过 100 倍" in (fault.expected or "")


def _outcome(file: Path) -> str:
    try:
        return "read" if read_source(file).lines else "nothing"
    except MinshengError as error:
        return "refused" if error.faults[0].code.startswith("source.") else str(error)


WORD, PDF = word(), pdf(text="plan 2025")


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_damaged_file_is_read_or_refused_and_never_raises_anything_else(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    whole = bytearray(data.draw(st.sampled_from([WORD, PDF])))
    for _ in range(data.draw(st.integers(1, 12))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    file = tmp_path_factory.mktemp("damaged") / "plan.docx"
    file.write_bytes(bytes(whole[: data.draw(st.integers(1, len(whole)))]))
    assert _outcome(file) in ("read", "refused")
