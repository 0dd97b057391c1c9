"""Taking in a plan file: the command line's reader, the draft into the pack's folder, all of it or nothing."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from minsheng.packs.load import DRAFTS
from minsheng.packs.model import Area, Document
from minsheng.packs.write import accepted_file
from minsheng.plans.source.limits import MAX_BYTES
from minsheng.terms.errors import Fault, MinshengError

if TYPE_CHECKING:
    from minsheng.plans.model import Reading


@dataclass(frozen=True)
class Intake:
    """Where a file goes: the pack's folder, its document and whether the pack lists it, and the areas to guess from."""

    pack_folder: Path
    document: Document
    listed: bool
    areas: Mapping[str, Area]
    replace: bool = False


def take_in(upload: UploadedFile, intake: Intake) -> Path:
    """Read the file and put the draft in place; raises `MinshengError` with what is wrong with the file.

    A document the pack does not list yet is added to it, with its outline, so that promises can cite it.
    """
    # The reader brings large libraries along; a hub nobody uploads to never needs them.
    from minsheng.plans.draft import outline_of, write_document, write_draft

    document = intake.document
    accepted_file(intake.pack_folder, document.id)  # raises when the name cannot be cited
    if (intake.pack_folder / DRAFTS / document.id).exists() and not intake.replace:
        expected = _("勾选“替换原有草稿”，或换一个编号")
        raise MinshengError(Fault("review.draft-exists", _("这份文件已有草稿"), read=document.id, expected=expected))
    if (upload.size or 0) > MAX_BYTES:
        raise MinshengError(Fault("source.too-large", _("文件太大"), file=upload.name, expected=_("不超过 32 MB")))
    reading = _read(upload)
    place = write_draft(intake.pack_folder, document, reading, areas=tuple(intake.areas.values()))
    if not intake.listed:
        write_document(intake.pack_folder, replace(document, outline=outline_of(reading)))
    return place


def _read(upload: UploadedFile) -> Reading:
    from minsheng.plans.read import read_plan

    name = upload.name or ""
    with tempfile.TemporaryDirectory(prefix="minsheng-") as folder:
        copy = Path(folder) / ("plan" + Path(name).suffix.lower()[:10])
        with copy.open("wb") as out:
            shutil.copyfileobj(upload, out)
        try:
            return read_plan(copy)
        except MinshengError as error:
            # The reader saw a temporary name; the reader of the page knows the file by its own.
            raise MinshengError.of(replace(fault, file=name) for fault in error.faults) from error
