"""Rows of chips: one choice of a few, filters of a list, and chips that open a menu.

The rule kept here: chips that have no room go on in the next line, or are folded into one that opens a menu
of them; none is cut.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QWidget

from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import Gap, Height
from fieldapp.screens.widgets.choices.chip import Chip, Option
from fieldapp.screens.widgets.choices.flow import Flow

_STEPS = {
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Up: -1,
}


class Choice(QWidget):
    """A few choices of which one holds, in as many lines as they need; arrow keys move.

    `stepping` while an arrow moves: somebody is on the way to another, and is not to be sent elsewhere.
    """

    chosen = Signal(str)

    def __init__(
        self, look: Look, name: str, options: Iterable[Option | tuple[str, str]], *, low: bool = False
    ) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._look, self._low = look, low
        self._chips: dict[str, Chip] = {}
        self._line = Flow(self)
        self.stepping = False
        self.offer(options)

    def offer(self, options: Iterable[Option | tuple[str, str]]) -> None:
        """Offer these choices; the one that holds still does, if it is among them."""
        made = [given if isinstance(given, Option) else Option(*given) for given in options]
        if made == [chip.option for chip in self._chips.values()]:
            return
        held, gone = self.current, list(self._chips.values())
        self._chips = {}
        for option in made:
            chip = Chip(self._look, option, low=self._low)
            chip.setCheckable(True)
            chip.setAccessibleName(f"{self.accessibleName()}: {chip.accessibleName()}")
            chip.clicked.connect(lambda _=False, key=option.key: self._take(key))
            self._chips[option.key] = chip
            self._line.addWidget(chip)
        for chip in gone:
            self._line.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self.choose(held)

    def choose(self, key: str) -> None:
        """Choose without saying so."""
        for each, chip in self._chips.items():
            chip.setChecked(each == key)

    @property
    def current(self) -> str:
        """The choice that holds; empty before the first."""
        return next((key for key, chip in self._chips.items() if chip.isChecked()), "")

    def button(self, key: str) -> Chip:
        """The chip of a choice."""
        return self._chips[key]

    def set_count(self, key: str, count: int) -> None:
        """Show how many there are behind a choice."""
        chip = self._chips[key]
        option = chip.option
        if option.count == count:
            return
        chip.set_option(Option(option.key, option.text, option.icon, option.status, count))
        chip.setAccessibleName(f"{self.accessibleName()}: {chip.accessibleName()}")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STEPS.get(Qt.Key(event.key()), 0)
        chips = [chip for chip in self._chips.values() if chip.isEnabled()]
        focused = next((place for place, chip in enumerate(chips) if chip.hasFocus()), None)
        if not step or focused is None:
            super().keyPressEvent(event)
            return
        if self.layoutDirection() is Qt.LayoutDirection.RightToLeft and event.key() in (
            Qt.Key.Key_Left,
            Qt.Key.Key_Right,
        ):
            step = -step
        other = chips[(focused + step) % len(chips)]
        other.setFocus(Qt.FocusReason.TabFocusReason)
        self.stepping = True
        other.click()
        self.stepping = False

    def _take(self, key: str) -> None:
        self.choose(key)
        self.chosen.emit(key)


class MenuChip(Chip):
    """A chip that opens a menu of choices, as in "Union: all"; `picked` has the key of what was chosen."""

    picked = Signal(str)

    def __init__(self, look: Look, name: str, options: Iterable[tuple[str, str]], icon: str = "") -> None:
        self._name = name
        self._options = dict(options)
        self.current = next(iter(self._options), "")
        super().__init__(look, Option("", self._said(), icon), tail="caret-down")
        self.clicked.connect(self.open_menu)

    def choose(self, key: str) -> None:
        """Choose without saying so."""
        self.current = key
        self.set_option(Option("", self._said(), self.option.icon))

    def set_options(self, options: Iterable[tuple[str, str]]) -> None:
        """Offer others; the choice stays when it is still among them."""
        offered = dict(options)
        if list(offered.items()) == list(self._options.items()):
            return
        self._options = offered
        if self.current not in self._options:
            self.current = next(iter(self._options), "")
        self.choose(self.current)

    def open_menu(self) -> None:
        """Show what there is to choose."""
        menu = QMenu(self)
        menu.setAccessibleName(self._name)
        for key, text in self._options.items():
            action = menu.addAction(text)
            action.triggered.connect(partial(self._pick, key))
            action.setCheckable(True)
            action.setChecked(key == self.current)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.mapToGlobal(QPoint(0, self.height())))

    def _pick(self, key: str, _checked: bool = False) -> None:
        self.choose(key)
        self.picked.emit(key)

    def _said(self) -> str:
        return f"{self._name}: {self._options.get(self.current, '')}"


class FilterRow(QWidget):
    """Chips in one line; those that have no room are in the menu of the last one. `chosen` has the key.

    One holds at a time. A removable one stands for a filter that was set elsewhere: `removed` has its key.
    """

    chosen = Signal(str)
    removed = Signal(str)

    def __init__(self, look: Look, name: str) -> None:
        super().__init__()
        self._look = look
        self._chips: list[Chip] = []
        self._current = ""
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(Gap.NONE, Gap.NONE, Gap.NONE, Gap.NONE)
        self._line.setSpacing(Gap.S)
        self._line.addStretch()
        self.more = self._made_more()

    def offer(self, options: Iterable[Option], removable: Iterable[Option] = ()) -> None:
        """Show these chips; the one that held still does, if it is among them."""
        plain, extra = list(options), list(removable)
        if [chip.option.key for chip in self._chips] != [option.key for option in (*plain, *extra)]:
            self._rebuild(plain, extra)
        for chip, option in zip(self._chips, (*plain, *extra), strict=True):
            chip.set_option(option)
            if not chip.isCheckable():
                chip.setAccessibleName(self.tr("Remove filter {name}").format(name=option.text))
        self._fold()

    def choose(self, key: str) -> None:
        """Choose without saying so."""
        self._current = key
        for chip in self._chips:
            if chip.isCheckable():
                chip.setChecked(chip.option.key == key)
        self._fold()

    @property
    def current(self) -> str:
        """The key of the chip that holds."""
        return self._current

    @property
    def chips(self) -> tuple[Chip, ...]:
        """All chips, also those that are folded away."""
        return tuple(self._chips)

    def minimumSizeHint(self) -> QSize:
        return QSize(2 * Height.TOUCH, self.more.sizeHint().height())

    def sizeHint(self) -> QSize:
        width = sum(chip.sizeHint().width() + Gap.S for chip in self._chips)
        return QSize(width, self.more.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold()

    def _rebuild(self, plain: list[Option], extra: list[Option]) -> None:
        for chip in self._chips:
            self._line.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self._chips = []
        for option in (*plain, *extra):
            removable = option in extra
            chip = Chip(self._look, option, tail="x" if removable else "")
            chip.setCheckable(not removable)
            chip.setChecked(not removable and option.key == self._current)
            told = self.removed.emit if removable else self._take
            chip.clicked.connect(lambda _=False, key=option.key, told=told: told(key))
            self._line.insertWidget(len(self._chips), chip)
            self._chips.append(chip)

    def _made_more(self) -> Chip:
        more = Chip(self._look, Option("", self.tr("More")), tail="caret-down")
        more.clicked.connect(self._open_more)
        self._line.insertWidget(len(self._chips), more)
        return more

    def _take(self, key: str) -> None:
        self.choose(key)
        self.chosen.emit(key)

    def _fold(self) -> None:
        """Show what has room, the chosen one in any case; the rest is under More."""
        shown = _fitting(self._chips, self.width(), self.more.sizeHint().width())
        for chip in self._chips:
            chip.setVisible(chip in shown)
        rest = len(self._chips) - len(shown)
        self.more.setVisible(bool(rest))
        self.more.set_option(Option("", self.tr("More"), count=rest or None))

    def _open_more(self) -> None:
        menu = QMenu(self)
        for chip in self._chips:
            if chip.isHidden():
                count = "" if chip.option.count is None else f"  {chip.option.count}"
                menu.addAction(f"{chip.option.text}{count}", chip.click)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.more.mapToGlobal(QPoint(0, self.more.height())))


def _fitting(chips: list[Chip], width: int, more: int) -> list[Chip]:
    """The chips that have room in one line, in order; where not all have, there is room for `more` too."""
    widths = [chip.sizeHint().width() + Gap.S for chip in chips]
    if sum(widths) - Gap.S <= width:
        return chips
    room = width - more
    kept = [chip for chip in chips if chip.isChecked()]
    room -= sum(chip.sizeHint().width() + Gap.S for chip in kept)
    for chip in chips:
        if chip in kept:
            continue
        room -= chip.sizeHint().width() + Gap.S
        if room < 0:
            break
        kept.append(chip)
    return [chip for chip in chips if chip in kept]
