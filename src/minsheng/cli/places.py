"""``minsheng places``."""

from __future__ import annotations

import click


@click.group(name="places", help="服务圈：算覆盖、算供需、选址。")
def command() -> None:
    """The group of this room's commands."""
