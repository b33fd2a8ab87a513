"""Rarer states of the meeting sheet: another way to pay, nobody found, filled in at once, locked, empty."""

from __future__ import annotations

from fieldapp.screens.officer.sheet.page import MeetingSheetPage
from fieldapp.screens.targets import Target
from tests.screens.scenes.closing import lock
from tests.screens.scenes.officer_day import fill, meets_today
from tests.screens.scenes.scene import demo, scene, small
from tests.screens.scenes.studio import Studio

_OFFICER = demo("officer")
_SABO = b"union-0000000004"


@scene(_OFFICER)
def meeting_sheet_paying(at: Studio) -> None:
    """One member pays by transfer, another is asked how."""
    sheet = at.sheet(meets_today(at))
    fill(sheet)
    sheet.way.ask(0)
    sheet.way.methods.button("TRANSFER").click()
    sheet.way.reference.setText("TRF-20260001")
    sheet.way.reference.textEdited.emit("TRF-20260001")
    sheet.way.ask(3)
    sheet.way.methods.button("POS").click()


@scene(_OFFICER)
def meeting_sheet_filled(at: Studio) -> None:
    """What is due was filled in for everybody, and can be taken back."""
    at.sheet(meets_today(at)).tools.pay_all.click()


@scene(_OFFICER)
def meeting_sheet_not_found(at: Studio) -> None:
    """Nobody is called that."""
    at.sheet(meets_today(at)).tools.finder.setText("Zz")


@scene(_OFFICER)
def meeting_sheet_closed(at: Studio) -> None:
    """Locked."""
    lock(at)
    at.place.back()
    at.page(MeetingSheetPage)


@scene(small())
def meeting_sheet_empty(at: Studio) -> None:
    """A union without members."""
    at.place.open(Target("sheet", _SABO))
    page = at.page(MeetingSheetPage)
    at.until(page.board.nobody.isVisible)
