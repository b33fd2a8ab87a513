"""What every page has: a heading, acts, a place for notices, content, and an action bar at the bottom.

The rule kept here: a page is never built anew because the window changed, so focus and typed text stay where
they are.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QSizePolicy,
    QWidget,
)

from fieldapp.screens.targets import Target
from fieldapp.screens.theme.tokens import Gap, Width
from fieldapp.screens.widgets.card import column, row, set_seen
from fieldapp.screens.widgets.notice import Margined, Notice
from fieldapp.screens.widgets.overlays.content import Content
from fieldapp.screens.words import Told, explain, is_gone
from fieldapp.screens.workbench import Workbench
from fieldapp.store.author import Desk

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Key:
    """A key of a page and what it does, for the help sheet: `Key("Ctrl+Enter", "Save the sheet")`."""

    keys: str
    what: str


class Framed(QWidget):
    """What the window around a page knows of it; `headed` whenever any of that changed.

    `whole`: it hides the bottom bar of a narrow window, because it is one task to finish.
    """

    headed = Signal()
    whole = False

    def __init__(self, title: str, second: str = "") -> None:
        super().__init__()
        self.title = title
        self.second = second
        self.target: Target | None = None
        self.acts: list[QAbstractButton] = []
        self.kept = ""
        # The list its work begins with, for who is shown around; the first one where none is named.
        self.begins_with: QWidget | None = None
        self._panes: ListAndDetail | None = None
        self._finder: QWidget | None = None

    def head(self, title: str, second: str = "") -> None:
        """Change the heading."""
        self.title, self.second = title, second
        self.headed.emit()

    def add_act(self, button: QAbstractButton) -> None:
        """Put a button at the end of the top bar; where there is no room it is found under ⋮ there."""
        button.setParent(self)
        button.hide()
        self.acts.append(button)
        self.headed.emit()

    def offer_act(self, button: QAbstractButton, *, offered: bool) -> None:
        """Have a button in the top bar or not, as what it does comes and goes."""
        if offered and button not in self.acts:
            self.add_act(button)
        elif not offered and button in self.acts:
            self.acts.remove(button)
            button.setParent(self)
            button.hide()
            self.headed.emit()

    def say_kept(self, text: str) -> None:
        """Show in the top bar how safe what was typed is: "Saved on this tablet 10:42:07"."""
        self.kept = text
        self.headed.emit()

    @property
    def panes(self) -> ListAndDetail:
        """The list and its detail, on a page that has them."""
        if self._panes is None:
            raise LookupError("this page has no list with a detail")
        return self._panes

    def keys(self) -> tuple[Key, ...]:
        """The keys this page has of its own, for the help sheet; overridden."""
        return ()

    def arrive(self, target: Target) -> None:
        """Somebody was sent here, perhaps to one thing on this page; overridden where that matters."""
        self.target = target

    def finds_with(self, finder: QWidget) -> None:
        """Name the field that finds something on this page, for Ctrl+F."""
        self._finder = finder

    def go_find(self) -> bool:
        """Go to the field that finds something on this page; False where there is none."""
        if self._finder is None or not self._finder.isVisible():
            return False
        self._finder.setFocus(Qt.FocusReason.ShortcutFocusReason)
        return True

    def step_back(self) -> bool:
        """Leave what lies over the page's own first view; False where nothing does."""
        return self._panes is not None and self._panes.close_detail()

    @property
    def deep(self) -> bool:
        """Whether something lies over the page's own first view."""
        return self._panes is not None and self._panes.over


