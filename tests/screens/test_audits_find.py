"""Each audit finds what it is there to find, and nothing on a window that is as it should be."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QStringListModel,
)
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QLineEdit,
    QListView,
    QPlainTextEdit,
    QPushButton,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from fieldapp.screens.theme.look import Look, dress
from fieldapp.screens.widgets.buttons import CommitButton
from fieldapp.screens.widgets.overlays.dialog import Dialog, Question
from fieldapp.screens.widgets.text import ElidedLabel
from tests.screens.audits.fitting import cut_off, out_of_place
from tests.screens.audits.focusing import unreached, without_ring
from tests.screens.audits.names import nameless
from tests.screens.audits.touching import too_small
from tests.screens.audits.writing import unproven

_Index = QModelIndex | QPersistentModelIndex
Audit = Callable[[QWidget], Iterator[str]]
EVERY: tuple[Audit, ...] = (nameless, too_small, cut_off, out_of_place, unreached, without_ring, unproven)


class _Pressed(QStyledItemDelegate):
    def editorEvent(
        self, event: QEvent, model: QAbstractItemModel, option: QStyleOptionViewItem, index: _Index
    ) -> bool:
        return False


class _Dial(QWidget):
    def touch_targets(self) -> list[tuple[str, QRect]]:
        return [("Tiny", QRect(0, 0, 20, 60)), ("Large enough", QRect(20, 0, 60, 60))]


@pytest.fixture
def window(qtbot: QtBot, look: Look) -> QWidget:
    """A window with two buttons and a label that are as they should be."""
    made = QWidget()
    dress(made, look)
    qtbot.addWidget(made)
    made.setGeometry(0, 0, 400, 600)
    box = QVBoxLayout(made)
    for name in ("First", "Second"):
        button = QPushButton(name)
        button.setAccessibleName(name)
        box.addWidget(button)
    box.addWidget(QLabel("All is well"))
    return made


def _shown(window: QWidget, *added: QWidget) -> None:
    layout = window.layout()
    assert layout is not None
    for widget in added:
        layout.addWidget(widget)
    window.show()
    window.activateWindow()
    QApplication.processEvents()


def test_nothing_is_found_where_all_is_well(window: QWidget) -> None:
    _shown(window)
    assert [line for audit in EVERY for line in audit(window)] == []


def test_a_control_without_a_name_is_found(window: QWidget) -> None:
    field = QLineEdit()
    field.setMinimumHeight(48)
    _shown(window, field)
    assert [line for line in nameless(window) if "QLineEdit" in line]


def test_rows_that_say_nothing_are_found(window: QWidget) -> None:
    rows = QListView()
    rows.setAccessibleName("Rows")
    rows.setModel(QStringListModel(["said", ""]))
    _shown(window, rows)
    assert [line[:5] for line in nameless(window)] == ["row 2"]


def test_what_a_finger_would_miss_is_found(window: QWidget) -> None:
    small = QPushButton("Small", window)
    small.setStyleSheet("min-height: 10px; min-width: 10px; padding: 0")
    small.setGeometry(0, 500, 40, 20)
    _shown(window, _Dial())
    found = list(too_small(window))
    assert [line for line in found if "Small" in line] != []
    assert [line.partition(" ")[0] for line in found if "painted" in line] == ["“Tiny”"]


def test_low_rows_and_unsaid_painted_controls_are_found(window: QWidget) -> None:
    rows = QListView()
    rows.setModel(QStringListModel(["low"]))
    rows.setItemDelegate(_Pressed(rows))
    _shown(window, rows)
    assert len(list(too_small(window))) == 2


@pytest.mark.parametrize("wrap", [False, True])
def test_words_without_room_are_found(window: QWidget, wrap: bool) -> None:
    words = QLabel("A sentence that is longer than the room it has been given", window)
    words.setWordWrap(wrap)
    words.setGeometry(10, 500, 60, 20)
    _shown(window)
    assert [line for line in cut_off(window) if "A sentence" in line] != []


def test_a_label_that_shortens_itself_and_says_the_whole_is_left_alone(window: QWidget) -> None:
    shortened = ElidedLabel("A sentence that is longer than the room it has been given" * 3)
    _shown(window, shortened)
    assert list(cut_off(window)) == []
    shortened.setAccessibleName("A sentence")
    assert len(list(cut_off(window))) == 1


def test_a_button_without_room_for_its_words_is_found(window: QWidget) -> None:
    button = QPushButton("Save everything that was typed", window)
    button.setGeometry(10, 500, 80, 44)
    _shown(window)
    assert [line for line in cut_off(window) if "Save everything" in line] != []


def test_what_sticks_out_and_what_overlaps_is_found(window: QWidget) -> None:
    QPushButton("Out", window).setGeometry(380, 500, 100, 44)
    QPushButton("Under", window).setGeometry(10, 500, 100, 44)
    QPushButton("Over", window).setGeometry(50, 520, 100, 44)
    _shown(window)
    found = list(out_of_place(window))
    assert len([line for line in found if "“Out”" in line and "sticks out" in line]) == 1
    assert len([line for line in found if "“Under”" in line and "“Over”" in line]) == 1


def test_what_keeps_the_focus_is_found(window: QWidget) -> None:
    _shown(window, QPlainTextEdit())
    assert [line for line in unreached(window) if "does not leave QPlainTextEdit" in line] != []


def test_what_the_focus_passes_by_or_goes_back_to_is_found(window: QWidget) -> None:
    first, second = window.findChildren(QPushButton)
    third = QPushButton("Third")
    _shown(window, third)
    QWidget.setTabOrder(third, second)
    QWidget.setTabOrder(second, first)
    assert [line for line in unreached(window) if "back to" in line] != []


def test_what_shows_no_ring_is_found(window: QWidget) -> None:
    blind = QPushButton("Blind")
    blind.setStyleSheet("QPushButton, QPushButton:focus { border: 1px solid black; outline: none }")
    _shown(window, blind)
    assert list(without_ring(window)) == ["QPushButton “Blind” in QWidget shows no ring"]


def test_a_button_that_writes_and_that_no_test_presses_is_found(window: QWidget, look: Look) -> None:
    dialog = Dialog(look, window, Question("Pay ₦5,000?", "Leave it", "Pay ₦5,000"))
    dialog.open()
    assert dialog.findChildren(CommitButton) == [dialog.act]
    assert list(unproven(window)) == ["no test presses “Pay” of Dialog twice"]
