"""What an officer asks for: a list, whose month, and which benefit it is the list of."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from minsheng.hub.catalogue import programs, store
from minsheng.hub.catalogue.wording import named
from minsheng.packs.model import Benefit
from minsheng.plans.source.limits import MAX_BYTES
from minsheng.register.snapshot import Snapshot
from minsheng.rules.program import Program
from minsheng.terms.divisions import division_ancestors
from minsheng.terms.periods import Month

KINDS = (".csv", ".txt", ".xlsx", ".parquet")
MOST_UNPACKED = 512 * 1024 * 1024
"""A million lines of Excel unpack to some 300 MB; above this a file is taken for a bomb."""
_MONTH = r"^(19|20|21)[0-9]{2}-(0[1-9]|1[0-2])$"


@dataclass(frozen=True)
class Wish:
    """What is asked for: a benefit of a pack, or those the list names, in a month."""

    pack: str
    benefit: str
    month: Month


class AskForm(forms.Form):
    """The list and what it is of; ``benefit`` is ``pack/`` or ``pack/benefit``."""

    benefit = forms.ChoiceField(label=gettext_lazy("待遇"))
    month = forms.RegexField(_MONTH, label=gettext_lazy("月份"), max_length=7, strip=True)
    file = forms.FileField(label=gettext_lazy("在领名单"), required=False, allow_empty_file=True)
    strict = forms.BooleanField(label=gettext_lazy("有一处错误就不比对"), required=False)

    def __init__(self, snapshot: Snapshot, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.snapshot = snapshot
        self.ready = programs.current().programs()
        pack = _nearest(self.ready, snapshot)
        self.fields["benefit"].choices = [_choices(name, self.ready[name]) for name in _first(self.ready, pack)]
        self.fields["benefit"].initial = f"{pack}/"
        self.fields["month"].initial = f"{snapshot.day:%Y-%m}"
        self.fields["month"].error_messages["invalid"] = _("写成 2021-12 这样")
        self.fields["file"].widget.attrs["accept"] = ",".join(KINDS)

    @property
    def example(self) -> bool:
        """Whether a list is to be made up; only of a made-up city."""
        return "example" in self.data and self.snapshot.synthetic

    def clean(self) -> dict[str, Any]:
        """A file of a kind that is read and not too large, or an example of one benefit."""
        given: dict[str, Any] = super().clean() or {}
        file = given.get("file")
        if self.example:
            if not str(given.get("benefit", "/x")).partition("/")[2]:
                self.add_error("benefit", _("造合成名单要选定一项待遇"))
        elif file is None:
            if "file" not in self.errors:
                self.add_error("file", _("请选择名单文件"))
        elif Path(file.name).suffix.lower() not in KINDS:
            self.add_error("file", _("只读 .csv、.txt、.xlsx 和 .parquet"))
        elif (file.size or 0) > MAX_BYTES or _unpacked(file) > MOST_UNPACKED:
            self.add_error("file", _("文件太大，不超过 32 MB；更大的名单请用命令行 minsheng missing"))
        return given

    @property
    def wish(self) -> Wish:
        """What is asked for, once the form is valid."""
        pack, _slash, benefit = self.cleaned_data["benefit"].partition("/")
        return Wish(pack, benefit, Month.parse(self.cleaned_data["month"]))

    @property
    def benefit_name(self) -> str:
        """The name of the benefit chosen; empty when the list names its own."""
        wish = self.wish
        return next((rule.benefit.name for rule in self.ready[wish.pack].rules if rule.benefit.id == wish.benefit), "")


def _unpacked(file: UploadedFile) -> int:
    """How large an Excel file says it is when unpacked; 0 for what is none, the reader tells that."""
    try:
        with zipfile.ZipFile(file) as parts:
            return sum(part.file_size for part in parts.infolist())
    except (zipfile.BadZipFile, ValueError):
        return 0
    finally:
        file.seek(0)


def _choices(pack: str, program: Program) -> tuple[str, list[tuple[str, str]]]:
    about = store.current().packs.get(pack)
    title = str(named(about.about)) if about else pack
    benefits: dict[str, Benefit] = {rule.benefit.id: rule.benefit for rule in program.rules}
    rows = [(f"{pack}/{one.id}", one.name) for one in benefits.values() if one.serves != "institution"]
    return title, [(f"{pack}/", _("名单里写明了待遇")), *rows]


def _first(ready: Mapping[str, Program], pack: str) -> list[str]:
    return [pack, *(name for name in ready if name != pack)] if ready else []


def _nearest(ready: Mapping[str, Program], snapshot: Snapshot) -> str:
    """The pack of the register's jurisdiction or of the nearest one above; else the first."""
    code = _division(snapshot)
    packs = store.current().packs
    for one in (code, *division_ancestors(code)):
        for name in ready:
            if name in packs and packs[name].about.division == one:
                return name
    return next(iter(ready), "")


def _division(snapshot: Snapshot) -> str:
    """Where the first household of which that is known lives."""
    with pq.ParquetFile(snapshot.file("household")) as file:
        batch = next(file.iter_batches(1000, columns=["division"]), None)
    found = [] if batch is None else batch.column(0).to_pylist()
    return next((one[:6] for one in found if one), "")
