"""The accounts app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Signing in and out; only the review needs it."""

    name = "minsheng.hub.accounts"
