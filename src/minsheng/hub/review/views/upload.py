"""Uploading a plan: the hub reads it and opens the review of its draft."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from minsheng.hub.catalogue import store
from minsheng.hub.review.intake import Intake, take_in
from minsheng.hub.review.rows import vocabulary
from minsheng.hub.review.views.access import reviewers_only
from minsheng.packs.load import PACK_FILE
from minsheng.packs.model import Document
from minsheng.terms.errors import Fault, MinshengError


class UploadForm(forms.Form):
    """The file, and what must be known to cite it."""

    pack = forms.ChoiceField(label=_("地区"))
    document = forms.RegexField(r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=40, label=_("文件编号"), strip=True)
    title = forms.CharField(max_length=200, label=_("文件标题"))
    since = forms.IntegerField(min_value=1949, max_value=2100, label=_("规划期起始年"))
    until = forms.IntegerField(min_value=1949, max_value=2100, label=_("规划期终止年"))
    file = forms.FileField(label=_("规划文件"), allow_empty_file=True)
    replace = forms.BooleanField(required=False, label=_("替换原有草稿"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["document"].error_messages["invalid"] = _("用小写字母、数字和连字符，如 hz-2021")
        self.fields["pack"].choices = [
            (pack.id, pack.about.name) for pack in store.current().packs.values() if pack_folder(pack.id) is not None
        ]
        self.fields["file"].widget.attrs["accept"] = ".txt,.md,.html,.docx,.pdf"

    def clean(self) -> dict[str, Any]:
        """The plan period must not end before it begins, and a known document stays in its pack."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("since") and given.get("until") and given["since"] > given["until"]:
            self.add_error("until", _("终止年早于起始年"))
        known = store.current().documents.get(given.get("document", ""))
        if known and known[0].id != given.get("pack"):
            self.add_error("document", _("这个编号已用于%(pack)s的文件") % {"pack": known[0].about.name})
        return given


def pack_folder(pack: str) -> Path | None:
    """The folder of a pack, when it is named like the pack."""
    folder = Path(settings.MINSHENG_PACKS) / pack
    return folder if (folder / PACK_FILE).is_file() else None


@require_http_methods(["GET", "HEAD", "POST"])
@reviewers_only
def upload(request: HttpRequest) -> HttpResponse:
    """The form, and taking in what it brings."""
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    faults: tuple[Fault, ...] = ()
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        folder = pack_folder(given["pack"])
        assert folder is not None
        document = Document(
            id=given["document"],
            title=given["title"],
            since=date(given["since"], 1, 1),
            until=date(given["until"], 12, 31),
        )
        intake = Intake(
            pack_folder=folder,
            document=document,
            listed=document.id in store.current().documents,
            areas=vocabulary(given["pack"])["areas"],
            replace=given["replace"],
        )
        try:
            take_in(given["file"], intake)
        except MinshengError as error:
            faults = error.faults
        except OSError:
            faults = (Fault("review.unwritable", _("规则包的文件夹写不进去，请联系管理员")),)
        else:
            messages.success(request, _("已读入《%(title)s》。") % {"title": given["title"]})
            return redirect("review:review", pack=given["pack"], document=given["document"])
    status = 200 if request.method != "POST" else 422
    return render(request, "review/upload.html", {"form": form, "faults": faults}, status=status)
