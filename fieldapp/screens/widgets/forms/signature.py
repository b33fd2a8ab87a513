"""Where somebody signs: with a finger, a pen, a mouse or the keys, kept as strokes of points.

The rule kept here: points lie in a grid of 1000 by 400 whatever the size of the pad, so that a signature
looks the same wherever it is drawn again; a touch that never moved is no signature.
"""

from __future__ import annotations

from itertools import pairwise
from math import dist

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen, QTouchEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import Gap, Height, Radius, Width
from fieldapp.screens.widgets.badge import dashed
from fieldapp.screens.widgets.buttons import Button
from fieldapp.screens.widgets.card import Yielding, column, row
from fieldapp.screens.widgets.forms.key_pen import KeyedPad
from fieldapp.screens.widgets.text import ElidedLabel, Tone, label, set_tone

GRID_WIDTH, GRID_HEIGHT = 1000, 400
MOST_POINTS = 2000
_LINE_AT = 0.77
_LEAST_DRAWN, _LEAST_POINTS = 120, 3
"""How long the strokes of somebody's hand are together, and of how many points: a cross drawn in a hurry is,
a slip of the finger is not.
"""
Stroke = tuple[tuple[int, int], ...]


class SignaturePad(KeyedPad):
    """The dashed box. `strokes` are what was drawn; `changed` after each one, and when one is taken back."""

    changed = Signal()

    def __init__(self, look: Look, name: str) -> None:
        super().__init__(look)
        self._strokes: list[list[tuple[int, int]]] = []
        self.setAccessibleName(name)
        self.setMinimumSize(Width.FIELD // 2, Height.TOUCH * 2)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        # A finger that signs must not scroll the page.
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        look.changed.connect(self.update)
        self.penned.connect(lambda at, begin: self._draw_to(at, begin=begin))
        self.lifted.connect(self.changed)
        self.wiped.connect(lambda all_of_it: self.undo(all_of_it=all_of_it))

    @property
    def strokes(self) -> tuple[Stroke, ...]:
        """What was drawn, stroke by stroke, each point from (0, 0) to (1000, 400)."""
        return tuple(tuple(stroke) for stroke in self._strokes)

    @property
    def is_signed(self) -> bool:
        """Whether enough was drawn to be somebody's hand."""
        drawn = sum(dist(*pair) for stroke in self._strokes for pair in pairwise(stroke))
        return drawn >= _LEAST_DRAWN and sum(map(len, self._strokes)) >= _LEAST_POINTS

    def set_strokes(self, strokes: tuple[Stroke, ...]) -> None:
        """Show a signature, given before or none."""
        self._strokes = [list(stroke) for stroke in strokes]
        self.update()
        self.changed.emit()

    def undo(self, *, all_of_it: bool = False) -> None:
        """Take back the last stroke, or all of it."""
        if not self.locked:
            self.set_strokes(() if all_of_it else self.strokes[:-1])

    def event(self, event: QEvent) -> bool:
        if not isinstance(event, QTouchEvent):
            return super().event(event)
        if event.points():
            point = event.points()[0]
            if event.type() == QEvent.Type.TouchEnd:
                self.changed.emit()
            else:
                self._draw_to(point.position(), begin=event.type() == QEvent.Type.TouchBegin)
        event.accept()
        return True

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        self._draw_to(event.position(), begin=True)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._draw_to(event.position(), begin=False)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.changed.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = self._look.colours
        focused = self.hasFocus() and not self.locked
        painter.setPen(QPen(QColor(colours.focus), Width.FOCUS) if focused else dashed(colours.line_strong))
        painter.setBrush(QColor(colours.surface))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), Radius.CONTROL, Radius.CONTROL)
        base = self.height() * _LINE_AT
        painter.setPen(QPen(QColor(colours.line), Width.BORDER))
        painter.drawLine(QPointF(Gap.L, base), QPointF(self.width() - Gap.L, base))
        if self._strokes:
            paint_strokes(painter, self.strokes, self._area(), colours.text, Width.PEN)
        elif not self.locked:
            painter.setPen(QColor(colours.muted))
            painter.setFont(self._look.font("body"))
            box = QRectF(Gap.S, Gap.NONE, self.width() - 2 * Gap.S, base)
            keyed = self.tr("Space sets the pen down and lifts it, the arrow keys move it")
            words = keyed if self.keyed else self.tr("Sign here with a finger")
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, words)
        self.paint_pen(painter)
        painter.end()

    def _draw_to(self, at: QPointF, *, begin: bool) -> None:
        """Add a point, to a new stroke or to the last one."""
        if self.locked or sum(len(stroke) for stroke in self._strokes) >= MOST_POINTS:
            return
        area = self._area()
        # A finger that slides off the pad draws along its edge.
        left, top = min(max(at.x(), 0), self.width()), min(max(at.y(), 0), self.height())
        x = round((left - area.x()) * GRID_WIDTH / area.width())
        y = round((top - area.y()) * GRID_HEIGHT / area.height())
        point = (min(max(x, 0), GRID_WIDTH), min(max(y, 0), GRID_HEIGHT))
        if begin:
            self._strokes.append([point])
        elif self._strokes and self._strokes[-1][-1] != point:
            self._strokes[-1].append(point)
        self.update()

    def _area(self) -> QRectF:
        """Where the grid lies, without distortion: beyond the edges, so that all of the pad can be drawn on;
        within them where a signature given on a larger pad would be cut off.
        """
        across, down = self.width() / GRID_WIDTH, self.height() / GRID_HEIGHT
        area = _grid_at(self.rect(), max(across, down))
        points = [point for stroke in self._strokes for point in stroke]
        around = QRectF(self.rect()).adjusted(-1, -1, 1, 1)
        inside = all(around.contains(_on_pad(area, point)) for point in points)
        return area if inside else _grid_at(self.rect(), min(across, down))


