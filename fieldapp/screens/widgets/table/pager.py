"""Which part of many rows is shown: pages of a size one chooses, or all of them in one scroll.

The rule kept here: it always says how many rows there are; on a narrow window only the way back and forward
stays beside that.
"""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import Gap, Height, Width
from fieldapp.screens.widgets.buttons import Button
from fieldapp.screens.widgets.card import row
from fieldapp.screens.widgets.choices.linked import Part
from fieldapp.screens.widgets.choices.segments import Segments
from fieldapp.screens.widgets.text import label

SIZES = (25, 50, 100)
ENDLESS = 0
_SPACE = "…"


def pages_shown(page: int, pages: int) -> list[int | None]:
    """Return which page numbers are offered, counted from 0: the ends, this one and its neighbours."""
    wanted = {0, pages - 1, page - 1, page, page + 1}
    if page <= 1:
        wanted |= {1, 2}
    if page >= pages - 2:
        wanted |= {pages - 3, pages - 2}
    found: list[int | None] = []
    for number in sorted(number for number in wanted if 0 <= number < pages):
        last = next((each for each in reversed(found) if each is not None), -1)
        if number - last == 2:
            found.append(number - 1)
        elif number - last > 2:
            found.append(None)
        found.append(number)
    return found


class Pager(QWidget):
    """Says what is shown and turns pages: `turned` with the page from 0 and the size, 0 for all rows."""

    turned = Signal(int, int)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setObjectName("pager")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._look = look
        self._total, self._page, self._size = 0, 0, SIZES[0]
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.said = label("", "label", "muted")
        self._rows = label(self.tr("Rows"), "label", "muted")
        parts = [*(Part(str(size), str(size)) for size in SIZES), Part(str(ENDLESS), self.tr("All"))]
        self.sizes = Segments(look, self.tr("Rows on a page"), parts, Height.SEGMENT)
        self.sizes.chosen.connect(self._resize)
        self.back = Button(look, "", "quiet", "caret-left")
        self.forward = Button(look, "", "quiet", "caret-right")
        self.back.setAccessibleName(self.tr("Page before"))
        self.forward.setAccessibleName(self.tr("Next page"))
        self.back.clicked.connect(lambda: self._turn(self._page - 1))
        self.forward.clicked.connect(lambda: self._turn(self._page + 1))
        self._slots: list[tuple[Button, QLabel]] = []
        self._offered: list[int | None] = []
        self.numbers = QWidget()
        self._line = row(Gap.XS)
        self.numbers.setLayout(self._line)
        whole = row(Gap.M)
        whole.setContentsMargins(Gap.L, Gap.XS, Gap.L, Gap.XS)
        before: tuple[QWidget, ...] = (self.said, self._rows, self.sizes)
        after: tuple[QWidget, ...] = (self.back, self.numbers, self.forward)
        for widget in before:
            whole.addWidget(widget)
        whole.addStretch(1)
        for widget in after:
            whole.addWidget(widget)
        self.setLayout(whole)

    def show_page(self, total: int, page: int, size: int) -> None:
        """Say which page of how many rows is shown."""
        if (total, page, size) == (self._total, self._page, self._size) and self._offered:
            return
        self._total, self._page, self._size = total, page, size
        self.sizes.choose(str(size))
        self._say()

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, -(-self._total // self._size)) if self._size else 1

    def sizeHint(self) -> QSize:
        """As high as with everything in it, whatever has room: what stands over it must not move."""
        high = self.sizes.sizeHint().height() + 2 * Gap.XS
        return super().sizeHint().expandedTo(QSize(0, high))

    def minimumSizeHint(self) -> QSize:
        return super().minimumSizeHint().expandedTo(QSize(0, self.sizeHint().height()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _say(self) -> None:
        first = self._page * self._size + 1 if self._total else 0
        last = min(self._total, first + self._size - 1) if self._size else self._total
        self.said.setText(
            self.tr("{first}–{last} of {total}").format(
                first=f"{first:,}", last=f"{last:,}", total=f"{self._total:,}"
            )
        )
        self.back.setEnabled(self._page > 0)
        self.forward.setEnabled(self._page < self.pages - 1)
        self._offered = pages_shown(self._page, self.pages)
        for place, number in enumerate(self._offered):
            self._show_number(place, number)
        for button, gap in self._slots[len(self._offered) :]:
            button.hide()
            gap.hide()
        self._fit()

    def _show_number(self, place: int, number: int | None) -> None:
        """Offer a page, or tell of those left out; what was made for one number is used for the next."""
        if place == len(self._slots):
            self._slots.append(self._slot(place))
        button, gap = self._slots[place]
        gap.setVisible(number is None)
        button.setVisible(number is not None)
        if number is not None:
            button.set_words(str(number + 1))
            button.setChecked(number == self._page)
            button.setAccessibleName(self.tr("Page {number}").format(number=number + 1))

    def _slot(self, place: int) -> tuple[Button, QLabel]:
        button, gap = Button(self._look, "", "chip"), label(_SPACE, "label", "muted")
        button.setCheckable(True)
        button.clicked.connect(lambda: self._turn(self._offered[place]))
        self._line.addWidget(button)
        self._line.addWidget(gap)
        return button, gap

    def _fit(self) -> None:
        wide = self.width() >= Width.PAGER_FROM * self._look.scale
        # What is shown whole whatever the size of a page has no size to choose.
        several = wide and self._total > SIZES[0]
        self._rows.setVisible(several)
        self.sizes.setVisible(several)
        self.numbers.setVisible(wide and self.pages > 1)
        for arrow in (self.back, self.forward):
            arrow.setVisible(self.pages > 1)

    def _turn(self, page: int | None) -> None:
        if page is None:
            return
        self._page = min(max(0, page), self.pages - 1)
        self._say()
        self.turned.emit(self._page, self._size)

    def _resize(self, size: str) -> None:
        """Take another size, staying at the row that is first now."""
        first = self._page * self._size
        self._size = int(size)
        self._page = first // self._size if self._size else 0
        self._say()
        self.turned.emit(self._page, self._size)
