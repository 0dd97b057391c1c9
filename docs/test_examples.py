"""Every console example in the documentation runs, and prints what the page shows (… stands for anything)."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAGES = [*sorted((ROOT / "docs").glob("*.md")), ROOT / "README.md", ROOT / "README.zh-CN.md", ROOT / "CONTRIBUTING.md"]
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
# These set up, serve or test the whole project; the landing runs them.
TRIED_BY_CI = ("make ", "bash .ci/run", "gunicorn ")


def _examples(page: Path) -> list[tuple[str, str]]:
    """Pairs of command and shown output."""
    found: list[tuple[str, str]] = []
    for language, body in FENCE.findall(page.read_text("utf-8")):
        if language != "console":
            continue
        for part in re.split(r"^\$ ", body, flags=re.MULTILINE)[1:]:
            command, _, shown = part.partition("\n")
            command = re.sub(r"\s+#.*$", "", command).replace(".venv/bin/", "")
            if not command.startswith(TRIED_BY_CI):
                found.append((command, shown))
    return found


def _folder_for(page: Path, tmp_path: Path) -> Path:
    """A working folder as the page's reader has it: the packs, and the plan the pages speak of."""
    shutil.copytree(ROOT / "packs", tmp_path / "packs")
    reading = (ROOT / "docs" / "reading-plans.md").read_text("utf-8")
    plan = next(body for language, body in FENCE.findall(reading) if language == "text")
    (tmp_path / "my-plan.txt").write_text(plan, "utf-8")
    import docx

    document = docx.Document()
    for line in plan.splitlines():
        document.add_paragraph(line)
    for name in ("my-plan.docx", "我的规划.docx"):
        document.save(str(tmp_path / name))
    return tmp_path


def _pattern(shown: str) -> str:
    parts = (re.escape(part) for part in shown.split("…"))
    return "(?s:.*?)".join(parts)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_on_the_page_runs_and_prints_what_the_page_shows(page: Path, tmp_path: Path) -> None:
    examples = _examples(page)
    folder = _folder_for(page, tmp_path)
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    for command, shown in examples:
        ran = subprocess.run(
            command,
            shell=True,
            cwd=folder,
            env={**os.environ, "PATH": path},
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert ran.returncode == 0, f"{command}\n{ran.stdout}{ran.stderr}"
        if shown.strip():
            assert re.search(_pattern(shown.strip()), ran.stdout), f"{command} printed\n{ran.stdout}"