def _on_pad(area: QRectF, point: tuple[int, int]) -> QPointF:
    """Where a point of the grid lies on the pad."""
    x, y = point
    return QPointF(area.x() + x * area.width() / GRID_WIDTH, area.y() + y * area.height() / GRID_HEIGHT)


def _grid_at(pad: QRect, scale: float) -> QRectF:
    """The grid at a scale, in the middle of a pad."""
    size = QSizeF(GRID_WIDTH * scale, GRID_HEIGHT * scale)
    middle = QPointF(pad.width() / 2, pad.height() / 2)
    return QRectF(QPointF(middle.x() - size.width() / 2, middle.y() - size.height() / 2), size)


def paint_strokes(
    painter: QPainter, strokes: tuple[Stroke, ...], box: QRectF, colour: str, width: float
) -> None:
    """Draw a signature into a box, as on the pad and on paper."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen = QPen(QColor(colour), width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for stroke in strokes:
        points = [_on_pad(box, point) for point in stroke]
        path = QPainterPath(points[0])
        for point in points[1:]:
            path.lineTo(point)
        if len(points) == 1:
            painter.drawPoint(points[0])
        painter.drawPath(path)
    painter.restore()


class Signature(QWidget):
    """A pad with who signs and the state above it, what can be done beside that, and the name below.

    `changed` when something was drawn or taken back; `second` is a quiet button, as "Refuses to sign", hidden
    without words and once something is drawn. `name` may be a field, where the name is not known. Whoever
    uses it may add to `acts`. As high with acts as without, so that two beside each other end at one line.
    """

    changed = Signal()

    def __init__(
        self, look: Look, who: str, name: str | QWidget = "", second: str = "", *, undo: bool = True
    ) -> None:
        super().__init__()
        self._look = look
        self.pad = SignaturePad(look, self.tr("Signature of {who}").format(who=who))
        self._state = label("", "label", "muted")
        self.undo = Button(look, self.tr("Undo"), "quiet", "arrow-counter-clockwise")
        self.again = Button(look, self.tr("Sign again"), "quiet")
        self.second = Button(look, second, "quiet")
        self._refusable, self._undoable = bool(second), undo
        self.acts = row(Gap.NONE)
        self._head = self._head_of(who)
        box = column(Gap.S)
        box.addWidget(self._head)
        box.addWidget(self.pad, 1)
        box.addWidget(name if isinstance(name, QWidget) else ElidedLabel(name, "label", "muted"))
        self.setLayout(box)
        look.changed.connect(self._keep_high)
        self._keep_high()
        self.undo.clicked.connect(self.pad.undo)
        self.again.clicked.connect(self._begin_again)
        self.pad.changed.connect(self._show)
        self.say(self.tr("Waiting"))
        self._show()

    def _head_of(self, who: str) -> QWidget:
        words, acts = QWidget(), QWidget()
        lines = column(Gap.NONE)
        lines.addWidget(label(who, "strong"))
        lines.addWidget(self._state)
        lines.addStretch()
        words.setLayout(lines)
        for button in (self.undo, self.again, self.second):
            self.acts.addWidget(button)
        acts.setLayout(self.acts)
        return Yielding(words, acts, at=Qt.AlignmentFlag.AlignTop)

    def _keep_high(self) -> None:
        self._head.setMinimumHeight(self._look.tall(Height.TOUCH, "body"))

    def say(self, state: str, tone: Tone = "muted") -> None:
        """Say where it stands, as "Signed 12:05"."""
        self._state.setText(state)
        set_tone(self._state, tone)

    def set_locked(self, *, locked: bool) -> None:
        """Let nothing be drawn or taken back any more."""
        self.pad.locked = locked
        self._show()

    def _begin_again(self) -> None:
        """The button goes with what was drawn: the focus goes on to the pad."""
        self.pad.setFocus(Qt.FocusReason.OtherFocusReason)
        self.pad.set_strokes(())

    def _show(self) -> None:
        drawn = bool(self.pad.strokes) and not self.pad.locked
        self.undo.setVisible(self._undoable and drawn and len(self.pad.strokes) > 1)
        self.again.setVisible(drawn)
        self.second.setVisible(self._refusable and not self.pad.strokes and not self.pad.locked)
        self.changed.emit()
