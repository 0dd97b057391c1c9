"""A small city with rules, written to a folder, and the helper that reads its program."""

from __future__ import annotations

from pathlib import Path
from textwrap import indent

from minsheng.packs.tests.samples import write_good
from minsheng.rules.folder import program_of
from minsheng.rules.program import Program

PARAMETERS = """\
parameters:
- id: line
  name: 标准
  unit: 元/月
  values:
  - {since: 2021-01-01, value: 1000, source: ls-2021}
  - {since: 2022-01-01, value: 1100, source: ls-2021}
  - {since: 2021-01-01, division: "330127", value: 900, source: ls-2021}
- {id: share, name: 比例, unit: "%", values: [{since: 2021-01-01, value: 30, source: ls-2021}]}
- {id: not_given, name: 没给出的数, unit: 元/年}
"""


def benefit(name: str, owed: str, amount: str = "100", *, serves: str = "person", more: str = "") -> str:
    """One benefit as YAML, in a list."""
    kind = "cash" if amount else "service"
    text = f"- id: {name}\n  name: 待遇{name}\n  area: elder-care\n  kind: {kind}\n  each: month\n  serves: {serves}\n"
    text += f"  source: ls-2021 专栏2.3\n  since: 2021-01-01\n  owed: {_written(owed)}\n"
    return text + (f"  amount: {_written(amount)}\n" if amount else "") + indent(more, "  ")


def _written(text: str) -> str:
    return text if "\n" in text else ">-\n    " + text


def write_rules(root: Path, *benefits: str, **files: str) -> Path:
    """The small city with these benefits."""
    return write_good(root, parameters=PARAMETERS, benefits="benefits:\n" + "".join(benefits), **files)


def program(root: Path, *benefits: str) -> Program:
    """Its program."""
    write_rules(root, *benefits)
    return program_of("lakeside", root)
