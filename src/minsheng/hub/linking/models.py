"""What people decided about doubtful pairs; the lists themselves are files."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class LinkRun(models.Model):
    """Two lists held against each other; ``dropped`` says when the lists were removed."""

    token = models.CharField(max_length=40, unique=True)
    left = models.CharField(max_length=100)
    right = models.CharField(max_length=100)
    synthetic = models.BooleanField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    dropped = models.DateTimeField(null=True, blank=True)

    class Meta:
        """The latest first."""

        ordering = ("-at", "-id")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.left} ↔ {self.right}"


class LinkDecision(models.Model):
    """What one officer said of one pair; a row is never changed, a newer one with the next ``version`` takes its place.

    ``same`` is yes, no, or empty: put aside, or taken back.
    """

    run = models.ForeignKey(LinkRun, on_delete=models.PROTECT, related_name="decisions")
    left = models.CharField(max_length=64)
    right = models.CharField(max_length=64)
    same = models.BooleanField(null=True)
    reason = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    when = models.DateTimeField()
    version = models.PositiveIntegerField()

    class Meta:
        """In the order they were taken; two cannot both be the next one."""

        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("run", "left", "right", "version"), name="linking_one_decision_a_version"),
        )
        default_permissions = ()

    def __str__(self) -> str:
        said = {True: "=", False: "≠", None: "?"}[self.same]
        return f"{self.left} {said} {self.right} ({self.by})"
