"""Lists of things to do that have no place of their own on a bar: under More, and under ⋮ of a page."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import Gap, Width
from fieldapp.screens.widgets.buttons import Button
from fieldapp.screens.widgets.card import Scrolled, empty, hairline
from fieldapp.screens.widgets.overlays.veil import Stand, Veil
from fieldapp.screens.workplace.errands import Errand


class _Lines(Scrolled):
    """As high as all of them where there is room, else scrolled."""

    def sizeHint(self) -> QSize:
        inner = self.widget()
        return super().sizeHint() if inner is None else inner.sizeHint()


class MoreSheet(Veil):
    """A list of errands; choosing one takes the sheet away first."""

    def __init__(self, look: Look, around: QWidget, name: str, stand: Stand = "corner") -> None:
        super().__init__(look, around, stand, Width.MENU)
        self.setAccessibleName(name)
        self._lines = _Lines(Gap.NONE, ground="surface")
        self._lines.body.setSpacing(Gap.NONE)
        self.body.addWidget(self._lines)

    def offer(self, groups: Iterable[Iterable[Errand]]) -> None:
        """Show these errands, a line between groups."""
        body = self._lines.body
        empty(body)
        first: Button | None = None
        for group in groups:
            lines = [self._line(errand) for errand in group]
            if lines and first is not None:
                body.addSpacing(Gap.XS)
                body.addWidget(hairline())
                body.addSpacing(Gap.XS)
            for line in lines:
                body.addWidget(line)
                first = first or line
        self.open(first)

    def _line(self, errand: Errand) -> Button:
        line = Button(self._look, errand.words, "menu_row", errand.icon)
        line.setProperty("errand", errand.key)

        def run() -> None:
            self.close_panel()
            errand.run()

        line.clicked.connect(run)
        return line
