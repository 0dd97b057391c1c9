"""Every law a rule cites has its line on the page that says what it was checked against."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "rules-sources.md"
PACKS = ROOT / "packs"

CITED = re.compile(r"《[^》]+》|国(?:办)?发〔\d{4}〕\d+号|民发〔\d{4}〕\d+号")
UNSEEN = "条文未核对原文"
VERDICTS = ("相符", "相符（转引）", "有出入（已改）", "未找到原文（仍待核）")


def _rules() -> Iterator[dict[str, object]]:
    """The rules with their name on the page: the id for Hangzhou, pack/id elsewhere."""
    for file in sorted(PACKS.glob("*/benefits/*.yaml")):
        pack = file.parent.parent.name
        for rule in yaml.safe_load(file.read_text("utf-8"))["benefits"]:
            yield {**rule, "row": rule["id"] if pack == "hangzhou" else f"{pack}/{rule['id']}"}


def _citations(rule: dict[str, object]) -> set[str]:
    """The titles and numbers of what a rule's conditions and its `assumed` name."""
    owed = rule["owed"] if isinstance(rule["owed"], list) else [rule["owed"]]
    texts = [str(rule.get("assumed", "")), *(str(one.get("source", "")) for one in owed if isinstance(one, dict))]
    return {found for text in texts for found in CITED.findall(text)}


def _rows() -> list[tuple[str, str, str]]:
    """Rule, citation and verdict of each row of the page's last table."""
    rows = []
    for line in PAGE.read_text("utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == 5 and cells[0].startswith("`"):
            rows.append((cells[0].strip("`"), cells[1], cells[3]))
    return rows


RULE_LIST = list(_rules())


@pytest.mark.parametrize("rule", RULE_LIST, ids=lambda rule: str(rule["row"]))
def test_each_citation_of_a_rule_has_its_row(rule: dict[str, object]) -> None:
    said = " ".join(citation for name, citation, _ in _rows() if name == rule["row"])

    assert {one for one in _citations(rule) if one not in said} == set()


def test_a_row_names_a_rule_that_cites_it_and_a_verdict() -> None:
    cited = {str(rule["row"]): _citations(rule) for rule in RULE_LIST}

    for name, citation, verdict in _rows():
        assert verdict in VERDICTS, (name, citation)
        assert set(CITED.findall(citation)) & cited.get(name, set()), (name, citation)


@pytest.mark.parametrize("rule", RULE_LIST, ids=lambda rule: str(rule["row"]))
def test_a_rule_whose_text_was_not_found_says_so_at_its_end(rule: dict[str, object]) -> None:
    unseen = any(name == rule["row"] and verdict == VERDICTS[-1] for name, _, verdict in _rows())

    assert str(rule.get("assumed", "")).endswith(UNSEEN) is unseen
