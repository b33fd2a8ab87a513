"""A repayment that is being typed outlives going away, a lock, a turned window and a kill; nothing twice."""

from __future__ import annotations

import signal
import subprocess
import sys
import textwrap
from pathlib import Path

from fieldapp.screens.money import turn
from fieldapp.screens.money.receipts.page import ReceiptPage
from fieldapp.screens.money.repay.page import RepayPage
from fieldapp.screens.officer.today.page import TodayPage
from tests.screens.driver import Window
from tests.screens.taking import LATE, drafts, looked, opened, recorded, typed

# ---------------------------------------------------------------- kept


def test_what_is_typed_outlives_going_away_a_lock_and_a_turn(window: Window) -> None:
    page = opened(window)
    typed(window, page, "16000")
    window.click(page.amount.method.button("POS"))
    window.keys("T-77")
    window.settle()
    assert page.kept == "Kept as you type 10:42:07"
    window.shell.resize(800, 1280)
    assert (page.amount.hero.edit.text(), page.amount.reference.text) == ("16,000", "T-77")
    assert page.amount.reference.line.hasFocus()
    assert page.parts.keypad.isVisible()
    window.shell.lock()
    window.unlock()
    again = opened(window)
    assert (again.amount.hero.edit.text(), again.amount.reference.text) == ("16,000", "T-77")
    assert again.amount.chosen_method == "POS"
    assert recorded(window) == []


def test_a_form_nobody_touched_leaves_nothing_behind_and_cancel_forgets(window: Window) -> None:
    page = opened(window)
    window.settle()
    assert drafts(window) == ()
    typed(window, page, "16000")
    assert len(drafts(window)) == 1
    window.click(page.foot.cancel)
    window.page(TodayPage)
    assert drafts(window) == ()
    assert opened(window).amount.hero.edit.text() == "15,680"


def test_pay_due_begins_with_what_is_due_whatever_was_typed_before(window: Window) -> None:
    page = opened(window)
    typed(window, page, "16000")
    window.place.back()
    page = opened(window, start="due")
    assert page.amount.hero.edit.text() == "15,680"


def killed(window: Window, act: str) -> None:
    """Type an amount in a program of its own, do something, and kill it once the store's lane is idle."""
    program = f"""
        import os, signal, time
        from pathlib import Path
        from PySide6.QtTest import QTest
        from PySide6.QtWidgets import QApplication
        from fieldapp.background import open_lanes
        from fieldapp.screens.money import turn
        from fieldapp.screens.money.repay.page import RepayPage
        from fieldapp.screens.theme.look import Look
        from fieldapp.screens.workplace.window import Workplace
        from shared.ids import LoanId
        from tests.screens import people
        from tests.screens.office import PIN, Office, Tablet, TabletClock

        app, look, lanes, clock = QApplication([]), Look(), open_lanes(), TabletClock()
        shell = Tablet(Path({str(window.tablet.folder)!r}), clock, Office(clock=clock)).shell(look, lanes)

        def until(seen):
            end = time.monotonic() + 30
            while not seen() and time.monotonic() < end:
                app.processEvents()
            assert seen()

        shell.show()
        shell.page.pad.entered.emit(PIN)
        until(lambda: isinstance(shell.page, Workplace))
        shell.page.open(turn.repay(LoanId(people.loan_id(4))))
        until(lambda: isinstance(shell.page.page, RepayPage))
        page = shell.page.page
        until(lambda: page.looking.fresh)
        page.amount.hero.edit.selectAll()
        QTest.keyClicks(page.amount.hero.edit, "16000")
        until(lambda: page.looking.fresh)
        {act}
        lanes.store.call(lambda: None)
        os.kill(os.getpid(), signal.SIGKILL)
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)],
        check=False,
        timeout=120,
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr


def test_what_was_typed_is_there_after_a_kill(window: Window) -> None:
    killed(window, "pass")
    page = opened(window)
    assert page.amount.hero.edit.text() == "16,000"
    assert recorded(window) == []


def test_killed_after_the_commit_it_is_known_to_be_recorded(window: Window) -> None:
    killed(window, "page.save.click()")
    window.unlock()
    window.place.open(turn.repay(LATE))
    page = window.page(RepayPage)
    window.wait(lambda: page.notice.told is not None)
    assert page.notice.told is not None
    assert page.notice.told.title == "₦16,000 was saved before: receipt HT07-000001"
    assert len(recorded(window)) == 1
    looked(window, page)
    assert page.amount.parts.current == "due" or page.amount.hero.edit.text() != "16,000"
    page.notice.acted.emit()
    receipt = window.page(ReceiptPage)
    window.wait(lambda: "HT07-000001" in receipt.paper.accessibleDescription())
