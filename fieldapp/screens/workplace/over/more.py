"""Everything that has no item of its own on the rail or bar: further places, the look, help, the lock."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import Gap, IconSize, Width
from fieldapp.screens.widgets.card import empty, hairline
from fieldapp.screens.widgets.overlays.veil import Veil
from fieldapp.screens.workplace.errands import Errand


class MoreSheet(Veil):
    """A list of errands; choosing one takes the sheet away first."""

    def __init__(self, look: Look, around: QWidget) -> None:
        super().__init__(look, around, "corner", Width.MENU)
        self._name = self.tr("More")
        self.setAccessibleName(self._name)
        self.panel.setAccessibleName(self._name)

    def offer(self, groups: Iterable[Iterable[Errand]]) -> None:
        """Show these errands, a line between groups."""
        empty(self.body)
        first: QPushButton | None = None
        for group in groups:
            lines = [self._line(errand) for errand in group]
            if lines and first is not None:
                self.body.addSpacing(Gap.XS)
                self.body.addWidget(hairline())
                self.body.addSpacing(Gap.XS)
            for line in lines:
                self.body.addWidget(line)
                first = first or line
        self.open(first)

    def _line(self, errand: Errand) -> QPushButton:
        line = QPushButton(f"\N{EN SPACE}{errand.words}")
        line.setObjectName("menuLine")
        line.setProperty("errand", errand.key)
        line.setAccessibleName(errand.words)
        line.setIcon(self._look.icon(errand.icon, self._look.colours.muted, IconSize.NAV))
        line.setIconSize(QSize(IconSize.NAV, IconSize.NAV))
        line.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        line.setAutoDefault(False)

        def run() -> None:
            self.close_panel()
            errand.run()

        line.clicked.connect(run)
        return line
