"""Who came to the last meetings, a square each: high when present, lower the less they were there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Literal

from PySide6.QtCore import QRectF, QSize
from PySide6.QtWidgets import QSizePolicy

from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import Gap, Height, Status, Width
from fieldapp.screens.widgets.cells.pen import Pen
from fieldapp.screens.widgets.charts.chart import Chart, legend_lines, paint_legend

Presence = Literal["present", "late", "absent", "excused"]
_SHAPES: dict[Presence, tuple[Status, float]] = {
    "present": ("paid", 1.0),
    "late": ("pending", 0.7),
    "excused": ("neutral", 0.36),
    "absent": ("overdue", 0.36),
}
_BETWEEN = 4.0


class AttendanceChart(Chart):
    """The oldest meeting at the start; what the colours and heights mean is written below with its count."""

    def __init__(self, look: Look, name: str) -> None:
        super().__init__(look, name)
        self._marks: tuple[Presence, ...] = ()
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def set_marks(self, marks: Sequence[Presence]) -> None:
        """Show meetings in the order they were held."""
        self._marks = tuple(marks)
        self.say(self._counts() if marks else [])

    def sizeHint(self) -> QSize:
        return QSize(Width.FIELD, self.heightForWidth(Width.FIELD))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        lines = legend_lines(self.letters, self._counts(), width)
        return Height.AVATAR_ROW + len(lines) * self._line

    def draw(self, pen: Pen, box: QRectF) -> None:
        high = min(float(Height.AVATAR_ROW), box.height() - self._line)
        wide = min(high, (box.width() + _BETWEEN) / len(self._marks) - _BETWEEN)
        for place, mark in enumerate(self._marks):
            status, part = _SHAPES[mark]
            left = box.x() + place * (wide + _BETWEEN)
            where = QRectF(left, box.y() + high * (1 - part), wide, high * part)
            pen.rounded(where, Gap.XS, pen.colours.status(status).solid)
        counted = Counter(self._marks)
        statuses = [_SHAPES[mark][0] for mark in _SHAPES if counted[mark]]
        entries = list(zip(self._counts(), statuses, strict=True))
        paint_legend(pen, entries, box.adjusted(0, high, 0, 0), self._line)

    @property
    def _line(self) -> int:
        return self.look.tall(Height.BADGE, "label")

    def _counts(self) -> list[str]:
        counted = Counter(self._marks)
        words: dict[Presence, str] = {
            "present": self.tr("Present {count}"),
            "late": self.tr("Late {count}"),
            "excused": self.tr("Excused {count}"),
            "absent": self.tr("Absent {count}"),
        }
        return [words[mark].format(count=counted[mark]) for mark in _SHAPES if counted[mark]]
