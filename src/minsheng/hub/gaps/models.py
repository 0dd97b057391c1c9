"""What the database keeps of comparisons: who downloaded which list, and when. The lists themselves are files."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Download(models.Model):
    """One download of a list with whole identifiers; ``what`` is the file, ``where`` the division it was cut to."""

    comparison = models.CharField(max_length=40, db_index=True)
    what = models.CharField(max_length=40)
    benefit = models.CharField(max_length=100, blank=True)
    where = models.CharField(max_length=12, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """The latest first; nobody edits these."""

        ordering = ("-at", "-id")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.by} {self.comparison} {self.what} {self.where}".rstrip()
