"""Where the command line looks when nobody says."""

from __future__ import annotations

import os
from pathlib import Path


def default_packs() -> Path:
    """The folder of packs: MINSHENG_PACKS, else ``packs`` here, else the ones beside the source."""
    given = os.environ.get("MINSHENG_PACKS")
    if given:
        return Path(given)
    here = Path("packs")
    return here if here.is_dir() else Path(__file__).resolve().parents[3] / "packs"


def observations_folder(pack_id: str, data: Path | None = None) -> Path:
    """Where a pack's observations are: in ``observations`` of the data folder, MINSHENG_DATA or ``var``."""
    return (data or Path(os.environ.get("MINSHENG_DATA", "var"))) / "observations" / pack_id
