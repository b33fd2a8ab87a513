"""What a tablet shows that somebody at the office has to approve first.

The rule kept here: the digits are there to be compared, in large letters, and the tablet asks again by itself
until something else is typed.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal

from fieldapp.screens.theme.tokens import Gap
from fieldapp.screens.widgets.card import Card
from fieldapp.screens.widgets.text import label
from fieldapp.screens.words import tr


class WaitingCard(Card):
    """Hidden until there is something to wait for; `ask_again` says when to present the code once more."""

    ask_again = Signal()

    def __init__(self) -> None:
        super().__init__(tr("Waiting for approval"))
        self.body.setSpacing(Gap.M)
        self._who = label("", "label", wrap=True)
        self.digits = label("", "title", wrap=True)
        self.digits.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.digits.setAccessibleName(tr("Digits to compare"))
        for part in (self._who, self.digits):
            self.body.addWidget(part)
        detail = tr("Leave this page open, or come back to it with the same code; it goes on by itself.")
        self.body.addWidget(label(detail, "label", "muted", wrap=True))
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.ask_again)
        self.hide()

    @property
    def is_waiting(self) -> bool:
        """Whether an approval is being waited for."""
        return not self.isHidden()

    def wait(self, fingerprint: str, name: str, seconds: int) -> None:
        """Show the digits of this tablet, and ask again after some seconds."""
        words = tr(
            "{name}, somebody above you at the office approves this tablet. Read these digits to them: they"
            " have to be the same on their screen."
        )
        self._who.setText(words.format(name=name))
        self.digits.setText(fingerprint)
        self.show()
        self._timer.start(max(seconds, 1) * 1000)

    def stop(self) -> None:
        """Wait no longer."""
        self._timer.stop()
        self.hide()
