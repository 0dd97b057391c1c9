"""A field of the model told in words: what it means, and how it is written."""

from __future__ import annotations

from dataclasses import field
from typing import Any


def told(meaning: str, **options: Any) -> Any:
    """A dataclass field with its meaning; ``key`` is its name in files, ``blank`` whether it may be empty text.

    ``form`` names a short form people may write it in; other options are those of ``dataclasses.field``.
    """
    words = {"doc": meaning, "key": options.pop("key", None), "blank": options.pop("blank", False)}
    words["form"] = options.pop("form", None)
    return field(metadata=words, **options)
