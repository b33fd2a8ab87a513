"""Loading, empty, error and offline: what they say, what they do, when they show."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QLabel
from pytestqt.qtbot import QtBot

from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import Wait
from fieldapp.screens.widgets.avatar import initials
from fieldapp.screens.widgets.forms.strip import Strip
from fieldapp.screens.widgets.notice import Notice
from fieldapp.screens.widgets.states import EmptyState, ErrorState, Loading, StandIn
from fieldapp.screens.words import Told


def test_shapes_are_drawn_only_after_a_while(qtbot: QtBot, look: Look) -> None:
    loading = Loading(look)
    qtbot.addWidget(loading)
    loading.show()
    empty = loading.grab().toImage()
    assert not loading.seen
    qtbot.waitUntil(lambda: loading.seen, timeout=Wait.SKELETON * 10)
    assert loading.grab().toImage() != empty


def test_an_empty_list_says_the_next_thing(qtbot: QtBot, look: Look) -> None:
    state = EmptyState(look, "check", "Nothing is due", "The next meeting is Friday", "Show next 7 days")
    qtbot.addWidget(state)
    state.show()
    with qtbot.waitSignal(state.acted):
        qtbot.mouseClick(state.button, Qt.MouseButton.LeftButton)
    state.say("Nobody is called that")
    assert state.button.isHidden()


def test_an_error_can_be_copied_and_answered(qtbot: QtBot, look: Look) -> None:
    told = Told("error", "Not printed", "The payment is saved.", "Print again", "printer_silent 7f3a")
    state = ErrorState(look, told, later="Later")
    qtbot.addWidget(state)
    state.show()
    qtbot.mouseClick(state.copy, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == "Not printed\nThe payment is saved.\nprinter_silent 7f3a"
    for signal, button in ((state.acted, state.button), (state.left, state.later)):
        with qtbot.waitSignal(signal):
            qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    state.tell(Told("error", "Not printed", "Still silent."))
    assert state.copy.isHidden()
    assert state.button.isHidden()


def test_what_stands_in_for_a_page_offers_no_act_where_its_thing_is_gone(qtbot: QtBot, look: Look) -> None:
    state = StandIn(look)
    qtbot.addWidget(state)
    state.tell(
        Told("note", "This loan is not on this tablet", "Look it up again.", support="loan.unknown"),
        gone=True,
    )
    assert [each for each in state.findChildren(QAbstractButton) if each.isVisible()] == []
    state.tell(Told("error", "This tablet's data is damaged", support="StoreDamaged"))
    acts = [each for each in state.findChildren(QAbstractButton) if each.isVisible()]
    assert [each.text().strip() for each in acts] == ["Copy details", "Try again"]
    with qtbot.waitSignal(state.again):
        qtbot.mouseClick(acts[1], Qt.MouseButton.LeftButton)
    state.tell(None)
    assert not state.isVisible()


def test_a_strip_says_what_is_unusual(qtbot: QtBot, look: Look) -> None:
    strip = Strip(look)
    qtbot.addWidget(strip)
    assert strip.words == ""
    strip.say("Approving needs the office", "Last known 09:12", "Keep decision")
    assert strip.words == "Approving needs the office. Last known 09:12"
    with qtbot.waitSignal(strip.acted):
        qtbot.mouseClick(strip.button, Qt.MouseButton.LeftButton)


def test_names_of_any_kind_have_a_round() -> None:
    assert initials("Esther Ogbonna") == "EO"
    assert initials("Alhaja Rukayat Lawal") == "AL"
    assert initials("ẹniọlá") == "Ẹ"
    assert initials("x") == "X"
    assert initials("🌻") == ""
    assert initials("🌻 Bisi") == "B"
    assert initials("") == ""
    assert initials("  ") == ""
    assert initials("(Mama) 2 Chidi") == "MC"


def test_what_can_be_done_stands_below_words_that_it_would_squeeze(qtbot: QtBot, look: Look) -> None:
    notice = Notice(look)
    qtbot.addWidget(notice)
    notice.tell(Told("note", "Approving needs the office", "Your decision waits here.", "Keep decision"))
    (act,) = [each for each in notice.findChildren(QAbstractButton) if each.isVisible()]
    words = next(each for each in notice.findChildren(QLabel) if each.text().startswith("Approving"))

    def below() -> bool:
        return (
            act.mapTo(notice, act.rect().topLeft()).y() > words.mapTo(notice, words.rect().bottomLeft()).y()
        )

    notice.resize(900, notice.sizeHint().height())
    qtbot.waitUntil(lambda: not below())
    notice.resize(260, 400)
    qtbot.waitUntil(below)
