"""An application by the keyboard alone, what its amount lacks, and where it is once it was sent."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from fieldapp.screens.application.finding import FindMemberPage
from fieldapp.screens.application.page import ApplicationPage
from fieldapp.screens.loan.page import LoanPage
from fieldapp.screens.officer.loans.page import LoansPage
from fieldapp.screens.targets import Target
from tests.screens.applying import looked, opened, typed, usual
from tests.screens.driver import Window


@pytest.mark.parametrize("key", [Qt.Key.Key_Down, Qt.Key.Key_Return])
def test_down_or_enter_goes_to_the_first_of_several_and_enter_takes_it(window: Window, key: Qt.Key) -> None:
    window.unlock()
    window.place.open(Target("application"))
    finding = window.page(FindMemberPage)
    window.keys("a")
    window.wait(lambda: len(finding.hits.rows) > 1)
    window.settle()
    first = finding.hits.rows[0]
    window.press(key)
    assert finding.hits.hasFocus()
    assert finding.hits.current_key == first.key
    window.press(Qt.Key.Key_Return)
    assert window.page(ApplicationPage).title == first.title


def test_tab_from_the_amount_leads_into_the_number_of_instalments(window: Window) -> None:
    page = opened(window)
    page.form.amount.edit.setFocus()
    window.press(Qt.Key.Key_Tab)
    assert page.form.term.line.hasFocus()
    window.keys("12")
    assert page.form.term.count == 12


@pytest.mark.parametrize(("text", "words"), [("0", "The amount is zero"), ("", "The amount is missing")])
def test_an_amount_that_is_none_is_marked_in_its_field(window: Window, text: str, words: str) -> None:
    page = opened(window)
    usual(window, page)
    page.form.amount.edit.setText(text)
    looked(window, page)
    assert page.form.amount.problem == words
    assert page.foot.send.why.text() == words
    page.form.amount.edit.setText("120000")
    looked(window, page)
    assert page.form.amount.problem == ""


def test_nothing_is_sent_that_nobody_asked_for(window: Window) -> None:
    page = opened(window)
    foot, checks = page.foot, page.ahead.checks
    assert page.form.amount.edit.text() == ""
    assert page.form.amount.problem == ""
    assert (foot.send.isEnabled(), foot.save.isEnabled()) == (False, False)
    assert foot.send.why.text() == "The amount is missing"
    assert foot.send.why.isVisible()
    assert checks.mark.mark.text == "Not yet"
    lines = [line.accessibleName() for line in checks._others if line.isVisible()]
    assert [line.split(":")[1].strip(" .") for line in lines] == [
        "The amount is missing",
        "The purpose is missing",
    ]
    typed(window, page, page.form.amount.edit, "120000")
    assert (foot.send.isEnabled(), foot.save.isEnabled()) == (False, True)
    assert foot.send.why.text() == "The purpose is missing"
    page.form.purpose.edit.setFocus()
    window.keys("A kiosk")
    looked(window, page)
    assert foot.send.isEnabled()
    assert checks.mark.mark.text == "Yes"


def test_one_that_was_sent_says_that_it_has_not_left_the_tablet(window: Window) -> None:
    page = opened(window)
    usual(window, page)
    window.click(page.foot.send)
    window.wait(page.parts.stand.isVisible)
    assert page.parts.stand.mark.mark.text == "On this tablet only"
    words = "It is saved on this tablet and goes to the office at the next contact."
    assert page.parts.stand.words.text().startswith(words)
    window.click(page.foot.open_loan)
    loan = window.page(LoanPage)
    said = [label.text() for label in loan.findChildren(QLabel) if label.isVisible()]
    assert words in said
    window.click(window.place.navigation.button("loans"))
    loans = window.page(LoansPage)
    window.wait(lambda: any("On this tablet only" in line for line in spoken(loans)))


def spoken(page: LoansPage) -> list[str]:
    """What every row of the loans says."""
    model = page.table.view.model()
    role = Qt.ItemDataRole.AccessibleTextRole
    return [str(model.index(row, 0).data(role)) for row in range(model.rowCount())]
