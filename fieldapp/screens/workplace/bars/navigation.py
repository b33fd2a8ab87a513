"""Where somebody can go: a rail at the side of a wide window, a bar at the bottom of a narrow one.

The rules kept here: the role decides what is offered, the window only where it stands and how much of it;
what has no room is found under More, which is always there.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QWidget

from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import Gap, Height, IconSize, Width
from fieldapp.screens.widgets.drawn.logo import Logo
from fieldapp.screens.workplace.bars.items import NavItem
from fieldapp.screens.workplace.destinations import Destination

_ON_BAR = 4
_STEPS = {
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Right: 1,
}


class Navigation(QFrame):
    """The destinations, then Search and More; `went` carries the key of a destination."""

    went = Signal(str)
    search_wanted = Signal()
    more_wanted = Signal()

    def __init__(self, look: Look, destinations: tuple[Destination, ...]) -> None:
        super().__init__()
        self._destinations = destinations
        self._here = ""
        self._wide = False
        self.setAccessibleName(self.tr("Navigation"))
        self._items: dict[str, NavItem] = {
            place.key: NavItem(look, place.text, place.icon) for place in destinations
        }
        self.search = NavItem(look, self.tr("Search"), "magnifying-glass")
        self.more = NavItem(look, self.tr("More"), "dots-three-circle")
        self._logo = Logo(look)
        # Keeps the mark of the program apart from the first place to go to.
        self._air = QWidget()
        self._air.setFixedHeight(Gap.S)
        self._box = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._box.addWidget(self._logo, 0, Qt.AlignmentFlag.AlignHCenter)
        self._box.addWidget(self._air)
        for key, item in self._items.items():
            item.setCheckable(True)
            item.clicked.connect(lambda _=False, key=key: self.went.emit(key))
            self._box.addWidget(item)
        self._box.addStretch()
        self._box.addWidget(self.search)
        self._box.addWidget(self.more)
        self.search.clicked.connect(self.search_wanted)
        self.more.clicked.connect(self.more_wanted)
        self.more.setCheckable(True)
        self.set_wide(wide=True)

    def set_wide(self, *, wide: bool) -> None:
        """Stand as a rail, or lie as a bar."""
        if wide is self._wide:
            return
        self._wide = wide
        self.setObjectName("rail" if wide else "bottomBar")
        way = QBoxLayout.Direction.TopToBottom if wide else QBoxLayout.Direction.LeftToRight
        self._box.setDirection(way)
        for place in range(self._box.count()):
            item = self._box.itemAt(place)
            spring = item is not None and item.widget() is None
            self._box.setStretch(place, int(spring == wide))
        self._box.setStretch(0, 0)
        self.setMinimumSize(Width.RAIL if wide else 0, 0 if wide else Height.BOTTOM_BAR)
        self.setMaximumSize(Width.RAIL if wide else Width.ANY, Width.ANY if wide else Height.BOTTOM_BAR)
        self.style().unpolish(self)
        self.style().polish(self)
        self._fit()

    def mark(self, key: str) -> None:
        """Show which destination is open."""
        self._here = key
        self._mark()

    def set_count(self, key: str, count: int) -> None:
        """Say how many things wait at a destination."""
        if key in self._items:
            self._items[key].set_count(count)
        self.more.set_count(sum(self._items[place.key].count for place in self.folded))

    def button(self, key: str) -> NavItem:
        """The item of a destination."""
        return self._items[key]

    @property
    def folded(self) -> tuple[Destination, ...]:
        """The destinations that have no room and are found under More."""
        return tuple(place for place in self._destinations if self._items[place.key].isHidden())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STEPS.get(Qt.Key(event.key()))
        shown = [item for item in (*self._items.values(), self.search, self.more) if item.isVisible()]
        at = next((number for number, item in enumerate(shown) if item.hasFocus()), None)
        if step is None or at is None:
            super().keyPressEvent(event)
        else:
            shown[(at + step) % len(shown)].setFocus(Qt.FocusReason.TabFocusReason)

    def _fit(self) -> None:
        """Offer as many destinations as there is room for; a short rail goes without logo and Search."""
        short = self.window().height() < Height.SHORT_WINDOW
        tall = self._wide and not short
        room = _ON_BAR
        if self._wide:
            room = self.height() - 2 * Gap.S - Height.RAIL_ITEM * (2 if tall else 1)
            room = (room - (IconSize.LOGO + Gap.M + Gap.S if tall else 0)) // (
                Height.RAIL_ITEM + Gap.XS * tall
            )
        for number, item in enumerate(self._items.values()):
            # Where all but one fit, More has nothing to hold but that one.
            item.setVisible(number < max(room, 1))
        self._logo.setVisible(tall)
        self._air.setVisible(tall)
        self.search.setVisible(tall)
        self._box.setSpacing(Gap.XS if tall else Gap.NONE)
        edge = Gap.M if tall else Gap.S
        self._box.setContentsMargins(Gap.NONE, edge if self._wide else Gap.XS, Gap.NONE, Gap.XS)
        self._mark()
        self.more.set_count(sum(self._items[place.key].count for place in self.folded))

    def _mark(self) -> None:
        for each, item in self._items.items():
            item.setChecked(each == self._here)
        self.more.setChecked(any(place.key == self._here for place in self.folded))
