"""Fields, notes, counting, signing and PINs, as they are typed and drawn."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from fieldapp.screens.theme.appearance import Appearance
from fieldapp.screens.theme.look import Look
from fieldapp.screens.widgets.forms.fields import NoteField, TextField
from fieldapp.screens.widgets.forms.note_count import NoteCount
from fieldapp.screens.widgets.forms.pin_pad import PinPad
from fieldapp.screens.widgets.forms.signature import Signature


def test_a_mistake_is_said_under_its_field_and_to_who_listens(qtbot: QtBot, look: Look) -> None:
    field = TextField(look, "Phone", "As on the card")
    qtbot.addWidget(field)
    qtbot.keyClicks(field.line, " 0803 555 01 ")
    assert field.text == "0803 555 01"
    assert field.line.accessibleName() == "Phone"
    assert field.line.accessibleDescription() == "As on the card"
    field.set_problem("One digit is missing")
    assert field.line.accessibleDescription() == "One digit is missing"
    assert field.line.property("wrong") is True
    field.set_problem("")
    assert field.line.accessibleDescription() == "As on the card"


def test_what_the_tablet_gives_cannot_be_typed_over(qtbot: QtBot, look: Look) -> None:
    field = TextField(look, "Member code", "Given by the tablet", lock=True)
    qtbot.addWidget(field)
    field.set_text("OJ-1041")
    qtbot.keyClicks(field.line, "9")
    assert field.text == "OJ-1041"


@pytest.mark.parametrize(
    ("text", "ready", "said"),
    [
        ("", False, "Why"),
        ("Counted", False, "8 more letters"),
        ("Counted twice with Musa", True, "Why"),
        ("x" * 45, False, "5 characters too many"),
        ("   \n  ", False, "Why"),
        ("Counted twice 🌻🌻🌻", True, "Why"),
    ],
)
def test_a_reason_says_what_it_still_needs(
    qtbot: QtBot, look: Look, text: str, ready: bool, said: str
) -> None:
    field = NoteField(look, "Reason", "Why", least=15, most=40)
    qtbot.addWidget(field)
    field.edit.insertPlainText(text)
    assert field.ready is ready
    assert field.edit.accessibleDescription() == said
    assert field.text == text.strip()


@pytest.mark.parametrize(
    ("pasted", "pieces", "refused"),
    [(" 25 ", "25", False), ("٢٥", "25", False), ("1.5", "", True), ("99999999", "", True)],
)
def test_pasted_pieces_are_taken_as_figures_or_refused_in_words(
    qtbot: QtBot, look: Look, pasted: str, pieces: str, refused: bool
) -> None:
    count = NoteCount(look, "₦")
    qtbot.addWidget(count)
    field = count.field(100_000)
    QApplication.clipboard().setText(pasted)
    field.paste()
    assert field.text() == pieces
    assert count.refused.isHidden() is not refused
    qtbot.keyClicks(field, "3")
    assert field.text() == f"{pieces}3"
    assert count.refused.isHidden()


def test_notes_are_counted_by_finger_and_by_key(qtbot: QtBot, look: Look) -> None:
    count = NoteCount(look, "₦")
    qtbot.addWidget(count)
    count.show()
    count.activateWindow()
    thousand = count.field(100_000)
    thousand.setFocus()
    qtbot.keyClicks(thousand, "96x")
    qtbot.keyClick(thousand, Qt.Key.Key_Plus)
    assert count.denominations() == ((100_000, 97),)
    qtbot.keyClick(thousand, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: QApplication.focusWidget() is count.field(50_000))
    qtbot.keyClicks(count.field(50_000), "2")
    assert count.total_minor == 9_800_000
    qtbot.keyClick(count.field(50_000), Qt.Key.Key_Minus)
    qtbot.keyClick(count.field(50_000), Qt.Key.Key_Minus)
    qtbot.keyClick(count.field(50_000), Qt.Key.Key_Minus)
    assert count.denominations() == ((100_000, 97),)
    count.field(20_000).setText("٣")
    assert count.total_minor == 9_760_000
    kept = count.denominations()
    count.clear()
    assert count.denominations() == ()
    count.set_denominations(kept)
    assert count.denominations() == kept


def draw(signature: Signature, points: int = 12, top: int = 40) -> None:
    """Draw one stroke with the mouse."""
    pad = signature.pad
    QTest.mousePress(pad, Qt.MouseButton.LeftButton, pos=QPoint(30, top))
    for step in range(points):
        QTest.mouseMove(pad, QPoint(30 + 8 * step, top + 5 * (step % 3)))
    QTest.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=QPoint(30, top))


def test_a_signature_is_drawn_taken_back_and_locked(qtbot: QtBot, look: Look) -> None:
    signature = Signature(look, "Union leader", "Alhaja Rukayat", "Refuses to sign")
    qtbot.addWidget(signature)
    signature.resize(600, 300)
    signature.show()
    assert signature.again.isHidden()
    draw(signature)
    draw(signature, top=80)
    assert signature.pad.is_signed
    drawn = signature.pad.strokes
    assert len(drawn) == 2
    assert all(0 <= x <= 1000 and 0 <= y <= 400 for stroke in drawn for x, y in stroke)
    qtbot.mouseClick(signature.undo, Qt.MouseButton.LeftButton)
    assert len(signature.pad.strokes) == 1
    kept = signature.pad.strokes
    signature.resize(300, 300)
    look.choose(Appearance("dark", 1.5))
    assert signature.pad.strokes == kept
    signature.set_locked(locked=True)
    draw(signature)
    signature.pad.undo()
    assert signature.pad.strokes == kept
    signature.set_locked(locked=False)
    qtbot.mouseClick(signature.again, Qt.MouseButton.LeftButton)
    assert not signature.pad.is_signed


def test_a_cross_drawn_in_a_hurry_is_a_signature(qtbot: QtBot, look: Look) -> None:
    signature = Signature(look, "Union leader")
    qtbot.addWidget(signature)
    signature.resize(600, 300)
    signature.show()
    for start, end in ((QPoint(40, 30), QPoint(90, 80)), (QPoint(90, 30), QPoint(40, 80))):
        QTest.mousePress(signature.pad, Qt.MouseButton.LeftButton, pos=start)
        QTest.mouseMove(signature.pad, end)
        QTest.mouseRelease(signature.pad, Qt.MouseButton.LeftButton, pos=end)
    assert signature.pad.is_signed


def test_a_touch_alone_is_no_signature_and_the_edge_holds(qtbot: QtBot, look: Look) -> None:
    signature = Signature(look, "Officer")
    qtbot.addWidget(signature)
    signature.resize(600, 300)
    signature.show()
    QTest.mousePress(signature.pad, Qt.MouseButton.LeftButton, pos=QPoint(10, 10))
    QTest.mouseMove(signature.pad, QPoint(5000, -300))
    QTest.mouseRelease(signature.pad, Qt.MouseButton.LeftButton)
    assert not signature.pad.is_signed
    assert max(x for stroke in signature.pad.strokes for x, _ in stroke) <= 1000


def test_a_signature_is_drawn_with_keys_alone(qtbot: QtBot, look: Look) -> None:
    signature = Signature(look, "Officer")
    qtbot.addWidget(signature)
    signature.resize(600, 300)
    signature.show()
    signature.activateWindow()
    pad = signature.pad
    pad.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(pad.hasFocus)
    assert "Space sets the pen down" in pad.accessibleDescription()
    qtbot.keyClick(pad, Qt.Key.Key_Right)
    assert not pad.strokes
    with qtbot.waitSignal(pad.changed):
        qtbot.keyClick(pad, Qt.Key.Key_Space)
        for key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Up) * 3:
            qtbot.keyClick(pad, key)
        qtbot.keyClick(pad, Qt.Key.Key_Space)
    assert pad.is_signed
    qtbot.keyClick(pad, Qt.Key.Key_Down)
    qtbot.keyClick(pad, Qt.Key.Key_Space)
    qtbot.keyClick(pad, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert [len(stroke) for stroke in pad.strokes] == [13, 2]
    qtbot.keyClick(pad, Qt.Key.Key_Backspace)
    qtbot.keyClick(pad, Qt.Key.Key_Right)
    assert [len(stroke) for stroke in pad.strokes] == [13]
    qtbot.keyClick(pad, Qt.Key.Key_Delete)
    assert pad.strokes == ()
    signature.set_locked(locked=True)
    qtbot.keyClick(pad, Qt.Key.Key_Space)
    assert pad.strokes == ()


def test_a_stroke_ends_where_the_focus_goes_and_at_the_edge_of_the_pad(qtbot: QtBot, look: Look) -> None:
    signature = Signature(look, "Officer", QLineEdit())
    qtbot.addWidget(signature)
    signature.resize(400, 300)
    signature.show()
    signature.activateWindow()
    pad = signature.pad
    pad.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(pad.hasFocus)
    qtbot.keyClick(pad, Qt.Key.Key_Space)
    for _ in range(80):
        qtbot.keyClick(pad, Qt.Key.Key_Up)
    assert min(y for _, y in pad.strokes[0]) >= 0
    drawn = pad.strokes
    with qtbot.waitSignal(pad.changed):
        qtbot.keyClick(pad, Qt.Key.Key_Tab)
    assert not pad.hasFocus()
    pad.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(pad, Qt.Key.Key_Right)
    assert pad.strokes == drawn


def test_a_pin_is_typed_in_any_figures_and_let_go_of(qtbot: QtBot, look: Look) -> None:
    pad = PinPad(look)
    qtbot.addWidget(pad)
    pad.show()
    with qtbot.waitSignal(pad.entered) as entered:
        qtbot.keyClicks(pad, "1234")
        qtbot.keyClick(pad, Qt.Key.Key_Backspace)
        qtbot.keyClick(pad, Qt.Key.Key_Return)
    assert entered.args == ["123"]
    for figure in "٧٣٩":
        pressed = QKeyEvent(QKeyEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, figure)
        QApplication.sendEvent(pad, pressed)
    with qtbot.waitSignal(pad.entered) as entered:
        qtbot.keyClick(pad, Qt.Key.Key_Return)
    assert entered.args == ["739"]
