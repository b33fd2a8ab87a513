"""Status as word, shape and colour together: painted into rows, or standing alone as a widget."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import Gap, Height, IconSize, Radius, Status, Width

BadgeKind = Literal[
    "pending",
    "paid",
    "partial",
    "overdue",
    "provisional",
    "on_this_tablet",
    "sent",
    "posted",
    "attention",
    "credit",
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
    "on_this_tablet": ("neutral", "device-tablet"),
    "sent": ("partial", "arrow-up"),
    "posted": ("paid", "checks"),
    "attention": ("overdue", "warning-fill"),
    "credit": ("paid", "plus-circle"),
    "verified": ("paid", "check"),
    "refused": ("overdue", "x"),
    "transfer": ("partial", "bank"),
}


@dataclass(frozen=True, slots=True)
class Mark:
    """A status to show: its kind says shape and colour, `text` the word."""

    kind: BadgeKind
    text: str


def shape_of(kind: BadgeKind) -> tuple[Status, str]:
    """Return the status a kind of badge has its colours from, and the name of its shape."""
    return _SHAPES[kind]


def badge_width(look: Look, mark: Mark) -> float:
    """Return how wide a badge is, in pixels."""
    words = QFontMetricsF(look.font("badge")).horizontalAdvance(mark.text)
    return min(words + 2 * Gap.S + IconSize.BADGE + Gap.XS, Width.BADGE_MOST)


def paint_badge(painter: QPainter, look: Look, mark: Mark, at: QPointF, height: int) -> float:
    """Paint a badge with its upper left corner at a point and return its width."""
    status, icon = _SHAPES[mark.kind]
    colours = look.colours.status(status)
    width = badge_width(look, mark)
    box = QRectF(at.x(), at.y(), width, height)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if mark.kind == "provisional":
        painter.setPen(QPen(QColor(colours.solid), Width.BORDER, Qt.PenStyle.DashLine))
        painter.setBrush(Qt.BrushStyle.NoBrush)
    else:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.bg))
    painter.drawRoundedRect(box, Radius.BADGE, Radius.BADGE)
    size = IconSize.BADGE
    shape = QRectF(box.x() + Gap.S, box.center().y() - size / 2, size, size)
    look.paint_icon(painter, icon, colours.fg, shape)
    painter.setFont(look.font("badge"))
    painter.setPen(QColor(colours.fg))
    words = box.adjusted(Gap.S + size + Gap.XS, 0, -Gap.S, 0)
    shown = QFontMetricsF(painter.font()).elidedText(
        mark.text, Qt.TextElideMode.ElideRight, words.width() + 1
    )
    painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
    painter.restore()
    return width


class Badge(QWidget):
    """A badge on its own."""

    def __init__(self, look: Look, mark: Mark) -> None:
        super().__init__()
        self._look = look
        self._mark = mark
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
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
        return QSize(round(badge_width(self._look, self._mark)) + 1, Height.BADGE)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_badge(painter, self._look, self._mark, QPointF(0, 0), Height.BADGE)
        painter.end()
