"""A loan's page says where it stands, shows its parts, leads on, and hands out a statement."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from fieldapp.background import Lanes
from fieldapp.officer.collect_repayment import collect_repayment
from fieldapp.screens.loan.page import LoanPage
from fieldapp.screens.money.receipts.page import ReceiptPage
from fieldapp.screens.money.repay.page import RepayPage
from fieldapp.screens.targets import Target
from fieldapp.screens.theme.look import Look
from shared.contract.records import union_bucket
from tests.fieldapp.desk.forms import due_form
from tests.screens import people
from tests.screens.driver import Window, ask, heard, save_papers_in, stood_in
from tests.screens.office import TODAY, open_tablet
from tests.screens.pdf_reading import Pdf
from tests.screens.taking import LATE, WAITING


def opened(window: Window, loan: bytes = LATE, extra: str = "") -> LoanPage:
    """Open a loan in the unlocked window."""
    window.place.open(Target("loan", loan, extra))
    page = window.page(LoanPage)
    window.wait(lambda: page.view is not None)
    return page


def test_it_says_where_the_loan_stands(window: Window) -> None:
    window.unlock()
    page = opened(window)
    assert (page.title, page.second.split(" · ")[0]) == ("Chidinma Eze", "Loan LN-204-0104")
    assert page.strip.outstanding.value == "₦47,040"
    assert (page.strip.overdue.value, page.strip.due.value) == ("7,840", "7,840")
    assert page.strip.mark.mark.text == "7 days late"
    assert page.tabs.schedule.table.count == 24
    assert page.statement in page.acts
    assert page.record.above in page.acts


def test_a_payment_on_this_tablet_is_told_apart(window: Window) -> None:
    window.unlock()
    ask(window, lambda desk: collect_repayment(desk, due_form(desk, LATE)))
    page = opened(window, extra="payments")
    assert page.tabs.tabs.current == "payments"
    first = page.tabs.payments.rows[0]
    assert first.title == "₦15,680"
    assert first.mark is not None
    assert first.mark.text == "Provisional"
    assert first.parts == (("Instalment 19 · closed", "7,840"), ("Instalment 20 · closed", "7,840"))
    newest = page.tabs.history.rows[0]
    assert newest.title == "Repayment ₦15,680"
    assert "on this tablet" in newest.second


def test_a_payment_leads_to_its_receipt_and_the_act_to_a_repayment(window: Window) -> None:
    window.unlock()
    page = opened(window, extra="payments")
    page.tabs.payments.chosen.emit(page.tabs.payments.rows[0].key)
    window.page(ReceiptPage)
    window.place.back()
    page = window.page(LoanPage)
    window.shell.resize(800, 1280)
    window.settle()
    window.click(page.record.below)
    window.page(RepayPage)


def test_what_happened_without_a_receipt_leads_nowhere(window: Window) -> None:
    window.unlock()
    page = opened(window)
    page.tabs.history.chosen.emit(page.tabs.history.rows[-1].key)
    assert window.place.page is page


def test_an_application_says_what_was_asked_and_what_comes_next(window: Window) -> None:
    window.unlock()
    page = opened(window, WAITING)
    assert page.strip.isHidden()
    assert page.application is not None
    assert page.application.open.isVisibleTo(page.application)
    assert "Asked for, ₦" in page.application.facts.accessibleDescription()
    assert "Purpose, A kiosk" in page.application.terms.accessibleDescription()
    assert page.record.above not in page.acts
    assert page.statement not in page.acts
    assert page.tabs.schedule.table.count == 24


def test_a_loan_paid_out_while_it_is_looked_at_has_a_statement(window: Window) -> None:
    window.unlock()
    page = opened(window, WAITING)
    assert page.statement not in page.acts
    paid = people.a_loan(4, people.OJA_OBA, TODAY)
    window.tablet.office.put("loan", WAITING, paid, union_bucket(people.OJA_OBA))
    heard(window)
    assert page.statement in page.acts


def test_who_takes_no_money_is_not_offered_to(qtbot: QtBot, look: Look, lanes: Lanes, tmp_path: Path) -> None:
    tablet = open_tablet(tmp_path / "boss", people.SUPERVISOR)
    window = Window(qtbot, tablet.shell(look, lanes), tablet, lanes)
    window.unlock()
    page = opened(window)
    assert page.record.above not in page.acts
    assert page.statement in page.acts
    window.close()


def test_what_is_open_behind_a_tab_is_not_said_again_beside_it(window: Window) -> None:
    window.shell.resize(1440, 900)
    window.unlock()
    page = opened(window)
    beside = page.beside
    assert beside.payments.isVisible() and beside.timeline.isVisible()
    page.tabs.open("payments")
    assert (beside.payments.isVisible(), beside.timeline.isVisible()) == (False, True)
    page.tabs.open("history")
    assert (beside.payments.isVisible(), beside.timeline.isVisible()) == (True, False)
    page.load()
    window.settle()
    assert (beside.payments.isVisible(), beside.timeline.isVisible()) == (True, False)
    page.tabs.open("schedule")
    window.click(beside.all)
    assert not beside.payments.isVisible()


def test_a_statement_has_the_schedule_and_every_payment_on_numbered_pages(
    window: Window, tmp_path: Path
) -> None:
    window.unlock()
    page = opened(window)
    save_papers_in(window, tmp_path)
    window.double_click(page.statement)
    window.wait(lambda: page.notice.told is not None)
    window.settle()
    (path,) = tmp_path.glob("*.pdf")
    made = Pdf(path.read_bytes())
    text = "\n".join(line for each in made.pages for line in each.lines)
    assert len(made.pages) > 1
    for said in (
        "LN-204-0104",
        "Chidinma Eze",
        "47,040",
        "7 days late",
        "HT03-004001",
        "Instalment 1 · closed",
    ):
        assert said in text
    assert f"Page 1 of {len(made.pages)}" in text
    assert all(glyph.y > 0 for each in made.pages for glyph in each.glyphs)


def test_a_loan_that_is_not_here_says_so(window: Window) -> None:
    window.unlock()
    window.place.open(Target("loan", b"nobody-000000000"))
    page = window.page(LoanPage)
    window.wait(lambda: stood_in(page) == "This loan is not on this tablet")
    assert page.strip.isHidden()


@pytest.mark.parametrize("size", [(1280, 800), (800, 1280), (1440, 900), (1024, 600)])
def test_one_filled_act_is_in_reach_at_every_size(window: Window, size: tuple[int, int]) -> None:
    window.unlock()
    window.shell.resize(*size)
    page = opened(window)
    window.settle()
    seen = [page.record.above.isVisible(), page.record.below.isVisible()]
    assert seen.count(True) == 1
