"""What the database keeps of the trail.

Django does not manage these tables (``managed = False``): ``flush`` leaves them alone, and only the migration, which
also sets their triggers, makes them.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from django.db import models

from minsheng.hub.audit.chain import Row


class Entry(models.Model):
    """One thing somebody did, as `chain.Row` says; the database refuses to change or remove it."""

    number = models.BigIntegerField(primary_key=True)
    at = models.CharField(max_length=27)
    actor = models.CharField(max_length=150, blank=True)
    role = models.TextField(blank=True)
    action = models.CharField(max_length=40)
    subject = models.CharField(max_length=64, blank=True)
    reason = models.TextField(blank=True)
    detail = models.TextField()
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        """Found by who, what, whom and when, the latest first."""

        managed = False
        db_table = "audit_entry"
        ordering = ("-number",)
        default_permissions = ()
        indexes = (
            models.Index(fields=("actor", "number"), name="audit_by_actor"),
            models.Index(fields=("action", "number"), name="audit_by_action"),
            models.Index(fields=("subject", "number"), name="audit_by_subject"),
            models.Index(fields=("previous",), name="audit_by_previous"),
            models.Index(fields=("at",), name="audit_by_time"),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.at} {self.actor} {self.action}"

    @property
    def when(self) -> datetime:
        """The moment, with its zone."""
        return datetime.fromisoformat(self.at)

    @property
    def told(self) -> dict[str, Any]:
        """The detail; empty when somebody made it unreadable."""
        try:
            read = json.loads(self.detail)
        except ValueError:
            return {}
        return read if isinstance(read, dict) else {}


class Head(models.Model):
    """How many entries there are and the hash of the last, sealed; there is one row."""

    id = models.SmallIntegerField(primary_key=True)
    count = models.BigIntegerField()
    hash = models.CharField(max_length=64)
    seal = models.CharField(max_length=64)

    class Meta:
        """One row, made by the migration."""

        managed = False
        db_table = "audit_head"
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.count} {self.hash}"


COLUMNS = Row._fields
