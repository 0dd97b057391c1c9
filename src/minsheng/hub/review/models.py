"""What people decided about the rows of a draft.

The draft itself lies in its pack's folder, as ``minsheng plan draft`` wrote it; the database keeps which text it was
(by digest) and one decision a row, so that a half-finished review survives a restart.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models

REVIEW_RIGHT = "review.review_draft"


class Draft(models.Model):
    """A text that was read for a pack; another text under the same document name is another draft."""

    pack = models.CharField(max_length=100)
    document = models.CharField(max_length=100)
    digest = models.CharField(max_length=64)
    seen = models.DateTimeField(auto_now_add=True)

    class Meta:
        """One draft a text, and the right to review."""

        constraints = (models.UniqueConstraint(fields=("pack", "document", "digest"), name="review_one_draft_a_text"),)
        default_permissions = ()
        permissions = (("review_draft", "Can review drafts"),)

    def __str__(self) -> str:
        return f"{self.pack}/{self.document}"


class State(models.TextChoices):
    """Where a row stands; ``open`` again after an undo."""

    OPEN = "open"
    ACCEPTED = "accepted"
    CORRECTED = "corrected"
    REJECTED = "rejected"


class Kind(models.TextChoices):
    """Which of the three kinds of row."""

    INDICATOR = "indicator"
    COMMITMENT = "commitment"
    ITEM = "item"


class Decision(models.Model):
    """What was decided about one row; ``version`` grows with every change, so that nobody overwrites unseen work.

    ``values`` holds the corrected fields as the form gave them, empty unless corrected.
    """

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="decisions")
    row = models.CharField(max_length=120)
    kind = models.CharField(max_length=12, choices=Kind)
    state = models.CharField(max_length=12, choices=State)
    values = models.JSONField(default=dict, blank=True)
    note = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        """One decision a row."""

        constraints = (models.UniqueConstraint(fields=("draft", "row"), name="review_one_decision_a_row"),)
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.draft} {self.row}: {self.state}"


class Verdict(models.TextChoices):
    """What a person said about a match; ``undone`` when it was taken back."""

    CONFIRMED = "confirmed"
    REFUSED = "refused"
    UNDONE = "undone"


class MatchDecision(models.Model):
    """Who said last, and when, whether indicators under several names are one; ``version`` as in `Decision`.

    ``match`` is the id of the match in the pack; the match itself stands in the pack's files.
    """

    pack = models.CharField(max_length=100)
    match = models.CharField(max_length=300)
    verdict = models.CharField(max_length=12, choices=Verdict)
    because = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        """One decision a match."""

        constraints = (models.UniqueConstraint(fields=("pack", "match"), name="review_one_decision_a_match"),)
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.pack} {self.match}: {self.verdict}"
