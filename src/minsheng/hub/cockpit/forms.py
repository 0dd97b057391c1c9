"""What the staff fill in: a file of figures, what to do with it, a correction, a step of a warning."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from minsheng.plans.source.limits import MAX_BYTES
from minsheng.terms.periods import Period

KINDS = (".xlsx", ".csv", ".txt")


def _period(given: str) -> str:
    """The period as it is written; raises Django's ``ValidationError`` when it is none."""
    try:
        return str(Period.parse(given))
    except ValueError:
        raise forms.ValidationError(_("写成 2023、2023Q4、2023-12 或 2021-2025 这样")) from None


class TemplateForm(forms.Form):
    """The period a template asks figures for."""

    period = forms.CharField(label=gettext_lazy("填报时期"), max_length=12, strip=True)

    def clean_period(self) -> str:
        """The period as it is written."""
        return _period(self.cleaned_data["period"])


class UploadForm(forms.Form):
    """A file of figures, and the period of rows that name none."""

    file = forms.FileField(label=gettext_lazy("填好的模板或数据表"), allow_empty_file=True)
    period = forms.CharField(label=gettext_lazy("没写时期的行算哪个时期"), required=False, max_length=12, strip=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].widget.attrs["accept"] = ",".join(KINDS)

    def clean_period(self) -> str:
        """The period as it is written."""
        given = str(self.cleaned_data["period"])
        return _period(given) if given else ""

    def clean_file(self) -> Any:
        """A file of a kind that is told apart, and not too large; what is wrong inside is told cell by cell."""
        file = self.cleaned_data["file"]
        if not Path(file.name).suffix:
            raise forms.ValidationError(_("文件名没有后缀，看不出是什么文件"))
        if (file.size or 0) > MAX_BYTES:
            raise forms.ValidationError(_("文件太大，不超过 32 MB；更大的请用命令行 minsheng monitor import"))
        return file

    @property
    def wish(self) -> dict[str, Any]:
        """What is asked for, once the form is valid."""
        return {"period": self.cleaned_data["period"]}


class TakeForm(forms.Form):
    """What to do with a checked file: why figures are corrected, and whether those in doubt are right."""

    because = forms.CharField(label=gettext_lazy("更正的理由"), max_length=300, required=False, strip=True)
    accept = forms.BooleanField(label=gettext_lazy("存疑的数我核对过，确实如此，一并收下"), required=False)

    def __init__(self, *args: Any, needs_reason: bool, has_doubts: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.needs_reason, self.has_doubts = needs_reason, has_doubts

    @property
    def wish(self) -> dict[str, Any]:
        """What is asked for, once the form is valid."""
        return {"because": self.cleaned_data["because"], "accept": self.cleaned_data["accept"]}


class CorrectionForm(forms.Form):
    """Another figure for a cell, and why."""

    value = forms.CharField(label=gettext_lazy("正确的数"), max_length=40, strip=True)
    source = forms.CharField(label=gettext_lazy("来源"), max_length=200, strip=True)
    because = forms.CharField(label=gettext_lazy("为什么改"), max_length=300, strip=True)


class WarningForm(forms.Form):
    """A step of a warning: what was done, or what came of it."""

    text = forms.CharField(label=gettext_lazy("写明做了什么、结果如何"), max_length=600, strip=True, required=False)


class ReportForm(forms.Form):
    """Which report: of which period, in which form, signed by whom."""

    period = forms.ChoiceField(label=gettext_lazy("截至"))
    form = forms.ChoiceField(label=gettext_lazy("格式"), choices=(("docx", "Word (.docx)"), ("pdf", "PDF")))
    issuer = forms.CharField(label=gettext_lazy("落款单位"), max_length=60, required=False, strip=True)

    def __init__(self, periods: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["period"].choices = periods


class InventoryForm(forms.Form):
    """How far a service item is, by what evidence; who answers for it, and by when."""

    state = forms.ChoiceField(label=gettext_lazy("落实情况"), required=False)
    evidence = forms.CharField(
        label=gettext_lazy("依据"), max_length=2000, required=False, strip=True, widget=forms.Textarea({"rows": 3})
    )
    owner = forms.CharField(label=gettext_lazy("责任单位"), max_length=100, required=False, strip=True)
    due = forms.DateField(label=gettext_lazy("期限"), required=False, widget=forms.DateInput({"type": "date"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = (("delivered", _("已落实")), ("partly", _("部分落实")), ("not_started", _("未启动")))
        self.fields["state"].choices = [("", _("没有报")), *words]
