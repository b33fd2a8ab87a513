"""A strip over every page while nothing new can be recorded: why, and what to do about it.

The rule kept here: whoever cannot record learns it before they have typed anything, on whatever page they
are.
"""

from __future__ import annotations

from PySide6.QtWidgets import QFrame

from fieldapp.desk.standing import TabletRefused, what_stops
from fieldapp.screens.targets import Target
from fieldapp.screens.theme.tokens import Gap
from fieldapp.screens.widgets.buttons import Button
from fieldapp.screens.widgets.card import row
from fieldapp.screens.widgets.text import label
from fieldapp.screens.words import tr
from fieldapp.screens.workbench import Workbench


class StoppedStrip(QFrame):
    """Hidden as long as something can be recorded; it looks again after every change and once a minute."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self._bench = bench
        self.setProperty("notice", "error")
        self.said = label("", "label", wrap=True)
        self.centre = Button(bench.look, tr("Sync centre"), "plain")
        self.centre.clicked.connect(lambda: bench.go.open(Target("sync")))
        line = row(Gap.M)
        line.setContentsMargins(Gap.L, Gap.S, Gap.L, Gap.S)
        line.addWidget(self.said, 1)
        line.addWidget(self.centre)
        self.setLayout(line)
        self.hide()
        bench.changed.connect(self.look)

    def look(self) -> None:
        """Ask whether something stops whoever works here."""
        self._bench.read(self, what_stops, self._show, self._bench.quietly)

    def stop(self) -> None:
        """Look no more: the store is closed."""
        self._bench.changed.disconnect(self.look)

    def _show(self, stopped: TabletRefused | None) -> None:
        self.setVisible(stopped is not None)
        if stopped is not None:
            words = f"{stopped.title}. {stopped.detail_in(self._bench.formats)}"
            self.said.setText(words)
            self.setAccessibleName(words)
