"""The content of a page: there, still being read, or something that stands in for it.

The rule kept here: what is read for a long time is seen to be, and takes neither the focus nor a letter from
what is under it; a press falls on nothing that is not seen.
"""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import Gap
from fieldapp.screens.widgets.card import column
from fieldapp.screens.widgets.states import Loading, StandIn
from fieldapp.screens.words import Told


class Content(QWidget):
    """What a page consists of, in `parts` from top to bottom, or what stands in for it; `again` to retry.

    It takes the room the window has, and says so: asked what it would like, it would measure all that is on
    the page for an answer that nobody heeds.
    """

    again = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.parts = column(Gap.NONE)
        self._whole = QWidget()
        self._whole.setLayout(self.parts)
        self._instead: StandIn | None = None
        self.loading: Loading | None = None
        self._box = column(Gap.NONE)
        self._box.addWidget(self._whole, 1)
        self.setLayout(self._box)

    def sizeHint(self) -> QSize:
        return QSize(0, 0)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, 0)

    def hasHeightForWidth(self) -> bool:
        return False

    def begin(self) -> None:
        """It is being read for the first time."""
        if self.loading is None:
            self.loading = Loading(self._look, over=True)
            self.loading.setParent(self)
            self.loading.setGeometry(self.rect())
            self.loading.show()

    def arrive(self) -> None:
        """It is read, or cannot be."""
        if self.loading is not None:
            self.loading.hide()
            self.loading.deleteLater()
            self.loading = None

    def stand_in(self, told: Told | None, *, gone: bool = False) -> None:
        """Show what is told in place of everything, or everything again."""
        if self._instead is None and told is not None:
            # Made when it is needed, which on most pages is never.
            self._instead = StandIn(self._look)
            self._instead.again.connect(self.again)
            self._box.addWidget(self._instead, 1)
        if self._instead is not None:
            self._instead.tell(told, gone=gone)
        self._whole.setVisible(told is None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.loading is not None:
            self.loading.setGeometry(self.rect())

    @property
    def told(self) -> Told | None:
        """What stands in for it now."""
        return self._instead.told if self._instead is not None else None
