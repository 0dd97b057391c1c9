"""The review app."""

from __future__ import annotations

from django.apps import AppConfig


class ReviewConfig(AppConfig):
    """Drafts, and what people decided about their rows."""

    name = "minsheng.hub.review"
