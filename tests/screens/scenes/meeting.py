"""Rare states of the meeting sheet: another way to pay, nobody found, filled at once, locked, empty, read."""

from __future__ import annotations

from pathlib import Path

from fieldapp.screens.officer.sheet.closing.page import CloseMeetingPage
from fieldapp.screens.officer.sheet.page import MeetingSheetPage
from fieldapp.screens.targets import Target
from shared.ids import UnionId
from tests.screens import people
from tests.screens.office import TODAY, Tablet, open_tablet
from tests.screens.scenes.closing import lock
from tests.screens.scenes.officer_day import fill, meets_today, save
from tests.screens.scenes.repaying import LATE, open_repay, type_amount
from tests.screens.scenes.scene import demo, scene, small
from tests.screens.scenes.studio import Studio, hear

_OFFICER = demo("officer")
_OJA_OBA = UnionId(people.OJA_OBA)
_SABO = b"union-0000000004"


def _administered(folder: Path) -> Tablet:
    return open_tablet(folder / "tablet", people.ADMIN, morning=True, found=people.found_administered)


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
    page = at.sheet(meets_today(at))
    page.tools.finder.setFocus()
    page.tools.finder.setText("Zz")
    at.until(page.board.not_found.isVisible)


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


@scene(small())
def meeting_sheet_left(at: Studio) -> None:
    """Two members with amounts were moved to another union."""
    typed(at)
    for number in (0, 2):
        people.move_member(at.tablet.office.put, number, people.BODIJA, TODAY)
    hear(at)
    at.page(MeetingSheetPage)


@scene(small())
def meeting_sheet_left_closed(at: Studio) -> None:
    """Another tablet closed the meeting while amounts were typed."""
    typed(at)
    people.close_meeting(at.tablet.office.put, people.OJA_OBA, TODAY)
    hear(at)
    at.page(MeetingSheetPage)


def typed(at: Studio) -> MeetingSheetPage:
    """Five amounts are typed, one of which cannot be read."""
    sheet = at.sheet(_OJA_OBA)
    for number, text in enumerate(("3700", "2500", "6000", "1,5oo", "15680")):
        sheet.model.set_amount(number, text)
    at.settle()
    return sheet


@scene(small())
def meeting_sheet_outside(at: Studio) -> None:
    """One member paid a part of it before the meeting."""
    form = open_repay(at, LATE)
    type_amount(at, form, "10000")
    form.save.click()
    at.until(lambda: at.place.page is not form)
    sheet = at.sheet(_OJA_OBA)
    for number in (0, 1, 2):
        sheet.model.set_amount(number, "4500")
    save(at, sheet)
    sheet.model.set_amount(3, "3000")


@scene(demo("supervisor"))
def meeting_sheet_supervisor(at: Studio) -> None:
    """Read, and not filled in."""
    at.sheet(meets_today(at))


@scene(_administered)
def meeting_sheet_admin(at: Studio) -> None:
    """Filled in by somebody who may not close it."""
    at.sheet(UnionId(people.OJA_OBA))


@scene(small(people.SUPERVISOR))
def meeting_not_closed_yet(at: Studio) -> None:
    """The minutes of a meeting that its officer has not closed."""
    on = at.place.bench.today().isoformat()
    at.place.open(Target("close", people.OJA_OBA, on))
    page = at.page(CloseMeetingPage)
    at.until(page.waits.isVisible)
