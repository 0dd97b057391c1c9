"""The ``minsheng`` command; each group is loaded only when it is called."""

from __future__ import annotations

import sys
from importlib import import_module

import click

from minsheng.terms.errors import MinshengError

GROUPS = {
    "plan": ("minsheng.cli.plan", "规划：读取文本，生成草稿包"),
    "pack": ("minsheng.cli.pack", "规则包：检查、比对、体检"),
    "register": ("minsheng.cli.register", "登记数据：导入、质量、查人、合成城市"),
    "benefits": ("minsheng.cli.benefits", "待遇：规则包里有哪些"),
    "provisions": ("minsheng.cli.provisions", "配置标准：机构和地方至少要配多少"),
    "explain": ("minsheng.cli.explain", "待遇：算一户人家或一个机构，逐条说明"),
    "assess": ("minsheng.cli.assess", "待遇：算整个登记数据里每户每人应享什么"),
    "missing": ("minsheng.cli.missing", "待遇：应享未享，在领名单对照谁该享谁不该享"),
    "whatif": ("minsheng.cli.whatif", "测算：参数或规则改了，多花多少、谁增谁减"),
    "monitor": ("minsheng.cli.monitor", "监测：导入数据、看目标完成情况、出报告"),
    "places": ("minsheng.cli.places", "服务圈：算覆盖、算供需、选址"),
    "hub": ("minsheng.cli.hub", "智慧中枢：运行与管理网站"),
    "audit": ("minsheng.cli.audit", "审计记录：核对有没有被改过"),
    "demo": ("minsheng.cli.demo", "一条命令打开演示站"),
}


class _Groups(click.Group):
    """A group whose members are imported on first use, so that `minsheng plan read` never waits for Django."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(GROUPS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in GROUPS:
            return None
        command = import_module(GROUPS[name][0]).command
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("命令"):
            formatter.write_dl([(name, said) for name, (_, said) in GROUPS.items()])


@click.group(cls=_Groups, name="minsheng", help="民生：公共服务智慧中枢。")
@click.version_option(package_name="minsheng")
def cli() -> None:
    """The root of the command line."""


def main() -> None:
    """Run the command line: exit 0 on success, 2 on bad input with one line per fault."""
    try:
        cli(standalone_mode=True)
    except MinshengError as error:
        for fault in error.faults:
            click.echo(str(fault), err=True)
        sys.exit(2)
