"""Closing a meeting in tests: the page reached from the sheet, counted and signed as people do."""

from __future__ import annotations

from PySide6.QtCore import Qt

from fieldapp.screens.officer.sheet.closing.page import CloseMeetingPage
from fieldapp.screens.officer.sheet.page import MeetingSheetPage
from fieldapp.screens.officer.today.page import TodayPage
from fieldapp.store.author import Desk
from fieldapp.store.outbox import listing
from tests.screens.driver import Window, ask
from tests.screens.signing import sign


def opened_sheet(window: Window) -> MeetingSheetPage:
    """The sheet of the union that meets, reached from Today."""
    window.unlock()
    window.choose(window.page(TodayPage).unions, "Oja-Oba Traders Union")
    return window.page(MeetingSheetPage)


def begun(window: Window) -> CloseMeetingPage:
    """Two have paid 700 and 300, one is absent; the rest is marked on the closing page."""
    sheet = opened_sheet(window)
    for amount in ("700", "300"):
        window.keys(amount)
        window.press(Qt.Key.Key_Down)
    window.keys("A")
    window.click(sheet.totals.save)
    window.wait(lambda: sheet.model.line(0).row.paid_today_minor)
    window.settle()
    window.click(sheet.totals.close_meeting)
    return window.page(CloseMeetingPage)


def count(closing: CloseMeetingPage, value_minor: int, pieces: str) -> None:
    """Lay pieces of one note on the table."""
    closing.count.notes.field(value_minor).setText(pieces)


def sign_both(window: Window, closing: CloseMeetingPage, leader: str = "Alhaja Rukayat Lawal") -> None:
    """Have both sign, the leader under this name."""
    sign(closing.signing.officer.signature.pad)
    closing.signing.leader_name.setFocus()
    closing.signing.leader_name.selectAll()
    window.keys(leader)
    sign(closing.signing.leader.signature.pad)
    window.settle()


def kinds(window: Window) -> list[str]:
    """What is recorded here and waits for the office, newest first."""

    def look(desk: Desk) -> list[str]:
        with desk.store.read() as tx:
            return [entry.kind for entry in listing(tx)]

    return ask(window, look)
