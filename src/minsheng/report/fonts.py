"""The letters of charts and reports: Noto Sans CJK SC and Noto Serif CJK SC, carried by a package, never the machine's.

Both are under the SIL Open Font License and come with ``mplfonts``. A font that is named and not found makes the chart
renderer leave out every word and digit without a sound, so a missing file is a fault here, before anything is drawn.
"""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path

from minsheng.terms.errors import Fault, MinshengError

SANS, SERIF = "Noto Sans CJK SC", "Noto Serif CJK SC"
FILES = {SANS: "NotoSansCJKsc-Regular.otf", SERIF: "NotoSerifCJKsc-Regular.otf"}
STACK = f"{SANS}, Source Han Sans SC, PingFang SC, Microsoft YaHei, sans-serif"
"""What a picture asks for: a browser without Noto still has a Chinese sans-serif; the renderers here have the first."""


@cache
def font_folder() -> Path:
    """The folder that has both files; raises `MinshengError` when one is missing.

    The package is only located, not imported: importing it would bring matplotlib.
    """
    found = find_spec("mplfonts")
    places = [] if found is None else [Path(place) / "fonts" for place in found.submodule_search_locations or ()]
    for place in places:
        if all((place / name).is_file() for name in FILES.values()):
            return place
    raise MinshengError(
        Fault(
            "report.font-missing", "缺少图表和报告用的中文字体", expected=f"mplfonts 带的 {'、'.join(FILES.values())}"
        )
    )


@cache
def give_vega_the_fonts() -> None:
    """Tell the chart renderer where the fonts are, once a process."""
    import vl_convert

    vl_convert.register_font_directory(str(font_folder()))
