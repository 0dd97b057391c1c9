"""``add_officer NAME``: let an account that exists look up residents of the register."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser

from minsheng.hub.accounts.officers import make_officer


class Command(BaseCommand):
    """Put the account into the group of officers."""

    help = "准许一个已有的账号查看登记居民的幸福清单"

    def add_arguments(self, parser: CommandParser) -> None:
        """NAME: the account's name."""
        parser.add_argument("name")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the account an officer, or say that there is none of that name."""
        user = get_user_model().objects.filter(username=options["name"]).first()
        if user is None:
            raise CommandError(f"没有这个账号：{options['name']}")
        make_officer(user)
        self.stdout.write(f"已准许：{user.username}")
