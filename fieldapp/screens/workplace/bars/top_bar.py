"""The bar over a page: back, heading, what the page can do, how safe what was typed is, search, news, sync.

The rules kept here: the sync badge is always there and always last; what has no room is folded away from the
least needed on, never cut: the search field becomes an icon, then the page's acts go under ⋮.
"""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import QEvent, QPointF
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QSizePolicy, QWidget

from fieldapp.screens.frame import Framed
from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import Gap, Height, IconSize, Width
from fieldapp.screens.widgets.buttons import Button
from fieldapp.screens.widgets.card import column, row
from fieldapp.screens.widgets.text import ElidedLabel, label
from fieldapp.screens.workplace.bars.items import paint_count
from fieldapp.screens.workplace.bars.sync_badge import SyncBadge


class Bell(Button):
    """News for this person, and how much of it is unread."""

    def __init__(self, look: Look) -> None:
        super().__init__(look, "", "icon", "bell")
        self._count = 0
        self._look = look
        self.set_count(0)

    def set_count(self, count: int) -> None:
        """Say how much is unread."""
        self._count = count
        name = self.tr("Notifications")
        self.setAccessibleName(self.tr("{name}, {count} unread").format(name=name, count=count))
        self.setToolTip(name)
        self.update()

    @property
    def count(self) -> int:
        """How much is unread."""
        return self._count

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._count:
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            half = IconSize.BUTTON / 2
            centre = QPointF(self.width() / 2 + half, self.height() / 2 - half)
            paint_count(painter, self._look, self._count, centre)
            painter.end()


class SearchButton(Button):
    """The way to search everywhere: it looks like a field where there is room for one."""

    def __init__(self, look: Look) -> None:
        super().__init__(look, "", "plain", "magnifying-glass")
        self.setObjectName("searchButton")
        self.set_field(field=False)

    def set_field(self, *, field: bool) -> None:
        """Look like a field, or be an icon."""
        self.set_words(self.tr("Search    Ctrl+K") if field else "")
        self.set_kind("plain" if field else "icon")
        self.setMinimumWidth(Width.SEARCH if field else Height.TOUCH)
        self.setAccessibleName(self.tr("Search everywhere"))


