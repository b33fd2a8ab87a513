"""An amount may be pasted as people write it, into every field of the app that takes one."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit

from fieldapp.screens.officer.cash.page import CashPage
from fieldapp.screens.officer.sheet.page import MeetingSheetPage
from fieldapp.screens.officer.sheet.table.cells import AmountEditor
from fieldapp.screens.targets import Target
from tests.screens import applying, people, taking
from tests.screens.driver import Window

_WAYS = (
    "16000",
    "16,000",
    " 16 000 ",
    "16\u00a0000",
    "16\u202f000",
    "₦16,000",
    "₦ 16,000.00",
    "NGN 16,000",
    "ngn16000",
    "=N=16,000",
    "16000 naira",
    "١٦٠٠٠",
    "\u200f١٦٬٠٠٠\u200e",
    "１６，０００",
    "16,000\n",
    "\t16,000",
)
_PIECES = (
    "1250",
    "1,250",
    " 1 250 ",
    "1\u00a0250",
    "١٢٥٠",
    "\u200f١٬٢٥٠\u200e",
    "１，２５０",
    "1250\n",
    "\t1250",
)

Field = tuple[QLineEdit, Callable[[], object]]
"""A field that has the focus, and what it is understood to say in minor units."""


def _sheet(window: Window) -> Field:
    window.unlock().open(Target("sheet", people.OJA_OBA))
    sheet = window.page(MeetingSheetPage)
    window.wait(lambda: sheet.view.findChild(AmountEditor))
    editor = sheet.view.findChild(AmountEditor)
    assert editor is not None
    return editor, lambda: sheet.model.line(0).typed_minor


def _repayment(window: Window) -> Field:
    hero = taking.opened(window).amount.hero
    return hero.edit, lambda: hero.amount_minor


def _application(window: Window) -> Field:
    amount = applying.opened(window).form.amount
    return amount.edit, lambda: amount.amount_minor


@pytest.mark.parametrize("opened", [_sheet, _repayment, _application], ids=lambda opened: opened.__name__)
def test_an_amount_is_read_as_people_write_it(window: Window, opened: Callable[[Window], Field]) -> None:
    field, amount_minor = opened(window)
    for pasted in _WAYS:
        _paste(field, pasted)
        assert amount_minor() == 1_600_000, f"{pasted!r} was written as {field.text()!r}"


@pytest.mark.parametrize("pasted", ["🌺", "16.000,50", "sixteen", "-5", "9" * 80, "1e5"])
@pytest.mark.parametrize("opened", [_sheet, _repayment, _application], ids=lambda opened: opened.__name__)
def test_what_is_no_amount_stays_to_be_seen_and_means_nothing(
    window: Window, opened: Callable[[Window], Field], pasted: str
) -> None:
    field, amount_minor = opened(window)
    _paste(field, pasted)
    assert field.text() == pasted
    assert not amount_minor()


def test_pieces_of_a_note_are_read_as_people_write_them(window: Window) -> None:
    window.unlock().go_to("cash")
    notes = window.page(CashPage).notes
    field = notes.field(100_000)
    for pasted in _PIECES:
        _paste(field, pasted)
        assert notes.denominations() == ((100_000, 1_250),), f"{pasted!r} was written as {field.text()!r}"
    for pasted in ("₦5", "twelve", "1.5", "-3", "1234567", "🌺"):
        _paste(field, pasted)
        assert field.text() == "1250"


def _paste(field: QLineEdit, text: str) -> None:
    field.setFocus()
    field.selectAll()
    QGuiApplication.clipboard().setText(text)
    field.paste()
