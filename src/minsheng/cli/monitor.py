"""``minsheng monitor``; each command is imported only when it is called, so that none waits for what others need."""

from __future__ import annotations

from importlib import import_module

import click

COMMANDS = {
    "accept": ("monitor_read", "accept_command"),
    "entries": ("monitor_entries", "entries_command"),
    "equity": ("monitor_equity", "equity_command"),
    "forecast": ("monitor_forecast", "forecast_command"),
    "import": ("monitor_data", "import_command"),
    "inventory": ("monitor_inventory", "inventory"),
    "read": ("monitor_read", "read_command"),
    "report": ("monitor_report", "report"),
    "restate": ("monitor_restate", "restate_command"),
    "status": ("monitor_status", "status"),
    "template": ("monitor_data", "template_command"),
    "warnings": ("monitor_warnings", "warnings_command"),
}
"""Each command's file beside this one, and its name there."""


class _Commands(click.Group):
    """A group whose members are imported on first use."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        file, member = COMMANDS[name]
        found = getattr(import_module(f"minsheng.cli.{file}"), member)
        assert isinstance(found, click.Command)
        return found


@click.group(cls=_Commands, name="monitor", help="监测：导入数据、看目标完成情况、出报告。")
def command() -> None:
    """The group of this room's commands."""
