"""``add_auditor NAME``: let an account that exists read the audit trail."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser

from minsheng.hub.audit.auditors import make_auditor


class Command(BaseCommand):
    """Put the account into the group of auditors."""

    help = "准许一个已有的账号查看审计记录"

    def add_arguments(self, parser: CommandParser) -> None:
        """NAME: the account's name."""
        parser.add_argument("name")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the account an auditor, or say that there is none of that name."""
        user = get_user_model().objects.filter(username=options["name"]).first()
        if user is None:
            raise CommandError(f"没有这个账号：{options['name']}")
        make_auditor(user)
        self.stdout.write(f"已准许查看审计记录：{user.username}")
