"""What a role is offered is what it may sign: every writing page, and the pages that all may look at."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractButton

from fieldapp.screens.loan.page import LoanPage
from fieldapp.screens.officer.sheet.closing.page import CloseMeetingPage
from fieldapp.screens.officer.sheet.page import MeetingSheetPage
from fieldapp.screens.officer.unions import UnionsPage
from fieldapp.screens.targets import Kind, Target
from fieldapp.screens.union.page import UnionPage
from fieldapp.screens.widgets.cells.kinds import ButtonsCell
from fieldapp.screens.workplace.pages import PAGES
from shared.permissions import Role, may_sign
from tests.screens import people
from tests.screens.driver import OpenFor, TabletOf, Window
from tests.screens.office import TODAY, open_tablet
from tests.screens.taking import WAITING

LOOKED_AT = frozenset(
    {"sheet", "close", "loan", "member", "union", "unions", "schedules", "today", "members"}
)
"""Pages whose acts come and go with the role: those are pressed below."""

SIGNED: dict[Kind, tuple[str, ...]] = {
    "repay": ("repayment.recorded",),
    "application": ("loan.drafted", "loan.changed", "loan.submitted", "loan.withdrawn", "loan.canceled"),
    "cash": ("cash.handed_over",),
    "approvals": ("approval.decided",),
    "approval": ("approval.decided",),
    "disburse": ("loan.disbursed",),
    "payout": ("loan.disbursed",),
    "handovers": ("cash.received",),
    "handover": ("cash.received",),
    "conflict": ("member.settled",),
    "edit_member": ("member.changed",),
    "check_member": ("member.verified",),
    "enrol_member": ("member.enrolled",),
    "devices": ("device.approved", "device.revoked", "device.unlocked", "device.wiped"),
    "device": ("device.approved", "device.revoked", "device.unlocked", "device.wiped"),
    "enrol_tablet": ("device.code_issued",),
    "sheet": ("repayment.recorded",),
    "close": ("meeting.closed",),
}
"""What the acts of a page record; a page that is not here records nothing."""

MEETING_ROLES = (people.OFFICER, people.SUPERVISOR, people.ADMIN)


@pytest.fixture
def tablet_of(tmp_path: Path) -> TabletOf:
    """Gives somebody a tablet of a branch that has an administrator too."""
    return lambda person: open_tablet(tmp_path / person.role, person, found=people.found_administered)


def may(person: people.Staff, kind: str) -> bool:
    return may_sign(Role(person.role), kind)


def seen(*buttons: QAbstractButton) -> list[bool]:
    return [button.isVisible() for button in buttons]


@pytest.mark.parametrize("kind", [kind for kind in SIGNED if kind not in LOOKED_AT])
def test_a_page_that_only_writes_is_for_those_who_may_sign_what_it_writes(kind: Kind) -> None:
    for role in PAGES[kind].roles:
        assert [each for each in SIGNED[kind] if not may_sign(Role(role), each)] == []


def test_every_page_that_a_role_may_not_finish_is_looked_at_here() -> None:
    """Whatever page some role may open and not sign is one of those whose acts are pressed below."""
    for kind, entry in PAGES.items():
        unsigned = {
            role for role in entry.roles for each in SIGNED.get(kind, ()) if not may_sign(Role(role), each)
        }
        assert not unsigned or kind in LOOKED_AT


def sheet_of(window: Window) -> MeetingSheetPage:
    window.place.open(Target("sheet", people.OJA_OBA))
    page = window.page(MeetingSheetPage)
    window.wait(lambda: page.model.rowCount() == 25)
    return page


@pytest.mark.parametrize("person", MEETING_ROLES, ids=lambda person: person.role)
def test_the_sheet_is_filled_in_and_closed_by_who_may(open_for: OpenFor, person: people.Staff) -> None:
    page = sheet_of(open_for(person))
    records, closes = may(person, "repayment.recorded"), may(person, "meeting.closed")
    assert seen(page.tools.present, page.tools.pay_all) == [records, records]
    assert page.totals.close_meeting.isVisible() is closes
    assert page.model.locked is not records
    assert bool(page.keys()) is records


def test_a_supervisor_reads_the_sheet_and_is_told_who_records(open_for: OpenFor) -> None:
    window = open_for(people.SUPERVISOR)
    page = sheet_of(window)
    told = page.notice.told
    assert told is not None
    assert told.title == "Funmilayo Adeyemi records this meeting"
    page.view.setFocus()
    window.keys("450P")
    assert [line.text for line in page.model.filling.lines() if line.text or line.attendance] == []
    assert page.totals.save.isHidden()
    assert page.totals.present.value == "–"


def test_an_administrator_saves_and_is_told_who_closes(open_for: OpenFor) -> None:
    window = open_for(people.ADMIN)
    page = sheet_of(window)
    assert page.notice.told is not None
    assert page.notice.told.title == "Funmilayo Adeyemi closes this meeting"
    window.keys("450")
    window.click(page.totals.save)
    window.wait(lambda: page.notice.told is not None and page.notice.told.kind == "done")
    assert seen(page.totals.save, page.totals.close_meeting) == [False, False]


@pytest.mark.parametrize("person", MEETING_ROLES, ids=lambda person: person.role)
def test_a_meeting_is_counted_and_locked_by_who_may(open_for: OpenFor, person: people.Staff) -> None:
    window = open_for(person)
    window.place.open(Target("close", people.OJA_OBA, TODAY.isoformat()))
    page = window.page(CloseMeetingPage)
    window.settle()
    closes = may(person, "meeting.closed")
    assert seen(page.button) == [closes]
    assert page.count.isVisible() is closes
    assert page.waits.isVisible() is not closes


@pytest.mark.parametrize("person", MEETING_ROLES, ids=lambda person: person.role)
def test_the_sheet_is_the_filled_act_of_who_can_finish_it(open_for: OpenFor, person: people.Staff) -> None:
    window = open_for(person)
    window.place.open(Target("union", people.OJA_OBA))
    page = window.page(UnionPage)
    window.wait(lambda: page.view is not None)
    closes = may(person, "meeting.closed")
    assert (page.sheet.above in page.acts) is closes
    assert (page.other_sheet in page.acts) is not closes
    assert page.new_loan not in page.acts or may(person, "loan.drafted")
    window.place.open(Target("unions"))
    listed = window.page(UnionsPage)
    window.wait(lambda: listed.table.count > 0)
    rows = listed.table.view.rows
    offered = [rows.made.raw(number)["acts"] for number in range(rows.rowCount())]
    buttons = [each for cell in offered if isinstance(cell, ButtonsCell) for each in cell.buttons]
    assert {each.text for each in buttons} == {"Open sheet" if closes else "See sheet"}
    assert {each.kind for each in buttons} == {"tonal" if closes else "plain"}


@pytest.mark.parametrize("person", (*MEETING_ROLES, people.CLERK), ids=lambda person: person.role)
def test_a_loan_offers_what_opens(open_for: OpenFor, person: people.Staff) -> None:
    window = open_for(person)
    window.place.open(Target("loan", people.loan_id(0)))
    page = window.page(LoanPage)
    window.wait(lambda: page.view is not None)
    assert (page.record.above in page.acts) is may(person, "repayment.recorded")
    assert page.application is None, "it was paid out"
    window.place.open(Target("loan", WAITING))
    page = window.page(LoanPage)
    window.wait(lambda: page.view is not None)
    assert page.application is not None
    opens = window.place.may_open(Target("application", WAITING))
    assert page.application.open.isVisibleTo(page.application) is opens


def test_nobody_is_told_to_do_what_no_page_does(open_for: OpenFor) -> None:
    """There is no page to enrol members on: an empty sheet says where they come from."""
    window = open_for(people.OFFICER)
    window.place.open(Target("sheet", b"union-0000000004"))
    page = window.page(MeetingSheetPage)
    window.wait(page.board.nobody.isVisible)
    assert page.board.nobody.words[1].startswith("Members appear here once the office has enrolled them")
