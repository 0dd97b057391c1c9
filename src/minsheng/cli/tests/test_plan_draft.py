from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from minsheng.cli import plan_draft
from minsheng.packs.check import check_folder
from minsheng.packs.load import load_pack
from minsheng.packs.tests.samples import CN, FRAME, write_good, write_pack
from minsheng.plans.tests.test_draft import READING
from minsheng.terms.errors import MinshengError


@pytest.fixture(autouse=True)
def _a_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plan_draft, "read_plan", lambda path: READING)


def run(*args: Any, told: str = "") -> Result:
    return CliRunner().invoke(plan_draft.command, [str(arg) for arg in args], input=told)


def test_a_new_pack_is_made_with_its_document_and_draft(tmp_path: Path) -> None:
    write_pack(tmp_path, "cn", pack=CN, frame=FRAME)
    folder = tmp_path / "lakeside"
    done = run("plan.txt", "--pack", folder, "--division", "330100", "--document", "ls-2021")
    assert done.exit_code == 0, done.exception
    pack = load_pack(folder)
    assert (pack.about.name, pack.about.level, pack.about.parent) == ("杭州市", "city", "cn")
    assert [(document.id, document.until.year) for document in pack.documents] == [("ls-2021", 2025)]
    assert (folder / "drafts" / "ls-2021" / "rows.yaml").is_file()
    assert check_folder(folder) == []
    assert "指标 1，承诺 2，专栏条目 1" in done.stdout


def test_what_is_not_given_is_asked_for(tmp_path: Path) -> None:
    done = run("plan.txt", "--pack", tmp_path / "hz", "--document", "ls-2021", told="330106\n")
    assert done.exit_code == 0
    assert load_pack(tmp_path / "hz").about.name == "西湖区"


def test_a_known_document_keeps_what_the_pack_says_of_it(tmp_path: Path) -> None:
    folder = write_good(tmp_path)
    assert run("plan.txt", "--pack", folder, "--document", "ls-2016").exit_code == 0
    assert not (folder / "documents").exists()
    assert load_pack(folder).documents[1].until.year == 2020


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (["--division", "330199"], "pack.division"),
        (["--division", "330100", "--document", "../x"], "pack.document-id"),
        (["--division", "330100", "--period", "2025-2021"], "draft.period"),
        (["--division", "330100", "--title", "养老规划"], "draft.period"),
        ([], "draft.option"),
    ],
)
def test_bad_options_are_told_and_nothing_is_written(tmp_path: Path, options: list[str], code: str) -> None:
    done = run("plan.txt", "--pack", tmp_path / "new", *options)
    assert isinstance(done.exception, MinshengError)
    assert [fault.code for fault in done.exception.faults] == [code]
    assert list(tmp_path.iterdir()) == []


def test_a_folder_name_that_cannot_be_an_id_is_told(tmp_path: Path) -> None:
    done = run("plan.txt", "--pack", tmp_path / "湖滨", "--division", "330100", "--document", "ls-2021")
    assert isinstance(done.exception, MinshengError)
    assert [fault.code for fault in done.exception.faults] == ["pack.id"]


@pytest.mark.parametrize(("error", "code"), [(OSError(28, "No space left"), "draft.unwritable"), (KeyError("x"), None)])
def test_when_the_draft_cannot_be_written_nothing_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, code: str | None
) -> None:
    def fail(*args: Any, **kwargs: Any) -> None:
        raise error

    monkeypatch.setattr(plan_draft, "write_draft", fail)
    done = run("plan.txt", "--pack", tmp_path / "hz", "--division", "330100", "--document", "ls-2021")
    assert isinstance(done.exception, MinshengError if code else KeyError)
    assert list(tmp_path.iterdir()) == []
