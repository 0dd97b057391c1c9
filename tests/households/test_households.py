"""Homes and schools worked by hand from the clauses come out of `minsheng explain` to the fen.

A file here lists situations with the answer a person reached from the plan before asking the program, and how
(`worked`). `yuan` is everything that is paid in money or waived with a sum: nothing more, nothing less, nothing else.
`owed`, `not_owed` and `unknown` name further answers; `nothing` whoever is owed nothing at all. In a `complete` home
what `yuan` and `owed` name is all that is owed, and nothing is unknown.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from minsheng.cli.explain import command
from minsheng.cli.folders import default_packs

HERE = Path(__file__).resolve().parent
KEYS = {"name", "month", "complete", "parameters", "household", "persons", "institution", "worked"}
EXPECTED = {"yuan", "owed", "not_owed", "unknown", "nothing"}
WHOLE = ("household", "institution")
KNOWN = ("01", "03", "05", "06", "08", "10", "10b", "11", "12", "13")
"""The boxes' files of rules that `complete` homes were worked against; rules in files that came later are not asked."""


def _homes() -> Iterator[dict[str, Any]]:
    for file in sorted(HERE.glob("*.yaml")):
        for home in yaml.safe_load(file.read_text("utf-8")):
            yield {**home, "file": file.stem}


HOMES = list(_homes())


def _known() -> set[str]:
    folder = default_packs() / "hangzhou" / "benefits"
    files = [yaml.safe_load((folder / f"box-{one}.yaml").read_text("utf-8")) for one in KNOWN]
    return {rule["id"] for file in files for rule in file["benefits"]}


def _explained(home: dict[str, Any], folder: Path) -> list[dict[str, Any]]:
    """What `minsheng explain --json` answers."""
    if "institution" in home:
        kind, told = "--institution", {"institution": home["institution"]}
    else:
        kind, told = (
            "--household",
            {"household": {"household_id": "h", **home["household"]}, "persons": home["persons"]},
        )
    asked = folder / "asked.json"
    asked.write_text(json.dumps(told, ensure_ascii=False, default=str), "utf-8")
    words = ["--pack", "hangzhou", "--month", home["month"], kind, str(asked), "--json"]
    if "parameters" in home:
        figures = folder / "figures.yaml"
        figures.write_text(yaml.safe_dump(home["parameters"]), "utf-8")
        words += ["--parameters", str(figures)]
    result = CliRunner().invoke(command, words)
    assert result.exit_code == 0, result.output
    assert result.stderr == ""
    found: list[dict[str, Any]] = json.loads(result.stdout)["results"]
    return found


def _whose(answer: dict[str, Any], home: dict[str, Any]) -> str:
    if "institution" in home:
        return "institution"
    return answer["person_id"] or "household"


@pytest.mark.parametrize("home", HOMES, ids=lambda home: f"{home['file']}: {home['name']}")
def test_a_home_comes_out_as_worked_by_hand(home: dict[str, Any], tmp_path: Path) -> None:
    answers = {(_whose(one, home), one["benefit"]): one for one in _explained(home, tmp_path)}

    paid: dict[str, dict[str, str]] = {}
    for (who, benefit), answer in answers.items():
        if answer["amount"] is not None:
            paid.setdefault(who, {})[benefit] = answer["amount"]
    assert paid == {who: {one: f"{yuan:.2f}" for one, yuan in sums.items()} for who, sums in home["yuan"].items()}

    wanted = {
        **{(who, one): ("owed", None) for who, list_ in home.get("owed", {}).items() for one in list_},
        **{(who, one): ("not_owed", None) for who, list_ in home.get("not_owed", {}).items() for one in list_},
        **{
            (who, one): ("unknown", fields)
            for who, list_ in home.get("unknown", {}).items()
            for one, fields in list_.items()
        },
    }
    assert {key: (answers[key]["outcome"], answers[key]["missing"] or None) for key in wanted} == wanted
    for who in home.get("nothing", ()):
        assert {answer["outcome"] for (one, _), answer in answers.items() if one == who} <= {"not_owed"}


@pytest.mark.parametrize("home", HOMES, ids=lambda home: f"{home['file']}: {home['name']}")
def test_a_home_says_how_it_was_worked_and_nothing_unread(home: dict[str, Any]) -> None:
    people = {one["person_id"] for one in home.get("persons", ())} | set(WHOLE)

    assert home["worked"]
    assert set(home) <= KEYS | EXPECTED | {"file"}
    assert {who for part in EXPECTED - {"nothing"} for who in home.get(part, {})} <= people


@pytest.mark.parametrize("home", [home for home in HOMES if "complete" in home], ids=lambda home: home["name"])
def test_a_home_that_tells_everything_has_no_other_answer(home: dict[str, Any], tmp_path: Path) -> None:
    known = _known()
    answers = [one for one in _explained(home, tmp_path) if one["benefit"] in known]
    listed = [(who, one) for part in ("yuan", "owed") for who, some in home[part].items() for one in some]

    assert {(_whose(one, home), one["benefit"]) for one in answers if one["outcome"] == "owed"} == set(listed)
    assert [(_whose(one, home), one["benefit"]) for one in answers if one["outcome"] == "unknown"] == []
