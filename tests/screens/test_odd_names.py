"""A name with pictures in it and a union of 300 letters: found, on the sheet, on receipts and on paper."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from fieldapp.screens.money.receipts.page import ReceiptPage
from fieldapp.screens.officer.sheet.page import MeetingSheetPage
from fieldapp.screens.targets import Target
from fieldapp.screens.union.page import UnionPage
from shared.ids import LoanId
from tests.screens import people, taking
from tests.screens.driver import Window, save_papers_in
from tests.screens.office import Tablet, open_tablet
from tests.screens.pdf_reading import Pdf
from tests.screens.scenes.odd import LONG_NAME, found_odd

FLOWERS = "🌺 Adébáyọ̀ 👩🏾‍🌾"
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def tablet(tmp_path: Path) -> Tablet:
    """The small branch with a union of 300 letters and odd names in it."""
    return open_tablet(tmp_path / "data", found=found_odd)


def find(window: Window, text: str) -> list[str]:
    """Search everywhere for something pasted; return the titles found."""
    QTest.keyClick(window.shell.windowHandle(), Qt.Key.Key_K, CTRL)
    palette = window.place.over.palette
    paste(palette.field, text)
    window.wait(lambda: palette._answered)
    return [found.title for found in palette.list.found]


def paste(field: QLineEdit, text: str) -> None:
    field.setFocus()
    field.selectAll()
    QGuiApplication.clipboard().setText(text)
    field.paste()


@pytest.mark.parametrize("typed", ["adebayo", "Adébáyọ̀", "🌺 adebayo", FLOWERS])
def test_a_name_with_pictures_is_found_with_them_and_without(window: Window, typed: str) -> None:
    window.unlock()
    assert FLOWERS in find(window, typed)


def test_a_union_of_300_letters_is_found_and_opened_whole(window: Window) -> None:
    window.unlock()
    assert LONG_NAME in find(window, "agbegbe re")
    window.press(Qt.Key.Key_Return)
    assert window.page(UnionPage).title == LONG_NAME


def test_the_sheet_holds_both_and_takes_their_money(window: Window) -> None:
    window.unlock().open(Target("sheet", people.OJA_OBA))
    sheet = window.page(MeetingSheetPage)
    window.wait(sheet.model.rowCount)
    names = [sheet.model.line(number).row.name for number in range(sheet.model.rowCount())]
    assert FLOWERS in names
    assert sheet.title == LONG_NAME
    paste(sheet.tools.finder, "🌺")
    window.settle()
    sheet.tools.finder.clear()
    sheet.model.set_amount(names.index(FLOWERS), "5000")
    window.click(sheet.totals.save)
    window.wait(lambda: taking.recorded(window))
    (body,) = taking.recorded(window)
    assert body.member == people.member_id(0)


def test_the_receipt_and_its_pdf_hold_both(window: Window, tmp_path: Path) -> None:
    page = taking.opened(window, LoanId(people.loan_id(0)))
    assert page.second.startswith(FLOWERS)
    taking.typed(window, page, "5000")
    window.click(page.save)
    receipt = window.page(ReceiptPage)
    window.wait(lambda: receipt.paper.blocks)
    said = receipt.paper.accessibleDescription()
    assert FLOWERS in said
    assert LONG_NAME.strip() in said
    save_papers_in(window, tmp_path)
    window.click(receipt.save)
    window.wait(lambda: receipt.notice.told is not None)
    (path,) = tmp_path.glob("Receipt*.pdf")
    (paper,) = Pdf(path.read_bytes()).pages
    text = " ".join(paper.lines)
    assert "Adébáyọ̀" in text
    assert LONG_NAME.strip() in text
