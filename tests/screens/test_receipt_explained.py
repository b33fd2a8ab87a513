"""Why a payment went where it went, told beside its receipt."""

from __future__ import annotations

from PySide6.QtCore import Qt

from fieldapp.officer.collect_repayment import collect_repayment
from fieldapp.screens.money.receipts.page import ReceiptPage
from fieldapp.screens.paper import blocks
from fieldapp.screens.targets import Target
from shared.ids import LoanId
from tests.fieldapp.desk.forms import due_form
from tests.screens import people
from tests.screens.driver import Window, ask


def test_it_is_explained_why_it_went_there_and_adds_up(window: Window) -> None:
    window.unlock()
    taken = ask(window, lambda desk: collect_repayment(desk, due_form(desk, LoanId(people.loan_id(4)))))
    window.place.open(Target("receipt", taken.repayment))
    page = window.page(ReceiptPage)
    window.wait(page.why.isEnabled)
    window.click(page.why)
    window.wait(lambda: page.explained is not None and page.explained.paper.blocks)
    sheet = page.explained
    assert sheet is not None
    figures = [block.figure for block in sheet.paper.blocks if isinstance(block, blocks.Entry)]
    told = blocks.spoken(sheet.paper.blocks)
    assert sum(int(figure.replace(",", "")) for figure in figures) * 100 == taken.amount_minor
    assert "What was due, the oldest first" in told
    assert "Inside one instalment the order is: interest, principal, fee, penalty." in told
    window.press(Qt.Key.Key_Escape)
    window.wait(lambda: not sheet.isVisible())
    assert window.place.page is page
