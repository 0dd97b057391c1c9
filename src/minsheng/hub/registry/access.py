"""Who may see how good the register is: anyone signed in for a made-up city, officers for a real one."""

from __future__ import annotations

from typing import Any

OFFICERS = "officer"
"""The group of those who may look into the register, the same that may look up a resident."""


def may_see(user: Any, *, synthetic: bool) -> bool:
    """Whether a signed-in account may see figures of this register."""
    if not user.is_authenticated or not user.is_active:
        return False
    return bool(synthetic or user.is_superuser or user.groups.filter(name=OFFICERS).exists())