class Kept(QWidget):
    """How safe what was typed is, in words after a tick."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._tick = label()
        self._words = label("", "label", wrap=True)
        line = row(Gap.S)
        line.addWidget(self._tick)
        line.addWidget(self._words)
        self.setLayout(line)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        look.changed.connect(self._draw)
        self._draw()

    def say(self, text: str) -> None:
        """Show it, and read it out."""
        self._words.setText(text)
        self.setAccessibleName(text)
        self._fit()

    @property
    def text(self) -> str:
        """What is said."""
        return self._words.text()

    def _fit(self) -> None:
        """Give the words what they need, at most what two lines of a usual sentence take."""
        natural = ceil(self._look.metrics("label").horizontalAdvance(self._words.text())) + Gap.XS
        self._words.setFixedWidth(min(natural, round(Width.KEPT * self._look.scale)))

    def _draw(self) -> None:
        icon = self._look.icon("check-circle-fill", self._look.colours.paid.fg, IconSize.SMALL)
        self._tick.setPixmap(icon.pixmap(IconSize.SMALL))
        self._fit()


class TopBar(QFrame):
    """Over every page, for the page that is shown; without a bell for who has no news."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setObjectName("topBar")
        self._shown: Framed | None = None
        self._page: Framed | None = None
        self._acts: list[QAbstractButton] = []
        self._pushed = False
        self._fitting, self._fit_again = False, False
        self.with_news = True
        self.back = Button(look, "", "icon", "arrow-left")
        self.back.setAccessibleName(self.tr("Back"))
        self.more = Button(look, "", "icon", "dots-three-vertical")
        self.more.setAccessibleName(self.tr("More about this page"))
        self.kept = Kept(look)
        self.search = SearchButton(look)
        self.bell = Bell(look)
        self.badge = SyncBadge(look)
        self._title = ElidedLabel("", "heading")
        self._second = ElidedLabel("", "label", "muted")
        self._lay_out()
        look.changed.connect(self._fit)

    def show_page(self, page: Framed, *, pushed: bool) -> None:
        """Show heading, acts and state of a page; `pushed` where there is a way back from it."""
        self._title.setText(page.title)
        self._second.setText(page.second)
        self._second.setVisible(bool(page.second))
        self.setAccessibleName(f"{page.title}. {page.second}")
        self.back.setVisible(pushed)
        self._pushed = pushed
        self.kept.say(page.kept)
        self._shown = page
        self._fit()

    @property
    def heading(self) -> tuple[str, str]:
        """The two lines as shown."""
        return self._title.text(), self._second.text()

    @property
    def folded(self) -> tuple[QAbstractButton, ...]:
        """The acts that are under ⋮ now."""
        return tuple(act for act in self._acts if act.isHidden())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def _lay_out(self) -> None:
        words = column(Gap.NONE)
        words.addStretch()
        words.addWidget(self._title)
        words.addWidget(self._second)
        words.addStretch()
        self._acts_line = row(Gap.S)
        line = row(Gap.S)
        line.setContentsMargins(Gap.S, Gap.NONE, Gap.L, Gap.NONE)
        line.addWidget(self.back)
        line.addSpacing(Gap.L)
        line.addLayout(words, 1)
        line.addWidget(self.kept)
        line.addLayout(self._acts_line)
        for shown in (self.more, self.search, self.bell, self.badge):
            line.addWidget(shown)
        self.setLayout(line)

    def _take_acts(self) -> None:
        """The acts of a page are its own: it has them again when another is shown."""
        page = self._shown
        if page is None or (page is self._page and page.acts == self._acts):
            return
        for act in self._acts:
            self._acts_line.removeWidget(act)
            act.hide()
            act.setParent(self._page)
        self._page, self._acts = page, list(page.acts)
        for act in self._acts:
            self._acts_line.addWidget(act)

    def _fit(self) -> None:
        """Show what there is room for. Showing something lays the window out, and may bring another width or
        other acts in the middle of it: then it is done once more, for what is hidden while it is being shown
        stays to be seen.
        """
        self._fit_again = True
        if self._fitting:
            return
        self._fitting = True
        while self._fit_again:
            self._fit_again = False
            self._take_acts()
            self.setFixedHeight(_height_of(self, self._title, self._second, self.badge))
            self._fold()
        self._fitting = False

    def _fold(self) -> None:
        """How safe something is goes before acts, which are found under ⋮."""
        room = self.width() - self._least()
        news = 0 if self._pushed else (1 + self.with_news) * (Height.TOUCH + Gap.S)
        room -= news
        kept = self.kept.sizeHint().width() + Gap.S
        more = Height.TOUCH if self._acts else 0
        said = bool(self.kept.text) and kept + more <= room
        self.kept.setVisible(said)
        room -= kept if said else 0
        widths = {act: act.sizeHint().width() + Gap.S for act in self._acts}
        # The filled act is what the page is for: it is the last to go under the dots.
        seen = sorted(self._acts, key=lambda act: bool(act.property("kind") != "primary"))
        while seen and sum(map(widths.__getitem__, seen)) + Height.TOUCH * (len(seen) < len(widths)) > room:
            seen.pop()
        for act in self._acts:
            act.setVisible(act in seen)
        self.more.setVisible(len(seen) < len(widths))
        room -= sum(widths[act] for act in seen)
        self.search.setVisible(not self._pushed)
        self.bell.setVisible(self.with_news and not self._pushed)
        words = self._words() - self._room_of_words()
        wide = self.window().width() >= Width.RAIL_FROM
        self.search.set_field(field=wide and room - words >= Width.SEARCH - Height.TOUCH)

    def _least(self) -> int:
        """How wide the bar is without what can be folded."""
        back = self.back.sizeHint().width() + Gap.S if self._pushed else 0
        return back + self.badge.sizeHint().width() + 4 * Gap.L + self._room_of_words()

    def _words(self) -> int:
        """How wide the heading is."""
        return max(self._title.sizeHint().width(), self._second.sizeHint().width())

    def _room_of_words(self) -> int:
        """How much of it is kept whatever else there is."""
        return min(self._words(), max(Width.NAME, self.width() // 3))


def _height_of(bar: QWidget, title: QWidget, second: QWidget, badge: QWidget) -> int:
    """The bar is as high as the window allows, and higher where the text is."""
    short = bar.window().height() < Height.SHORT_WINDOW
    words = max(title.sizeHint().height() + second.sizeHint().height(), badge.sizeHint().height())
    return max(Height.TOP_BAR_SHORT if short else Height.TOP_BAR, words + Gap.L)
