"""Every button that writes, with the state in which one press of it does, and what that press writes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from fieldapp.screens.everyone.enrol.page import EnrolPage
from fieldapp.screens.everyone.me.profile import ProfilePage
from fieldapp.screens.frame import Page
from fieldapp.screens.operations.handover.page import HandoversPage
from fieldapp.screens.operations.payout.page import DisbursePage
from fieldapp.screens.supervisor.approvals import ApprovalsPage
from fieldapp.screens.supervisor.devices.deeds import DeedKey
from fieldapp.screens.targets import Target
from fieldapp.screens.widgets.buttons import CommitButton
from fieldapp.screens.widgets.overlays.dialog import Dialog
from shared.contract.bodies.lending import Decision
from shared.ids import UnionId
from tests.screens import people, team_devices
from tests.screens.office import PIN
from tests.screens.scenes import profiles, syncing
from tests.screens.scenes.application import FREE, open_application, typed
from tests.screens.scenes.cash import counted
from tests.screens.scenes.closing import ready
from tests.screens.scenes.conflicts import disputed, opened_conflicts
from tests.screens.scenes.devices import opened_device, team
from tests.screens.scenes.enrolling import opened_enrolling
from tests.screens.scenes.listing import open_members
from tests.screens.scenes.officer_day import save
from tests.screens.scenes.profiles import filled_in, open_edit, typed_over
from tests.screens.scenes.repaying import LATE, open_repay
from tests.screens.scenes.scene import Stage, nobody, small
from tests.screens.scenes.studio import Studio

Where = tuple[str, str]
"""The page on which a button stands, and its words without their figures."""


@dataclass(frozen=True, slots=True)
class Writing:
    """`prepare` brings the window to where the button can be pressed; one press records `kinds`, in order.

    What writes without recording anything has no kinds, and `writes` says how often it goes to the store.
    """

    stage: Stage
    prepare: Callable[[Studio], CommitButton]
    kinds: tuple[str, ...] = ()
    writes: int = 1
    unlocked: bool = True


def _code(at: Studio) -> CommitButton:
    at.tablet.office.fault = None
    return opened_enrolling(at).button


def _repayment(at: Studio) -> CommitButton:
    return open_repay(at, LATE).save


def _sheet(at: Studio) -> CommitButton:
    sheet = at.sheet(UnionId(people.OJA_OBA))
    for number in (0, 3, 5):
        sheet.model.set_amount(number, "4500")
    return sheet.totals.save


def _repeated(at: Studio) -> CommitButton:
    """The same amount from the same member again."""
    sheet = at.sheet(UnionId(people.OJA_OBA))
    sheet.model.set_amount(0, "4500")
    save(at, sheet)
    sheet.model.set_amount(0, "4500")
    sheet.save()
    at.until(sheet.reason.isVisible)
    sheet.reason.text.setText("Paid for her sister too")
    return sheet.reason.keep


def _closing(at: Studio) -> CommitButton:
    return ready(at).button


def _draft(at: Studio) -> CommitButton:
    return typed(at, open_application(at, FREE), "120,000", "24", "A kiosk").foot.save


def _application(at: Studio) -> CommitButton:
    return typed(at, open_application(at, FREE), "120,000", "24", "A kiosk").foot.send


def _taking_back(at: Studio) -> CommitButton:
    page = open_application(at, people.loan_id(900))
    page.foot.take_back.click()
    return _explained(at, page.ending.dialog)


def _canceling(at: Studio) -> CommitButton:
    page = typed(at, open_application(at, FREE), "120,000", "24", "A kiosk")
    page.foot.save.click()
    at.until(lambda: page.cancel.isVisible() and not page.foot.guard.busy and page.looking.fresh)
    page.cancel.click()
    return _explained(at, page.ending.dialog)


def _forgetting(at: Studio) -> CommitButton:
    page = typed(at, open_application(at, FREE), "120,000", "24", "A kiosk")
    page.forget.click()
    return _explained(at, page.ending.dialog)


def _explained(at: Studio, dialog: Dialog | None) -> CommitButton:
    assert dialog is not None
    dialog.reason.set_text("The amount is wrong, she says")
    at.settle()
    return dialog.act


def _handover(at: Studio) -> CommitButton:
    return counted(at, (100_000, 20)).button


def _count(at: Studio) -> CommitButton:
    at.go_to("handovers")
    page = at.page(HandoversPage)
    page.panes.open_detail()
    page.notes.set_denominations(((100_000, 158), (20_000, 1), (10_000, 1)))
    return page.button


def _payout(at: Studio) -> CommitButton:
    page = at.page(DisbursePage)
    page.panes.open_detail()
    at.until(page.button.isEnabled)
    return page.button


def _decision(decision: Decision) -> Callable[[Studio], CommitButton]:
    def prepare(at: Studio) -> CommitButton:
        page = at.page(ApprovalsPage)
        page.panes.open_detail()
        at.until(page.detail.head.title.text)
        page.bar.comment.setText("Two guarantors are missing")
        return page.bar.buttons[decision]

    return prepare


def _understood(at: Studio) -> CommitButton:
    syncing.sync_centre.play(at)
    at.settle()
    return next(button for where, button in commit_buttons(at.shell) if where[1] == "Understood")


def _enrolment(at: Studio) -> CommitButton:
    page = at.shell.page
    assert isinstance(page, EnrolPage)
    for field, text in ((page.code, "HT-7Q4K-2M9X"), (page.pin, PIN), (page.again, PIN)):
        field.setText(text)
    return page.button


def _new_pin(at: Studio) -> CommitButton:
    at.place.open(Target("profile"))
    card = at.page(ProfilePage).pin
    for field, text in ((card.present, PIN), (card.new, "739154"), (card.again, "739154")):
        field.setText(text)
    return card.button


def _changed_profile(at: Studio) -> CommitButton:
    return typed_over(at, open_edit(at, FREE)).foot.save


def _new_member(at: Studio) -> CommitButton:
    return filled_in(at, profiles.open_enrolment(at)).foot.save


def _naming_filters(at: Studio) -> CommitButton:
    page = open_members(at)
    page.filters.standing.button("verified").click()
    page.saved.keep.click()
    return _explained(at, page.saved.dialog)


def _verifying(at: Studio) -> CommitButton:
    return profiles.ticked(at, profiles.open_check(at)).button


def _settling(at: Studio) -> CommitButton:
    return opened_conflicts(at).cards[0].buttons[1]


def _approving(at: Studio) -> CommitButton:
    approve = opened_device(at, team_devices.NEW).bar.approve
    at.until(lambda: approve.isEnabled() and not approve.paused)
    return approve


def _about_device(device: bytes, act: DeedKey) -> Callable[[Studio], CommitButton]:
    """The question before something is done about a device, answered."""

    def prepare(at: Studio) -> CommitButton:
        bar = opened_device(at, device).bar
        bar.buttons[act].click()
        return _explained(at, bar.dialog)

    return prepare


_SENT = ("loan.drafted", "loan.submitted")
_BOSS, _CLERK = small(people.SUPERVISOR), small(people.CLERK)
_THREE = ("repayment.recorded",) * 3
WRITING: dict[Where, Writing] = {
    ("RepayPage", "Save"): Writing(small(), _repayment, ("repayment.recorded",)),
    ("MeetingSheetPage", "Save"): Writing(small(), _sheet, _THREE),
    ("MeetingSheetPage", "Save with this reason"): Writing(small(), _repeated, ("repayment.recorded",)),
    ("CloseMeetingPage", "Lock meeting"): Writing(small(), _closing, ("meeting.closed",)),
    ("ApplicationPage", "Save draft"): Writing(small(), _draft, ("loan.drafted",)),
    ("ApplicationPage", "Send for approval"): Writing(small(), _application, _SENT),
    ("Dialog", "Take it back"): Writing(small(), _taking_back, ("loan.withdrawn",)),
    ("Dialog", "Cancel"): Writing(small(), _canceling, ("loan.canceled",)),
    ("Dialog", "Discard it"): Writing(small(), _forgetting, writes=0),
    ("CashPage", "Hand over"): Writing(small(), _handover, ("cash.handed_over",)),
    ("HandoversPage", "Receive"): Writing(_CLERK, _count, ("cash.received",)),
    ("DisbursePage", "Pay out"): Writing(_CLERK, _payout, ("loan.disbursed",)),
    ("ApprovalsPage", "Approve"): Writing(_BOSS, _decision("APPROVE"), ("approval.decided",)),
    ("ApprovalsPage", "Send back"): Writing(_BOSS, _decision("SEND_BACK"), ("approval.decided",)),
    ("ApprovalsPage", "Refuse"): Writing(_BOSS, _decision("REFUSE"), ("approval.decided",)),
    ("EditMemberPage", "Save changes"): Writing(small(), _changed_profile, ("member.changed",)),
    ("EnrolMemberPage", "Enrol member"): Writing(small(), _new_member, ("member.enrolled",)),
    ("Dialog", "Save filters"): Writing(small(), _naming_filters, writes=0),
    ("CheckMemberPage", "Verify member"): Writing(_BOSS, _verifying, ("member.verified",)),
    ("ConflictsPage", "Keep this one"): Writing(disputed, _settling, ("member.settled",)),
    ("DevicesPage", "The digits are the same: approve"): Writing(team, _approving, ("device.approved",)),
    ("EnrolTabletPage", "Get a code"): Writing(team, _code, ("device.code_issued",)),
    ("Dialog", "Decline it"): Writing(team, _about_device(team_devices.NEW, "decline"), ("device.revoked",)),
    ("Dialog", "Unlock it"): Writing(
        team, _about_device(team_devices.LOCKED, "unlock"), ("device.unlocked",)
    ),
    ("Dialog", "Revoke it"): Writing(team, _about_device(team_devices.IN_USE, "revoke"), ("device.revoked",)),
    ("Dialog", "Order the wipe"): Writing(
        team, _about_device(team_devices.IN_USE, "wipe"), ("device.wiped",)
    ),
    ("SyncCentrePage", "Understood"): Writing(small(), _understood),
    ("ProfilePage", "Change it"): Writing(small(), _new_pin, writes=0),
    ("EnrolPage", "Enrol this tablet"): Writing(nobody, _enrolment, writes=0, unlocked=False),
}


MEANWHILE: dict[Where, Where] = {("MeetingSheetPage", "Check"): ("MeetingSheetPage", "Save")}
"""What a button says while there is nothing that it could write, and as which it writes."""


def commit_buttons(window: QWidget) -> Iterator[tuple[Where, CommitButton]]:
    """Every button that writes of what is in a window, and where it stands; the gallery writes nothing."""
    for button in window.findChildren(CommitButton):
        page = _page_of(button)
        if page is not None and not _in_gallery(page):
            where = type(page).__name__, _without_figures(button._words)
            yield MEANWHILE.get(where, where), button


def _page_of(button: QWidget) -> QWidget | None:
    around = button.parentWidget()
    while around is not None and not isinstance(around, Page | Dialog | EnrolPage):
        around = around.parentWidget()
    return around


def _in_gallery(page: QWidget) -> bool:
    around: QWidget | None = page
    while around is not None:
        if type(around).__module__.startswith("fieldapp.screens.gallery"):
            return True
        around = around.parentWidget()
    return False


def _without_figures(words: str) -> str:
    return re.sub(r"\s+(?:₦|[A-Z]+-)?\d.*$", "", words)
