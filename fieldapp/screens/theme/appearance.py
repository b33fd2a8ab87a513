"""How somebody wants the program to look on this tablet, kept in a small plain file from start to start.

The rule kept here: the file says nothing about anybody, it is read before the lock, and when it cannot be
read or makes no sense the program looks as it does at first.
"""

from __future__ import annotations

import json
import logging
import os
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from fieldapp.screens.theme.tokens import TEXT_SIZES, Theme

_FILE = "appearance.json"
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Appearance:
    """Light, dark, or as the system is; and the size of text, one of `TEXT_SIZES`."""

    theme: Theme = "system"
    text_size: float = 1.0


def read_appearance(folder: Path) -> Appearance:
    """Return what is kept in the data folder; each part that is missing or odd is as at first."""
    try:
        kept = json.loads((folder / _FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return Appearance()
    if not isinstance(kept, dict):
        return Appearance()
    first = Appearance()
    themes = {theme: theme for theme in get_args(Theme)}
    sizes = {size: size for size in TEXT_SIZES}
    theme, text_size = kept.get("theme"), kept.get("text_size")
    return Appearance(
        themes.get(theme, first.theme) if isinstance(theme, str) else first.theme,
        sizes.get(text_size, first.text_size) if isinstance(text_size, float | int) else first.text_size,
    )


def keep_appearance(folder: Path, appearance: Appearance) -> None:
    """Keep it for the next start; a tablet that cannot write keeps its looks until it is switched off."""
    text = json.dumps({"theme": appearance.theme, "text_size": appearance.text_size})
    file = folder / _FILE
    beside = file.with_suffix(".new")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        beside.write_text(text, encoding="utf-8")
        os.replace(beside, file)
    except OSError as fault:
        _log.warning("appearance_not_kept fault=%s", type(fault).__name__)
