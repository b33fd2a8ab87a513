"""What somebody left behind, or lies over: a write that fails later, a question, a detail that is gone."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from fieldapp.screens.application.page import ApplicationPage
from fieldapp.screens.loan.page import LoanPage
from fieldapp.screens.officer.loans.page import LoansPage
from fieldapp.screens.officer.today.page import TodayPage
from fieldapp.screens.supervisor.approvals import ApprovalsPage
from fieldapp.screens.targets import Target
from fieldapp.screens.widgets.overlays.dialog import Dialog
from fieldapp.store.author import Desk
from tests.screens import people
from tests.screens.driver import OpenFor, Window, ask, end_lease, out_of_reach, recorded, stood_in
from tests.screens.taking import LATE
from tests.screens.taking import opened as opened_repayment

SENT = people.loan_id(900)
CTRL = Qt.KeyboardModifier.ControlModifier


def key(window: Window, pressed: Qt.Key, held: Qt.KeyboardModifier) -> None:
    """Press a key of the window, as it arrives from the system; lanes may be busy meanwhile."""
    QTest.keyClick(window.shell.windowHandle(), pressed, held)
    QApplication.processEvents()


def asked(window: Window) -> Dialog:
    """An application that was sent, with the question whether it is to be taken back."""
    window.unlock()
    window.place.open(Target("application", SENT))
    page = window.page(ApplicationPage)
    window.wait(page.foot.take_back.isVisible)
    window.click(page.foot.take_back)
    dialog = page.ending.dialog
    assert dialog is not None
    window.keys("The amount is wrong")
    return dialog


def test_a_repayment_that_is_refused_after_its_page_was_left_is_said_where_one_is(window: Window) -> None:
    page = opened_repayment(window)
    end_lease(window)
    gate = threading.Event()
    window.lanes.store.run(gate.wait, lambda _: None, lambda _: None)
    try:
        window.click(page.save)
        key(window, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
        window.wait(lambda: isinstance(window.place.page, TodayPage))
    finally:
        gate.set()
    today = window.page(TodayPage)
    window.wait(lambda: today.notice.told is not None)
    told = today.notice.told
    assert told is not None and told.title.startswith("Not saved on the page you left: ")
    assert recorded(window) == []


def test_whoever_goes_elsewhere_leaves_a_question_undecided(window: Window) -> None:
    dialog = asked(window)
    lay = [dialog.isVisible()]
    dialog.kept.connect(lambda: lay.append(False))
    key(window, Qt.Key.Key_1, CTRL)
    window.page(TodayPage)
    assert lay == [True, False]
    assert recorded(window) == []


def test_back_leaves_a_question_before_it_leaves_the_page(window: Window) -> None:
    asked(window)
    key(window, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    window.page(ApplicationPage)
    assert not [each for each in window.shell.findChildren(Dialog) if each.isVisible()]
    key(window, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    window.page(TodayPage)
    assert recorded(window) == []


def test_nobody_goes_elsewhere_while_what_was_decided_is_written(window: Window) -> None:
    dialog = asked(window)
    gate = threading.Event()
    window.lanes.store.run(gate.wait, lambda _: None, lambda _: None)
    try:
        window.click(dialog.act)
        key(window, Qt.Key.Key_1, CTRL)
        assert dialog.isVisible()
        assert isinstance(window.place.page, ApplicationPage)
    finally:
        gate.set()
    window.wait(lambda: len(recorded(window)) == 1)


def test_a_page_that_is_read_for_long_is_seen_to_be_and_takes_no_press(window: Window) -> None:
    window.unlock()
    gate = threading.Event()
    window.lanes.store.run(gate.wait, lambda _: None, lambda _: None)
    try:
        window.place.open(Target("loans"))
        window.qtbot.waitUntil(lambda: isinstance(window.place.page, LoansPage))
        page = window.place.page
        assert isinstance(page, LoansPage)
        window.qtbot.waitUntil(lambda: page.content.loading is not None and page.content.loading.seen)
        lies_over = page.content.childAt(page.content.rect().center())
        assert lies_over is page.content.loading
        page.finder.setFocus()
        QTest.keyClicks(page.finder, "eze")
    finally:
        gate.set()
    window.wait(lambda: page.content.loading is None)
    assert page.finder.text() == "eze"


@pytest.mark.expects_errors
def test_a_search_that_could_not_look_says_so(window: Window) -> None:
    window.unlock()

    def hide_index(desk: Desk) -> None:
        with desk.store.transaction() as tx:
            tx.execute("ALTER TABLE p_search RENAME TO p_elsewhere")

    ask(window, hide_index)
    key(window, Qt.Key.Key_K, CTRL)
    palette = window.place.over.palette
    window.keys("adeyemi")
    window.wait(palette.nothing.isVisible)
    assert "Nothing found" not in palette.nothing.text()
    assert palette.nothing.text()


def test_a_request_that_cannot_be_shown_leaves_the_others(open_for: OpenFor) -> None:
    window = open_for(people.SUPERVISOR)
    page = window.page(ApprovalsPage)
    window.wait(lambda: page.detail.isVisible() and page.list.model().rowCount() > 1)
    first = page.list.current_key
    assert isinstance(first, bytes)

    def lose_loan(desk: Desk) -> None:
        with desk.store.transaction() as tx:
            tx.execute(
                "UPDATE p_loan SET id = randomblob(16) WHERE id ="
                " (SELECT subject_id FROM p_approval WHERE id = ?)",
                (first,),
            )

    ask(window, lose_loan)
    window.place.bench.changed.emit()
    window.wait(lambda: page.notice.told is not None)
    assert page.list.isVisible()
    assert not page.detail.isVisible()
    assert not page.bar.isVisible()
    other = next(row for row in range(page.list.model().rowCount()) if page.list.key_at(row) != first)
    window.tap(page.list, other)
    window.wait(page.detail.isVisible)


def test_a_tap_on_a_row_that_became_another_opens_nothing(window: Window) -> None:
    window.unlock()
    window.place.open(Target("loans"))
    page = window.page(LoansPage)
    view = page.table.view
    window.wait(lambda: view.model().rowCount() > 1)
    at = QPoint(view.viewport().width() // 4, view.rowViewportPosition(0) + view.rowHeight(0) // 2)
    QTest.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    lines = [page.table._listing.row(number) for number in range(view.model().rowCount())]
    page.table.set_rows(lines[1:])
    QTest.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    window.settle()
    assert isinstance(window.place.page, LoansPage)


def test_a_thing_that_comes_back_has_its_acts_again(window: Window) -> None:
    window.unlock()
    window.place.open(Target("loan", LATE))
    page = window.page(LoanPage)
    window.wait(lambda: page.view is not None)
    acts = [act.accessibleName() for act in page.acts]
    assert acts
    with out_of_reach(window, "p_loan"):
        window.place.bench.changed.emit()
        window.wait(lambda: stood_in(page) == "This loan is not on this tablet")
        assert page.acts == []
    window.place.bench.changed.emit()
    window.wait(lambda: page.content.told is None)
    assert sorted(act.accessibleName() for act in page.acts) == sorted(acts)
