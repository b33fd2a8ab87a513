"""Every button that writes is one of those that are proven to write once."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtWidgets import QWidget

from tests.screens.writing_buttons import WRITING, commit_buttons


def unproven(window: QWidget) -> Iterator[str]:
    """Buttons that write of which no test says that one press writes once."""
    for where, _ in commit_buttons(window):
        if where not in WRITING:
            yield f"no test presses “{where[1]}” of {where[0]} twice"
