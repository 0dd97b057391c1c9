"""``minsheng monitor``."""

from __future__ import annotations

import click

from minsheng.cli.monitor_data import import_command, template_command
from minsheng.cli.monitor_equity import equity_command
from minsheng.cli.monitor_forecast import forecast_command
from minsheng.cli.monitor_inventory import inventory
from minsheng.cli.monitor_read import accept_command, read_command
from minsheng.cli.monitor_report import report
from minsheng.cli.monitor_restate import restate_command
from minsheng.cli.monitor_status import status
from minsheng.cli.monitor_warnings import warnings_command


@click.group(name="monitor", help="监测：导入数据、看目标完成情况、出报告。")
def command() -> None:
    """The group of this room's commands."""


command.add_command(accept_command)
command.add_command(equity_command)
command.add_command(forecast_command)
command.add_command(import_command)
command.add_command(inventory)
command.add_command(read_command)
command.add_command(report)
command.add_command(restate_command)
command.add_command(status)
command.add_command(template_command)
command.add_command(warnings_command)
