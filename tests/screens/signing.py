"""Signing on a pad as a hand does."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from fieldapp.screens.widgets.forms.signature import SignaturePad


def sign(pad: SignaturePad) -> None:
    """Draw a wave across a pad."""
    width, height = pad.width(), pad.height()
    points = [
        QPoint(width * step // 12, height // 2 + (height // 5) * (1 if step % 2 else -1))
        for step in range(1, 12)
    ]
    QTest.mousePress(pad, Qt.MouseButton.LeftButton, pos=points[0])
    for point in points[1:]:
        QTest.mouseMove(pad, point)
    QTest.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=points[-1])
