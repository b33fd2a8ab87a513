"""A cap on the cash of a day: said before it is passed, and refusing nothing."""

from __future__ import annotations

from fieldapp.screens.everyone.sync.page import SyncCentrePage
from fieldapp.screens.money.receipts.page import ReceiptPage
from fieldapp.screens.officer.today.page import TodayPage
from fieldapp.screens.targets import Target
from shared.contract.bodies.people import InstitutionSettings
from shared.contract.records import INSTITUTION_BUCKET, InstitutionRecord
from shared.ids import INSTITUTION_ID
from tests.screens.closing import opened_sheet
from tests.screens.driver import Window, heard
from tests.screens.taking import opened, typed


def day_cap(window: Window, minor: int) -> None:
    """The office bounds the cash of a day that it has not heard of."""
    record = InstitutionRecord(InstitutionSettings("Harvest Trust", day_cap_minor=minor))
    window.tablet.office.put("institution", INSTITUTION_ID, record, INSTITUTION_BUCKET)
    heard(window)


def test_more_cash_of_a_day_than_the_office_knows_of_is_a_warning_and_no_refusal(window: Window) -> None:
    page = opened(window)
    day_cap(window, 500_000)
    typed(window, page, "5000")
    assert page.parts.effect.cap.isHidden()
    typed(window, page, "5001")
    assert page.parts.effect.cap.words.startswith("More cash in a day than the office may not know of")
    assert "₦5,001 of today would be on this tablet alone; the cap is ₦5,000" in page.parts.effect.cap.words
    window.click(page.save)
    window.page(ReceiptPage)
    window.place.open(Target("today"))
    today = window.page(TodayPage)
    window.wait(today.alone.isVisible)
    assert today.alone.accessibleName() == "Too much cash known here alone: connect"
    window.click(today.alone)
    window.page(SyncCentrePage)


def test_more_cash_of_a_day_is_said_on_the_sheet_and_taken(window: Window) -> None:
    sheet = opened_sheet(window)
    day_cap(window, 2_000_000)
    sheet.model.set_amount(0, "20000")
    assert "tablet alone" not in sheet.totals.beyond.text()
    sheet.model.set_amount(0, "20001")
    words = "₦20,001 of today will be on this tablet alone, over the cap of ₦20,000: connect first"
    assert words in sheet.totals.beyond.text()
    window.click(sheet.totals.save)
    window.wait(lambda: sheet.notice.told is not None and "Saved on this tablet" in sheet.notice.told.title)
