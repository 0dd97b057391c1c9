"""``add_reviewer NAME``: make an account that may review drafts."""

from __future__ import annotations

import getpass
import sys
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from minsheng.hub.accounts.people import add_reviewer


class Command(BaseCommand):
    """Ask for the password twice at a terminal; read one line of standard input otherwise."""

    help = "新建一个审核账号；密码在提示后输入，或从标准输入读一行"

    def add_arguments(self, parser: CommandParser) -> None:
        """NAME: the account's name."""
        parser.add_argument("name")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the account, or say why not."""
        password = self._password()
        try:
            with transaction.atomic():
                user = add_reviewer(options["name"], password)
        except ValidationError as error:
            raise CommandError("；".join(error.messages)) from error
        self.stdout.write(f"已新建审核账号：{user.username}")

    def _password(self) -> str:
        if not sys.stdin.isatty():
            return sys.stdin.readline().rstrip("\n")
        first = getpass.getpass("密码：")
        if first != getpass.getpass("再输入一次："):
            raise CommandError("两次输入的密码不同")
        return first
