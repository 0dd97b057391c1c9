"""The review app and the right to use it."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


def _give_reviewers_their_right(using: str, **_: Any) -> None:
    from django.contrib.auth.models import Group, Permission

    from minsheng.hub.accounts.people import REVIEWERS

    right = Permission.objects.using(using).filter(content_type__app_label="review", codename="review_draft").first()
    if right is not None:
        Group.objects.using(using).get_or_create(name=REVIEWERS)[0].permissions.add(right)


class ReviewConfig(AppConfig):
    """Drafts, and what people decided about their rows."""

    name = "minsheng.hub.review"

    def ready(self) -> None:
        """Keep the group of reviewers and its right in place; Django makes rights only after migrating."""
        post_migrate.connect(_give_reviewers_their_right, sender=self, dispatch_uid="review.reviewers")
