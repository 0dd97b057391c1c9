"""The options of ``minsheng assess`` that choose where it works."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from minsheng.cli.main import cli
from minsheng.terms.errors import MinshengError

ASKED = ["assess", "--pack", "hangzhou", "--month", "2021-12", "--register", "r", "--out", "o"]


@pytest.mark.parametrize("more", [["--engine", "spark", "--threads", "2"], ["--master", "local[2]"]])
def test_an_option_of_the_other_engine_is_refused(more: list[str]) -> None:
    result = CliRunner().invoke(cli, [*ASKED, *more])
    assert isinstance(result.exception, MinshengError)
    assert [fault.code for fault in result.exception.faults] == ["assess.option"]
