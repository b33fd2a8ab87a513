"""How far long work is: what is done, what is left, and a way out that loses nothing.

The rule kept here: it can always be cancelled or left to go on by itself; the end is said, not guessed.
"""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame

from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import Gap, Height
from fieldapp.screens.widgets.bar import Bar
from fieldapp.screens.widgets.buttons import Button
from fieldapp.screens.widgets.card import column, row
from fieldapp.screens.widgets.text import label


class Progress(QFrame):
    """A card for work that takes its time; `cancelled` and `left` are what somebody pressed."""

    cancelled = Signal()
    left = Signal()

    def __init__(self, look: Look, title: str) -> None:
        super().__init__()
        self.setObjectName("card")
        self._title = label(title, "strong", wrap=True)
        self._share = label("", "label", "muted")
        self._words = label("", "label", "muted", wrap=True)
        self._bar = Bar(look, Height.BAR)
        self.cancel = Button(look, self.tr("Cancel"))
        self.leave = Button(look, self.tr("Go on in the background"), "quiet")
        self.cancel.clicked.connect(self._cancel)
        self.leave.clicked.connect(self.left)
        self._build()
        self.begin()

    def begin(self) -> None:
        """It begins, perhaps not for the first time."""
        self.cancel.setEnabled(True)
        self.cancel.set_words(self.tr("Cancel"))
        self.show_done(0, 0)

    def show_done(self, done: int, whole: int, words: str = "") -> None:
        """Show `done` of `whole`; a whole of 0 is not known yet. `words` say what is left."""
        known = whole > 0
        share = min(done * 100 // whole, 100) if known else 0
        text = self.tr("{done} of {whole}").format(done=done, whole=whole) if known else self.tr("Starting…")
        self._share.setText(text)
        self._words.setText(words)
        self._bar.set_parts(((share, "partial"),), 100, text)
        self.setAccessibleName(f"{self._title.text()}. {text}. {words}")

    def finish(self, words: str) -> None:
        """Say that it is over."""
        self._share.setText("")
        self._words.setText(words)
        self._bar.set_parts(((100, "paid"),), 100, words)
        self.cancel.hide()
        self.leave.hide()
        self.setAccessibleName(f"{self._title.text()}. {words}")

    def _build(self) -> None:
        head, acts = row(Gap.M), row(Gap.S)
        head.addWidget(self._title, 1)
        head.addWidget(self._share)
        acts.addStretch()
        acts.addWidget(self.leave)
        acts.addWidget(self.cancel)
        box = column(Gap.S, Gap.L)
        box.addLayout(head)
        box.addWidget(self._bar)
        box.addWidget(self._words)
        box.addLayout(acts)
        self.setLayout(box)

    def _cancel(self) -> None:
        """Once: stopping may take a moment itself."""
        self.cancel.setEnabled(False)
        self.cancel.set_words(self.tr("Stopping…"))
        self.cancelled.emit()
