"""The help sheet: what words mean, the keys of this page and of the whole window, and the tour again."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from fieldapp.screens.frame import Key
from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import Gap, Width
from fieldapp.screens.widgets.buttons import Button
from fieldapp.screens.widgets.card import Scrolled, column, empty, row
from fieldapp.screens.widgets.overlays.veil import Veil
from fieldapp.screens.widgets.text import label
from fieldapp.screens.workplace.over.glossary import glossary


class HelpSheet(Veil):
    """`tour_wanted` when somebody wants to be shown around again."""

    tour_wanted = Signal()

    def __init__(self, look: Look, around: QWidget) -> None:
        super().__init__(look, around, "side", Width.SIDE_PANE)
        self.setAccessibleName(self.tr("Help"))
        self._lines = Scrolled(Gap.S, ground="surface")
        self._lines.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._lines.setObjectName("keyList")
        self._lines.setAccessibleName(self.tr("Keys and words"))
        self.tour = Button(look, self.tr("Show me around"), "tonal")
        self.shut = Button(look, "", "icon", "x")
        self.shut.setAccessibleName(self.tr("Close"))
        head = row(Gap.S)
        head.setContentsMargins(Gap.S, Gap.NONE, Gap.NONE, Gap.NONE)
        head.addWidget(label(self.tr("Help"), "title"), 1)
        head.addWidget(self.shut)
        self.body.addLayout(head)
        self.body.addWidget(self._lines, 1)
        self.body.addSpacing(Gap.S)
        self.body.addWidget(self.tour)
        self.shut.clicked.connect(self.close_panel)
        self.tour.clicked.connect(self._show_around)

    def show_keys(self, groups: tuple[tuple[str, tuple[Key, ...]], ...]) -> None:
        """Show groups of keys, each under its title, below them the words; one without keys is left out."""
        empty(self._lines.body)
        for title, keys in groups:
            if keys:
                self._lines.body.addWidget(label(title, "strong"))
                self._lines.body.addLayout(_grid(keys))
        self._lines.body.addWidget(label(self.tr("What the words mean"), "title"))
        for word, meaning in glossary():
            self._lines.body.addLayout(_meaning(word, meaning))
        self._lines.body.addStretch()
        self.open(self._lines)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_F1, Qt.Key.Key_Question):
            self.close_panel()
        else:
            super().keyPressEvent(event)

    def _show_around(self) -> None:
        self.close_panel()
        self.tour_wanted.emit()


def _meaning(word: str, meaning: str) -> QVBoxLayout:
    lines = column(Gap.NONE)
    lines.addWidget(label(word, "strong", wrap=True))
    lines.addWidget(label(meaning, "body", wrap=True))
    return lines


def _grid(keys: tuple[Key, ...]) -> QGridLayout:
    grid = QGridLayout()
    grid.setContentsMargins(Gap.NONE, Gap.NONE, Gap.NONE, Gap.M)
    grid.setHorizontalSpacing(Gap.M)
    grid.setVerticalSpacing(Gap.S)
    grid.setColumnStretch(1, 1)
    for line, key in enumerate(keys):
        cap = label(
            QKeySequence(key.keys).toString(QKeySequence.SequenceFormat.NativeText) or key.keys, "badge"
        )
        cap.setObjectName("keyCap")
        cap.setAlignment(Qt.AlignmentFlag.AlignCenter)
        what = label(key.what, "body", wrap=True)
        grid.addWidget(cap, line, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(what, line, 1)
    return grid