class Page(Framed):
    """A page behind the lock; it loads itself when shown and when something changed while it is shown.

    `answered` after each answer to what it asked for the whole of it; `unanswered` is how many are to come.
    """

    answered = Signal()

    def __init__(self, bench: Workbench, title: str, second: str = "", margin: int = Gap.L) -> None:
        super().__init__(title, second)
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.bench = bench
        self._unread = False
        self._asked = False
        self.notice = Notice(bench.look)
        self.content = Content(bench.look)
        self.content.again.connect(self.load)
        self._had_read = False
        self.unanswered = 0
        self._withheld: tuple[QAbstractButton, ...] = ()
        self.body = column(Gap.M)
        inner = column(Gap.M if margin else Gap.NONE, margin)
        # Where the content goes up to the edges, what is told does not.
        self._margined = None if margin else Margined(self.notice)
        inner.addWidget(self._margined or self.notice)
        inner.addLayout(self.body, 1)
        self.content.parts.addLayout(inner, 1)
        outer = column(Gap.NONE)
        outer.addWidget(self.content)
        self.setLayout(outer)
        # A page asks for no room of its own: what is higher or wider than the window scrolls inside it.
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        bench.changed.connect(self._reload)

    def load(self) -> None:
        """Ask for what the page shows; overridden."""

    def load_ahead(self) -> None:
        """Ask for it before the page is shown, so that it is read while the page is being drawn."""
        self._asked = True
        self.load()

    def read(
        self, work: Callable[[Desk], _T], show: Callable[[_T], None], part: QWidget | None = None
    ) -> None:
        """Run a reading job and show what it found; a fault shown before goes when reading works again.

        What cannot be read for one `part` hides that alone and is said over the rest, which stays.
        """

        def shown_in(at: QWidget, result: _T) -> None:
            at.show()
            show(result)

        def failed_in(at: QWidget, fault: Exception) -> None:
            at.hide()
            self.fault(fault)

        if part is not None:
            self.bench.read(self, work, partial(shown_in, part), partial(failed_in, part))
            return

        def shown(result: _T) -> None:
            self.content.arrive()
            if self._unread:
                self._unread = False
                self.notice.clear()
                self.content.stand_in(None)
                for act in self._withheld:
                    self.offer_act(act, offered=True)
                self._withheld = ()
            self._had_read = True
            show(result)
            answered()

        def not_shown(fault: Exception) -> None:
            self._not_read(fault)
            answered()

        def answered() -> None:
            self.unanswered -= 1
            self.answered.emit()

        if not (self._had_read or self._unread):
            self.content.begin()
        self.unanswered += 1
        self.bench.read(self, work, shown, not_shown)

    def set_panes(self, panes: ListAndDetail) -> None:
        """Take a list and its detail as content; going back leaves a detail that lies over its list."""
        self._panes = panes
        if self._margined is not None:
            self._margined.stand_apart()
        self.body.addWidget(panes, 1)
        panes.turned.connect(self.headed)

    def set_foot(self, bar: QWidget) -> None:
        """Put an action bar under the page."""
        self.content.parts.addWidget(bar)

    def tell(self, told: Told) -> None:
        """Show a notice over the content."""
        self.notice.tell(told)

    def fault(self, fault: Exception) -> None:
        """Show what went wrong."""
        self.tell(explain(fault, self.bench.formats))

    def recall(self, key: str, default: str = "") -> str:
        """Return what this person chose here before, as a filter or an order: see `remember`."""
        note = self.bench.notes.get("preference", f"{type(self).__name__}.{key}")
        return default if note is None else note.decode()

    def remember(self, key: str, value: str) -> None:
        """Keep a choice for this person, over locks and starts of the program."""
        self.bench.notes.put("preference", f"{type(self).__name__}.{key}", value.encode())

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._asked:
            self.load()
        self._asked = False

    def _not_read(self, fault: Exception) -> None:
        """Say it over what was read before; where there is nothing, or no such thing any more, instead."""
        self._unread = True
        self.content.arrive()
        told, gone = explain(fault, self.bench.formats), is_gone(fault)
        if self._had_read and not gone:
            self.tell(told)
            return
        self.notice.clear()
        if gone:
            self._withheld += tuple(self.acts)
            for act in self._withheld:
                self.offer_act(act, offered=False)
        self.content.stand_in(told, gone=gone)

    def _reload(self) -> None:
        if self.isVisible() or self._asked:
            self.load()


class ListAndDetail(QWidget):
    """A list with what is chosen from it beside it; on a narrow window the detail lies over the list.

    `turned` when that changes. Choosing calls `open_detail`; `close_detail` goes back to the list, whose
    place and selection are as they were. Neither is built anew, so nothing typed is lost when the window is
    turned.
    """

    turned = Signal()

    def __init__(self, listing: QWidget, detail: QWidget, foot: QWidget | None = None) -> None:
        super().__init__()
        self._listing = listing
        self._opened = False
        self._empty = False
        self._beside = True
        listing.setObjectName("listPane")
        listing.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        # What is chosen with its acts: where it cannot be read, nothing is done to it either.
        self.chosen, self._right = QWidget(), QWidget()
        whole, right = column(Gap.NONE), column(Gap.NONE)
        whole.addWidget(detail, 1)
        if foot is not None:
            whole.addWidget(foot)
        self.chosen.setLayout(whole)
        right.addWidget(self.chosen)
        self._right.setLayout(right)
        line = row(Gap.NONE)
        line.addWidget(listing)
        line.addWidget(self._right, 1)
        self.setLayout(line)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self._arrange()

    @property
    def beside(self) -> bool:
        """Whether both are seen at once."""
        return self._beside

    @property
    def over(self) -> bool:
        """Whether the detail lies over the list now."""
        return self._opened and not self._beside and not self._empty

    def open_detail(self) -> None:
        """Show the detail, also where only one of the two has room."""
        self._opened = True
        self._arrange()

    def close_detail(self) -> bool:
        """Go back to the list; False where the detail does not lie over it."""
        over = self.over
        self._opened = False
        self._arrange()
        if over:
            self._listing.setFocus()
        return over

    def set_empty(self, empty: bool) -> None:
        """Show the list alone: there is nothing to choose."""
        self._empty = empty
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        beside = self.width() >= Width.SIDE_BY_SIDE_FROM - Width.RAIL
        if beside is not self._beside:
            focus = QApplication.focusWidget()
            # Whoever works in the detail goes on working in it when the window is turned.
            self._opened = self._opened or (focus is not None and self._right.isAncestorOf(focus))
            self._beside = beside
            self._arrange()

    def _arrange(self) -> None:
        over, alone = self.over, self._empty or (not self._beside and not self.over)
        set_seen(self._listing, seen=not over)
        set_seen(self._right, seen=not alone)
        self._listing.setMaximumWidth(Width.ANY if alone else Width.LIST_PANE)
        self._listing.setMinimumWidth(0 if alone else Width.LIST_PANE)
        self.turned.emit()
