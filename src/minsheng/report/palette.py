"""The colours of charts: middling ones, at least 3 to 1 against white and against the dark ground of the hub."""

from __future__ import annotations

TEXT = "currentColor"
MAIN = "#2f8a7a"
SECOND = "#b4793a"
NEUTRAL = "#7d8785"
GOOD, FAIR, WARN, BAD, NONE = "#2f8a7a", "#4d86b0", "#c27a1a", "#c4573a", "#838d8b"

STATES = {"met": GOOD, "on_track": FAIR, "lagging": WARN, "missed": BAD, "no_data": NONE}
STATE_WORDS = {
    "met": "已完成",
    "on_track": "进度正常",
    "lagging": "进度滞后",
    "missed": "未完成",
    "no_data": "没有数据",
}

STEPS = ("#d5e8e2", "#a3cfc4", "#6aae9f", "#2f7d6e", "#14534a")
"""Light to dark, for maps and heat tables."""
STEP_INK = ("#16302b", "#16302b", "#0d1f1c", "#ffffff", "#ffffff")
"""The ink that reads on each step."""
EMPTY = "#e3e1db"
EMPTY_INK = "#4a5254"
