"""What an officer gives: two lists."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from minsheng.plans.source.limits import MAX_BYTES

KINDS = (".csv", ".txt", ".xlsx", ".parquet")


class ListsForm(forms.Form):
    """The two lists, together no larger than a request may be."""

    left = forms.FileField(label=_("第一份名单"), allow_empty_file=True)
    right = forms.FileField(label=_("第二份名单"), allow_empty_file=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("left", "right"):
            self.fields[name].widget.attrs["accept"] = ",".join(KINDS)
            self.fields[name].error_messages["required"] = _("请选择名单文件")

    def clean(self) -> dict[str, Any]:
        """Files of a kind that is read."""
        given: dict[str, Any] = super().clean() or {}
        for name in ("left", "right"):
            file = given.get(name)
            if file is not None and Path(file.name).suffix.lower() not in KINDS:
                self.add_error(name, _("只读 .csv、.txt、.xlsx 和 .parquet"))
        if sum(file.size or 0 for file in given.values() if file is not None) > MAX_BYTES:
            self.add_error("right", _("两份名单一共不超过 32 MB；更大的请用命令行 minsheng register match"))
        return given
