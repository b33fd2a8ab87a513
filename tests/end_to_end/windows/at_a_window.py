"""A person at a window of the program, with the lanes and the store behind it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from fieldapp.background import Lanes
from fieldapp.screens.shell import Shell
from fieldapp.screens.workplace.window import Workplace
from fieldapp.store.author import Desk
from tests.end_to_end.windows.hands import Hands

_T = TypeVar("_T")


class AtWindow(Hands):
    """One person; `lanes` and `shell` are those of their program."""

    def __init__(self, qtbot: QtBot, shell: Shell, lanes: Lanes) -> None:
        super().__init__(qtbot, shell)
        self.lanes = lanes
        shell.resize(1280, 800)
        shell.show()

    def come(self) -> None:
        """Turn to this window."""
        self.shell.activateWindow()
        self.wait(lambda: QApplication.activeWindow() is self.shell, "the window active")

    def leave(self) -> None:
        """Close the program."""
        self.shell.close()
        self.settle()
        self.lanes.close()
        self.shell.deleteLater()
        QApplication.processEvents()

    def settle(self) -> None:
        """Let everything asked of the lanes come back."""
        for _ in range(3):
            self.lanes.network.call(lambda: None)
            self.lanes.store.call(lambda: None)
            QApplication.processEvents()

    def ask(self, work: Callable[[Desk], _T]) -> _T:
        """Look into the store of this tablet, to compare it with the others."""
        page = self.shell.page
        assert isinstance(page, Workplace), "locked"
        desk = page.bench.desk
        return self.lanes.store.call(lambda: work(desk))
