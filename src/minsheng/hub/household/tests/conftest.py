from __future__ import annotations

from pathlib import Path

import pytest

from minsheng.hub.config.settings import ROOT


@pytest.fixture(autouse=True)
def bundled_packs(settings, tmp_path: Path) -> None:
    """The packs that come with the program, and no register."""
    settings.MINSHENG_PACKS = ROOT / "packs"
    settings.MINSHENG_REGISTER = tmp_path / "register"
    settings.SECURE_SSL_REDIRECT = False
