from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from minsheng.cli.main import cli
from minsheng.rules.tests.test_provision import standard, write


def test_the_commands_list_and_explain_them(tmp_path: Path) -> None:
    write(tmp_path, standard("books", "books >= 10", more="  by: 2025-12-31\n  assumed: 假定\n"))
    file = tmp_path / "library.json"
    file.write_text(json.dumps({"institution_id": "i1", "kind": "library", "books": 4}), "utf-8")
    more = ["--pack", "lakeside", "--packs", str(tmp_path)]
    listed = CliRunner().invoke(cli, ["provisions", *more, "--json"])
    (one,) = json.loads(listed.stdout)
    assert (one["provision"], one["by"], one["inputs"]) == ("books", "2025-12-31", ["kind", "books"])
    asked = ["explain", *more, "--month", "2021-12", "--institution", str(file)]
    (result,) = json.loads(CliRunner().invoke(cli, [*asked, "--json"]).stdout)["results"]
    assert {key: result[key] for key in ("institution_id", "outcome", "short_by", "kind", "amount")} == {
        "institution_id": "i1",
        "outcome": "short",
        "short_by": 6,
        "kind": "provision",
        "amount": None,
    }
    assert "【不足】标准books（2025-12-31 前）：实有 4册，至少 10册，相差 6册" in CliRunner().invoke(cli, asked).stdout
