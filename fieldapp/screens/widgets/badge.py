"""Status as word, shape and colour together: painted into rows, or standing alone as a widget."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import Literal

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import Gap, Height, IconSize, Radius, Status, TextRole, Width

BadgeKind = Literal[
    "pending",
    "paid",
    "partial",
    "overdue",
    "provisional",
    "draft",
    "on_this_tablet",
    "sent",
    "posted",
    "attention",
    "promise",
    "credit",
    "excess",
    "verified",
    "refused",
    "transfer",
]
_SHAPES: dict[BadgeKind, tuple[Status, str]] = {
    "pending": ("pending", "clock"),
    "paid": ("paid", "check-circle-fill"),
    "partial": ("partial", "circle-half-fill"),
    "overdue": ("overdue", "warning-fill"),
    "provisional": ("neutral", "circle-dashed"),
    "draft": ("neutral", "circle-dashed"),
    "on_this_tablet": ("neutral", "device-tablet"),
    "sent": ("partial", "arrow-up"),
    "posted": ("paid", "checks"),
    "attention": ("overdue", "warning-fill"),
    "promise": ("promise", "bookmark-simple"),
    "credit": ("paid", "plus-circle"),
    "excess": ("pending", "plus-circle"),
    "verified": ("paid", "check"),
    "refused": ("overdue", "x"),
    "transfer": ("partial", "bank"),
}


_DASHED = ("provisional", "draft")
_DASHED_LINE = 1.2
_HALF = 0.5


@dataclass(frozen=True, slots=True)
class Mark:
    """A status to show: its kind says shape and colour, `text` the word."""

    kind: BadgeKind
    text: str


def shape_of(kind: BadgeKind) -> tuple[Status, str]:
    """Return the status a kind of badge has its colours from, and the name of its shape."""
    return _SHAPES[kind]


def badge_height(look: Look, height: int = Height.BADGE) -> int:
    """Return how high a badge is with the text as large as it is; `height` is that at 100 %."""
    return look.tall(height, "badge")


def badge_width(look: Look, mark: Mark, height: int = Height.BADGE) -> float:
    """Return how wide a badge is, in pixels; one within a row is the smaller."""
    words = look.metrics(_role(height)).horizontalAdvance(mark.text)
    return min(words + 2 * Gap.S + look.icon_px(IconSize.BADGE) + Gap.XS, Width.BADGE_MOST * look.scale)


def paint_badge(painter: QPainter, look: Look, mark: Mark, at: QPointF, height: int) -> float:
    """Paint a badge with its upper left corner at a point and return its width; `height` is that at 100 %."""
    status, _ = _SHAPES[mark.kind]
    colours = look.colours.status(status)
    width = badge_width(look, mark, height)
    box = QRectF(at.x(), at.y(), width, badge_height(look, height))
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if mark.kind in _DASHED:
        painter.setPen(dashed(colours.solid))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box.adjusted(_HALF, _HALF, -_HALF, -_HALF), Radius.BADGE, Radius.BADGE)
    else:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.bg))
        painter.drawRoundedRect(box, Radius.BADGE, Radius.BADGE)
    _paint_words(painter, look, mark, box, _role(height))
    painter.restore()
    return width


def dashed(colour: str) -> QPen:
    """Return the pen for what is not certain yet; stylesheets make dots of dashes at round corners."""
    pen = QPen(QColor(colour), Width.BORDER * _DASHED_LINE)
    pen.setDashPattern([3.0, 2.0])
    return pen


def _paint_words(painter: QPainter, look: Look, mark: Mark, box: QRectF, role: TextRole) -> None:
    """Shape and word in reading direction."""
    status, icon = _SHAPES[mark.kind]
    colour = look.colours.status(status).fg
    size = look.icon_px(IconSize.BADGE)
    shape = QRectF(box.x() + Gap.S, box.center().y() - size / 2, size, size)
    words = box.adjusted(Gap.S + size + Gap.XS, 0, -Gap.S, 0)
    if painter.layoutDirection() is Qt.LayoutDirection.RightToLeft:
        shape.moveRight(box.right() - Gap.S)
        words.moveLeft(box.x() + Gap.S)
    look.paint_icon(painter, icon, colour, shape)
    painter.setFont(look.font(role))
    painter.setPen(QColor(colour))
    shown = look.metrics(role).elidedText(mark.text, Qt.TextElideMode.ElideRight, words.width() + 1)
    painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)


def _role(height: int) -> TextRole:
    return "badge_small" if height <= Height.BADGE_ROW else "badge"


class Badge(QWidget):
    """A badge on its own."""

    def __init__(self, look: Look, mark: Mark, height: int = Height.BADGE) -> None:
        super().__init__()
        self._look = look
        self._mark = mark
        self._height = height
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.updateGeometry)
        look.changed.connect(self.update)
        self.set_mark(mark)

    def set_mark(self, mark: Mark) -> None:
        """Show another status."""
        self._mark = mark
        self.setAccessibleName(mark.text)
        self.updateGeometry()
        self.update()

    @property
    def mark(self) -> Mark:
        """The status shown."""
        return self._mark

    def sizeHint(self) -> QSize:
        width = ceil(badge_width(self._look, self._mark, self._height))
        return QSize(width, badge_height(self._look, self._height))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_badge(painter, self._look, self._mark, QPointF(0, 0), self._height)
        painter.end()
