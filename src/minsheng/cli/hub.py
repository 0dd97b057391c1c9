"""``minsheng hub``: run and manage the web application."""

from __future__ import annotations

import os
import sys
from importlib.metadata import version

import click

from minsheng.terms.errors import Fault, MinshengError

SETTINGS = "minsheng.hub.config.settings"
DOOR = "minsheng.hub.config.wsgi"

command = click.Group("hub", help="智慧中枢：运行与管理网站。")


def address_parts(address: str) -> tuple[str, int]:
    """Host and port of an address; raises `MinshengError` when it is none.

    >>> address_parts("127.0.0.1:8000"), address_parts("[::1]:80")
    (('127.0.0.1', 8000), ('::1', 80))
    """
    host, _, port = address.rpartition(":")
    if not host or not port.isascii() or not port.isdigit() or not 0 < int(port) < 65536:
        raise MinshengError(Fault("hub.address", "地址不对", read=address, expected="主机:端口，例如 127.0.0.1:8000"))
    return host.removeprefix("[").removesuffix("]"), int(port)


def server_command(address: str, *, workers: int, threads: int) -> list[str]:
    """The command that serves the hub, for the version of gunicorn at hand."""
    options = ["--bind", address, "--workers", str(workers), "--threads", str(threads), "--worker-class", "gthread"]
    if int(version("gunicorn").partition(".")[0]) >= 25:
        # A socket for remote control would be one door more, and a file in the user's home.
        options.append("--no-control-socket")
    return [sys.executable, "-m", "gunicorn", *options, "--access-logfile", "-", DOOR]


def manage(*arguments: str) -> None:
    """Run one of Django's management commands."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    from django.core.management import execute_from_command_line

    execute_from_command_line(["minsheng hub", *arguments])


@command.command("migrate")
def migrate() -> None:
    """建立或更新数据库。"""
    manage("migrate")


@command.command("createuser")
@click.argument("name")
def createuser(name: str) -> None:
    """新建一个核对人员账号 NAME，密码从键盘输入。"""
    manage("add_reviewer", name)


@command.command("check")
def check() -> None:
    """上线前检查设置与数据库。"""
    manage("check", "--deploy", "--fail-level", "WARNING")
    try:
        manage("migrate", "--check")
    except SystemExit as stopped:
        fault = Fault("hub.database", "数据库不是最新的", expected="先运行 minsheng hub migrate")
        raise MinshengError(fault) from stopped


@command.command("serve")
@click.option("--address", default="127.0.0.1:8000", show_default=True, help="监听的主机:端口")
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1), help="进程数")
@click.option("--threads", default=8, show_default=True, type=click.IntRange(1), help="每个进程的线程数")
def serve(address: str, workers: int, threads: int) -> None:
    """运行网站；前面应有提供 HTTPS 的反向代理，否则设 MINSHENG_HTTPS=0。"""
    address_parts(address)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    line = server_command(address, workers=workers, threads=threads)
    os.execv(line[0], line)


@command.command("manage", context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def any_command(arguments: tuple[str, ...]) -> None:
    """运行任何 Django 管理命令，例如 manage makemigrations --check。"""
    manage(*arguments)
