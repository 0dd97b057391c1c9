"""The accounts app, and what the group of reviewers may do."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate

REVIEW_RIGHT = ("review", "review_draft")
"""App and name of the right to review; the review defines it."""


def _give_reviewers_their_right(app_config: AppConfig, using: str, **_: Any) -> None:
    if app_config.label != REVIEW_RIGHT[0]:
        return
    from django.contrib.auth.models import Group, Permission

    from minsheng.hub.accounts.people import REVIEWERS

    label, name = REVIEW_RIGHT
    right = Permission.objects.using(using).filter(content_type__app_label=label, codename=name).first()
    if right is not None:
        Group.objects.using(using).get_or_create(name=REVIEWERS)[0].permissions.add(right)


class AccountsConfig(AppConfig):
    """Signing in and out; only the review needs it."""

    name = "minsheng.hub.accounts"

    def ready(self) -> None:
        """Keep the group of reviewers and its right in place; Django makes rights only after migrating."""
        post_migrate.connect(_give_reviewers_their_right, dispatch_uid="accounts.reviewers")
