"""What somebody was looking at leaves the list under their hands.

The rule kept here: no press and no letter meant for one thing falls on the one that takes its place, and
nobody is shown another without being told.
"""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtWidgets import QApplication

from fieldapp.screens.frame import ListAndDetail, Page
from fieldapp.screens.widgets.buttons import CommitButton


def leave(page: Page, panes: ListAndDetail, buttons: Iterable[CommitButton]) -> None:
    """Go back to the list, let the buttons rest, and take the keys from whoever types in the detail."""
    focus = QApplication.focusWidget()
    inside = focus is not None and panes.isAncestorOf(focus)
    panes.close_detail()
    if inside:
        page.setFocus()
    for button in buttons:
        button.pause()
