"""Today, unions, the badge and the sync centre: what somebody inside sees of the day and of the office."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from fieldapp.background import Lanes
from fieldapp.screens.everyone.sync.page import SyncCentrePage
from fieldapp.screens.officer.sheet.page import MeetingSheetPage
from fieldapp.screens.officer.today.page import TodayPage
from fieldapp.screens.officer.unions import UnionsPage
from fieldapp.screens.targets import Target
from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import Height
from fieldapp.screens.union.page import UnionPage
from fieldapp.screens.widgets.text import Fact
from fieldapp.screens.workplace.window import Workplace
from fieldapp.syncing.faults import ClockWrong, NotOurServer, SyncFault, Unreachable
from shared.contract.exchange import ExchangeRequest, ExchangeResponse, Verdict
from shared.contract.operations import Operation
from shared.contract.records import union_bucket
from tests.screens import people
from tests.screens.driver import Window, ask, choose_under_more, stood_in
from tests.screens.office import TODAY, open_tablet


def record(window: Window, amount: str, union: str = "Oja-Oba Traders Union") -> None:
    """Record one amount on a sheet and come back to Today."""
    window.choose(window.page(TodayPage).unions, union)
    sheet = window.page(MeetingSheetPage)
    window.keys(amount)
    window.click(sheet.totals.save)
    window.wait(lambda: sheet.notice.told is not None)
    window.settle()
    window.click(window.place.top.back)
    window.page(TodayPage)


def words_in(page: QWidget) -> str:
    """Everything the facts of a page say."""
    return " | ".join(fact._value.text() for fact in page.findChildren(Fact))


def test_today_shows_the_unions_that_meet_in_their_order(window: Window) -> None:
    window.unlock()
    today = window.page(TodayPage)
    assert [row.title for row in today.unions.rows] == ["Oja-Oba Traders Union", "Bodija Tailors Union"]
    assert today.unions.rows[0].under is not None
    assert today.unions.rows[0].under.text == "Was to begin at 09:30 · not begun"
    assert "25 members" in today.unions.rows[0].second
    assert window.place.top.heading[0] == "Friday 20 November"


def test_what_is_recorded_shows_on_today_at_once_as_provisional(window: Window) -> None:
    window.unlock()
    record(window, "4500")
    today = window.page(TodayPage)
    assert today.collected.collected.value == "₦4,500"
    assert "provisional ₦4,500" in today.collected.split.text()
    assert today.cash.in_hand.value == "₦4,500"
    assert window.place.top.badge.lines[0] == "1 waiting · ₦4,500"


def test_whom_to_collect_from_is_filtered_by_what_is_late_or_due(window: Window) -> None:
    window.unlock()
    today = window.page(TodayPage)
    everybody = today.collect.count
    window.click(today.to_collect.which.button("late"))
    late = today.collect.count
    assert 0 < late < everybody
    window.click(today.to_collect.which.button("due"))
    assert late + today.collect.count >= everybody


def test_a_list_is_used_by_keyboard_too(window: Window) -> None:
    window.unlock()
    today = window.page(TodayPage)
    today.unions.setFocus()
    window.press(Qt.Key.Key_Down)
    window.press(Qt.Key.Key_Return)
    window.page(MeetingSheetPage)


def test_any_union_is_found_by_typing_and_leads_to_its_sheet(window: Window) -> None:
    place = window.unlock()
    window.click(place.navigation.button("unions"))
    unions = window.page(UnionsPage)
    window.wait(lambda: unions.table.count == 6)
    unions.finder.setFocus()
    window.keys("sabo")
    assert unions.table.count == 1
    window.tap(unions.table.view, 0)
    window.click(window.page(UnionPage).other_sheet)
    sheet = window.page(MeetingSheetPage)
    assert sheet.board.nobody.isVisible()
    assert not sheet.view.isVisible()


def test_before_the_first_contact_today_says_what_to_do(
    qtbot: QtBot, look: Look, lanes: Lanes, tmp_path
) -> None:
    tablet = open_tablet(tmp_path / "empty", filled=False)
    window = Window(qtbot, tablet.shell(look, lanes), tablet, lanes)
    window.unlock()
    today = window.page(TodayPage)
    assert "has not received its data" in stood_in(today)
    tablet.office.fault = None
    window.place.rounds.want()
    window.wait(lambda: len(today.unions.rows) == 2)
    assert stood_in(today) == ""
    window.close()


# ---------------------------------------------------------------- the office


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (Unreachable(), "No connection to the office"),
        (NotOurServer("captive"), "Something else answered in place of the office"),
        (ClockWrong(1), "The clock of this tablet is wrong"),
    ],
)
def test_a_round_that_fails_is_said_in_words(window: Window, fault: SyncFault, words: str) -> None:
    window.tablet.office.fault = fault
    place = window.unlock()
    window.click(place.top.badge)
    centre = window.page(SyncCentrePage)
    window.click(centre.rounds.now)
    window.wait(lambda: centre.notice.told is not None)
    assert words in words_in(centre)
    assert centre.notice.told is not None
    assert centre.notice.told.title == words
    assert "Traceback" not in centre.notice.told.detail


@pytest.mark.parametrize("pressed", ["button", "key"])
def test_who_asks_while_a_round_runs_by_itself_is_told_what_came_of_it(window: Window, pressed: str) -> None:
    began, answered = threading.Event(), threading.Event()

    class SlowWay:
        def exchange(self, _: ExchangeRequest) -> ExchangeResponse:
            began.set()
            answered.wait(5)
            raise Unreachable

    window.tablet.way = SlowWay()
    place = window.unlock(settled=False)
    window.wait(began.is_set)
    place.open(Target("sync"))
    window.wait(lambda: isinstance(window.place.page, SyncCentrePage))
    centre = window.place.page
    assert isinstance(centre, SyncCentrePage)
    assert place.rounds.running
    if pressed == "button":
        window.click(centre.rounds.now)
    else:
        window.qtbot.keyClick(window.shell, Qt.Key.Key_F5)
    answered.set()
    window.wait(lambda: centre.notice.told is not None)
    assert centre.notice.told is not None
    assert centre.notice.told.title == "No connection to the office"


def test_what_waits_is_sent_and_then_counts_as_sent_until_its_effect_arrives(window: Window) -> None:
    place = window.unlock()
    record(window, "4500")
    place.open(Target("sync"))
    centre = window.page(SyncCentrePage)
    assert [(row.mark.text if row.mark else "", row.figure) for row in centre.list.rows] == [
        ("On this tablet", "₦4,500")
    ]

    def later(operation: Operation) -> Verdict:
        from shared.contract.exchange import BucketNumber

        far = BucketNumber(union_bucket(people.OJA_OBA), 10**6)
        return Verdict(operation.id, operation.seq, "applied", effects=(far,))

    window.tablet.office.answer_to = later
    window.tablet.office.fault = None
    window.click(centre.rounds.now)
    window.wait(lambda: centre.list.rows[0].mark and centre.list.rows[0].mark.text == "Sent, not posted")
    assert place.top.badge.lines[0] == "Nothing waits"
    assert "hold the same" in words_in(centre)


def test_what_the_office_suspended_comes_first_with_its_reason(window: Window) -> None:
    place = window.unlock()
    record(window, "4500")

    def suspended(operation: Operation) -> Verdict:
        title, detail = "The loan was closed at the office", "The cash is kept in suspense."
        return Verdict(operation.id, operation.seq, "suspended", "loan.completed", title, detail)

    window.tablet.office.answer_to = suspended
    window.tablet.office.fault = None
    place.rounds.want()
    window.wait(lambda: place.top.badge.lines[0] == "1 to look at")
    assert window.page(TodayPage).attention.isVisible()
    window.click(window.page(TodayPage).attention)
    centre = window.page(SyncCentrePage)
    row = centre.list.rows[0]
    assert row.reason == "The loan was closed at the office. The cash is kept in suspense."
    understood = next(
        button
        for button in centre.attention.findChildren(QAbstractButton)
        if button.accessibleName().startswith("Understood: Repayment")
    )
    window.double_click(understood)
    window.wait(lambda: place.top.badge.lines[0] == "Nothing waits")
    window.wait(lambda: not centre.attention.isVisible())
    assert centre.tiles.tile("posted").count.text() == "1"


@pytest.mark.parametrize(
    ("outcome", "words"), [("refused", "The office refused this"), ("superseded", "later entry")]
)
def test_a_verdict_without_words_of_its_own_is_put_into_words(
    window: Window, outcome: str, words: str
) -> None:
    place = window.unlock()
    record(window, "4500")
    window.tablet.office.answer_to = lambda operation: Verdict(
        operation.id,
        operation.seq,
        outcome,  # type: ignore[arg-type]  # as the test names it
        "some.code",
    )
    window.tablet.office.fault = None
    place.open(Target("sync"))
    centre = window.page(SyncCentrePage)
    window.click(centre.rounds.now)
    window.wait(lambda: centre.list.rows[0].reason)
    assert words in centre.list.rows[0].reason


def test_checking_the_data_counts_again_and_says_that_all_agrees(window: Window) -> None:
    place = window.unlock()
    place.open(Target("sync"))
    centre = window.page(SyncCentrePage)
    window.click(centre.rounds.check)
    window.wait(lambda: centre.notice.told is not None)
    assert centre.notice.told is not None
    assert "the records on this tablet are whole" in centre.notice.told.title


def test_a_bucket_that_does_not_add_up_is_read_again_and_said(window: Window) -> None:
    place = window.unlock()

    def spoil(desk: object) -> None:
        with place.bench.desk.store.transaction() as tx:
            tx.execute("UPDATE base_bucket SET count = count + 1 WHERE name = 'institution'")

    ask(window, spoil)
    place.open(Target("sync"))
    centre = window.page(SyncCentrePage)
    window.click(centre.rounds.check)
    window.wait(lambda: centre.notice.told is not None)
    assert centre.notice.told is not None
    assert "1 part did not agree" in centre.notice.told.title
    assert "1 part being read again" in words_in(centre)


def test_saving_asks_for_a_round_by_itself(window: Window) -> None:
    place = window.unlock()
    window.tablet.office.fault = None
    place.rounds.want()
    window.wait(lambda: place.rounds.lines and place.rounds.lines[0].result.fault is None)
    record(window, "4500")
    window.wait(lambda: place.rounds.lines[0].result.sent == 1)


# ---------------------------------------------------------------- the window


@pytest.mark.parametrize(
    ("width", "height", "wide"), [(1280, 800, True), (800, 1280, False), (1024, 600, True)]
)
def test_the_navigation_stands_where_the_window_has_room(
    window: Window, width: int, height: int, wide: bool
) -> None:
    place = window.unlock()
    window.shell.resize(width, height)
    window.settle()
    assert (window.shell.width(), window.shell.height()) == (width, height)
    nav = place.navigation.geometry()
    assert nav.height() > height - 2 if wide else nav.width() > width - 2
    shown = [item for item in place.navigation.findChildren(QAbstractButton) if item.isVisible()]
    assert place.navigation.more in shown
    for button in shown:
        assert button.width() >= Height.TOUCH
        assert button.height() >= Height.TOUCH


def test_every_control_says_its_name_and_is_large_enough_to_touch(window: Window) -> None:
    place = window.unlock()
    pages = [window.page(TodayPage)]
    window.choose(pages[0].unions, "Oja-Oba Traders Union")
    pages.append(window.page(MeetingSheetPage))  # type: ignore[arg-type]  # pages of several kinds
    place.open(Target("sync"))
    window.page(SyncCentrePage)
    controls = [
        widget
        for kind in (QAbstractButton, QLineEdit, QPlainTextEdit)
        for widget in window.shell.findChildren(kind)
        if widget.isVisibleTo(window.shell) and widget.isVisible()
    ]
    assert len(controls) > 10
    for widget in controls:
        assert widget.accessibleName() or widget.toolTip(), widget
        if isinstance(widget, QAbstractButton):
            assert min(widget.width(), widget.height()) >= Height.TOUCH, widget.accessibleName()


def test_the_theme_changes_everywhere_and_back(window: Window) -> None:
    window.unlock()
    light = window.shell.grab().toImage().pixelColor(640, 700)
    choose_under_more(window, "theme")
    assert window.shell.grab().toImage().pixelColor(640, 700).lightness() < light.lightness()
    choose_under_more(window, "theme")
    assert window.shell.grab().toImage().pixelColor(640, 700) == light


def test_nothing_waits_on_the_screen_while_the_store_works(window: Window) -> None:
    """Events go on while a job holds the lane: the clock of the screen does not stop."""
    import threading

    place = window.unlock()
    gate = threading.Event()
    window.lanes.store.run(gate.wait, lambda _: None, lambda _: None)
    place.go_to("unions")
    assert isinstance(place.page, UnionsPage)
    assert place.page.table.count == 0
    gate.set()
    window.wait(lambda: window.page(UnionsPage).table.count == 6)
    assert TODAY.year == 2026
    assert isinstance(window.shell.page, Workplace)
    QApplication.processEvents()
