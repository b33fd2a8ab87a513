"""Cash of the officer, decisions of the supervisor, payments and counts of operations."""

from __future__ import annotations

import msgspec
import pytest
from PySide6.QtCore import QSize, Qt

from fieldapp.screens.supervisor.approvals import ApprovalsPage
from fieldapp.screens.targets import Target
from fieldapp.store.author import Desk
from fieldapp.supervisor.approvals import ApprovalPage, load_approval
from shared.contract.bodies.lending import ApprovalDecided, Decision
from shared.contract.bodies.people import InstitutionSettings
from shared.contract.codec import decode
from shared.contract.records import (
    ApplicationChange,
    ApprovalRecord,
    InstitutionRecord,
    Resubmission,
    team_bucket,
)
from shared.ids import INSTITUTION_ID, ApprovalId
from tests.screens import people
from tests.screens.driver import OpenFor, Window, press_again, recorded

# ---------------------------------------------------------------- approvals


def test_a_request_is_approved_once_as_it_was_seen(open_for: OpenFor) -> None:
    window = open_for(people.SUPERVISOR)
    page = window.page(ApprovalsPage)
    assert [row.title for row in page.list.rows] == ["Uche Obi", "Lami Bako"]
    window.wait(lambda: page.detail.head.title.text() == "Loan of ₦144,000 for Uche Obi")
    approve = page.bar.buttons["APPROVE"]
    assert approve.accessibleName() == "Approve ₦144,000"
    window.double_click(approve)
    window.wait(lambda: page.toasts.said is not None)
    (body,) = recorded(window)
    assert isinstance(body, ApprovalDecided)
    assert (body.decision, body.seen_version) == ("APPROVE", 1)
    window.wait(lambda: page.detail.head.title.text() == "Loan of ₦96,000 for Lami Bako")
    assert page.list.rows[0].mark is not None
    assert page.list.rows[0].mark.text == "Approved"
    assert not approve.isEnabled()
    window.wait(approve.isEnabled)
    window.choose(page.list, "Uche Obi")
    window.wait(lambda: "on its way" in page.bar.barred.text())
    assert not approve.isEnabled()


def test_a_comment_stays_with_its_request_until_that_is_decided(open_for: OpenFor) -> None:
    window = open_for(people.SUPERVISOR)
    page = window.page(ApprovalsPage)
    window.wait(lambda: page.detail.head.title.text() != "")
    page.bar.comment.setFocus()
    window.keys("Guarantor?")
    window.choose(page.list, "Lami Bako")
    assert page.bar.comment.text() == ""
    window.shell.lock()
    window.unlock()
    page = window.page(ApprovalsPage)
    window.wait(lambda: page.bar.comment.text() == "Guarantor?")


def test_what_is_typed_about_another_while_a_decision_is_written_stays(open_for: OpenFor) -> None:
    window = open_for(people.SUPERVISOR)
    page = window.page(ApprovalsPage)
    approve = page.bar.buttons["APPROVE"]
    window.wait(approve.isEnabled)
    page.bar.comment.setFocus()
    window.keys("Good")
    window.click(approve)
    page.list.select(request_id(0))
    page.list.chosen.emit(request_id(0))
    page.bar.comment.setFocus()
    window.keys("Guarantor?")
    window.wait(lambda: page.toasts.said is not None)
    window.settle()
    assert page.bar.comment.text() == "Guarantor?"
    assert page.bar.comment.hasFocus()
    notes = window.place.bench.notes
    assert notes.get("draft", f"comment/{request_id(0).hex()}") == b"Guarantor?"
    assert notes.get("draft", f"comment/{request_id(1).hex()}") is None


@pytest.mark.parametrize("decision", ["SEND_BACK", "REFUSE"])
def test_sending_back_or_refusing_wants_a_comment(open_for: OpenFor, decision: str) -> None:
    window = open_for(people.SUPERVISOR)
    page = window.page(ApprovalsPage)
    window.wait(lambda: page.detail.head.title.text() != "")
    button = page.bar.buttons[decision]  # type: ignore[index]  # one of the three
    assert not button.isEnabled()
    page.bar.comment.setFocus()
    window.keys("Two guarantors are missing")
    window.click(button)
    window.wait(lambda: page.toasts.said is not None)
    (body,) = recorded(window)
    assert isinstance(body, ApprovalDecided)
    assert (body.decision, body.comment) == (decision, "Two guarantors are missing")


@pytest.mark.parametrize("way", ["double click", "double Enter"])
@pytest.mark.parametrize("decision", ["APPROVE", "SEND_BACK", "REFUSE"])
def test_a_decision_that_is_pressed_twice_is_recorded_once(
    open_for: OpenFor, decision: Decision, way: str
) -> None:
    window = open_for(people.SUPERVISOR)
    page = window.page(ApprovalsPage)
    window.wait(page.bar.buttons["APPROVE"].isEnabled)
    page.bar.comment.setFocus()
    window.keys("As agreed")
    button = page.bar.buttons[decision]
    if way == "double click":
        window.double_click(button)
    else:
        button.setFocus()
        window.press(Qt.Key.Key_Return)
        press_again(window, Qt.Key.Key_Return)
        window.settle()
        press_again(window, Qt.Key.Key_Return)
    window.wait(lambda: page.toasts.said is not None)
    (body,) = recorded(window)
    assert isinstance(body, ApprovalDecided)
    assert (body.approval, body.decision) == (request_id(1), decision)


def test_another_request_is_shown_when_it_is_chosen(open_for: OpenFor) -> None:
    window = open_for(people.SUPERVISOR)
    page = window.page(ApprovalsPage)
    window.choose(page.list, "Lami Bako")
    window.wait(lambda: page.detail.head.title.text() == "Loan of ₦96,000 for Lami Bako")
    assert len(page.detail.schedule.rows) == 24


def decided_elsewhere(window: Window, number: int) -> None:
    """The office says that somebody else decided on a request."""
    request_changes(window, number, state="APPROVED")


def request_changes(window: Window, number: int, **changes: object) -> None:
    """The office has a request otherwise than before, and the tablet hears of it."""
    office, key = window.tablet.office, request_id(number)
    record = decode(ApprovalRecord, office.server.bodies["approval", key][1])
    office.put("approval", key, msgspec.structs.replace(record, **changes), team_bucket(people.SUPERVISOR.id))
    office.fault = None
    window.place.rounds.want()


def request_id(number: int) -> bytes:
    return f"approval-{number:07d}".encode()


def test_a_request_that_goes_under_the_hands_takes_no_press_and_no_letter_with_it(open_for: OpenFor) -> None:
    window = open_for(people.SUPERVISOR)
    page = window.page(ApprovalsPage)
    approve = page.bar.buttons["APPROVE"]
    window.wait(lambda: approve.accessibleName() == "Approve ₦144,000")
    page.bar.comment.setFocus()
    window.keys("Guaran")
    decided_elsewhere(window, 1)
    window.wait(lambda: [row.title for row in page.list.rows] == ["Lami Bako"])
    window.keys("tor?")
    window.press(Qt.Key.Key_Return)
    assert page.bar.comment.text() == ""
    assert page.notice.told is not None
    assert page.notice.told.title == "This request is not open any more"
    window.settle()
    window.double_click(approve)
    assert recorded(window) == []
    window.wait(approve.isEnabled)
    assert approve.accessibleName() == "Approve ₦96,000"
    window.click(approve)
    window.wait(lambda: page.toasts.said is not None)
    assert len(recorded(window)) == 1


def test_a_request_that_goes_leaves_a_narrow_window_at_the_list(open_for: OpenFor) -> None:
    window = open_for(people.SUPERVISOR)
    window.shell.resize(QSize(800, 1280))
    page = window.page(ApprovalsPage)
    window.choose(page.list, "Uche Obi")
    window.wait(lambda: page.panes.over)
    decided_elsewhere(window, 1)
    window.wait(lambda: not page.panes.over)
    assert page.notice.isVisible()
    window.choose(page.list, "Lami Bako")
    window.wait(lambda: page.panes.over)


@pytest.mark.parametrize("from_elsewhere", [True, False])
def test_coming_for_a_request_reads_it_once(
    open_for: OpenFor, monkeypatch: pytest.MonkeyPatch, from_elsewhere: bool
) -> None:
    window = open_for(people.SUPERVISOR)
    page = window.page(ApprovalsPage)
    window.wait(lambda: page.detail.head.title.text() != "")
    window.settle()
    if from_elsewhere:
        window.place.open(Target("notifications"))
        window.settle()
    read: list[ApprovalId] = []

    def counted(desk: Desk, approval: ApprovalId) -> ApprovalPage:
        read.append(approval)
        return load_approval(desk, approval)

    monkeypatch.setattr("fieldapp.screens.supervisor.approvals.load_approval", counted)
    window.place.open(Target("approval", request_id(0)))
    window.wait(lambda: page.detail.head.title.text() == "Loan of ₦96,000 for Lami Bako")
    window.settle()
    assert read == [request_id(0)]


def test_coming_for_a_request_that_is_not_open_says_so(open_for: OpenFor) -> None:
    window = open_for(people.SUPERVISOR)
    page = window.page(ApprovalsPage)
    decided_elsewhere(window, 1)
    window.wait(lambda: len(page.list.rows) == 1)
    page.notice.clear()
    window.place.open(Target("approval", request_id(1)))
    window.wait(page.notice.isVisible)
    window.settle()
    assert page.notice.told is not None
    assert page.notice.told.title == "This request is not open any more"
    assert page.detail.head.title.text() == "Loan of ₦96,000 for Lami Bako"
    window.place.open(Target("approval", b"approval-unknown"))
    window.wait(page.notice.isVisible)
    window.settle()
    assert page.notice.told is not None
    assert page.notice.told.title == "This request is not open any more"


def test_what_changed_is_written_as_the_institution_writes_days(open_for: OpenFor) -> None:
    window = open_for(people.SUPERVISOR)
    page = window.page(ApprovalsPage)
    settings = InstitutionSettings("Harvest Trust", date_format="YYYY-MM-DD")
    window.tablet.office.put("institution", INSTITUTION_ID, InstitutionRecord(settings))
    changes = (ApplicationChange("expected_on", "2026-11-20", "2026-11-27"),)
    request_changes(window, 1, version_no=2, since_last=Resubmission("", changes))
    changed = page.detail.weighing.changed
    window.wait(changed.isVisible)
    window.wait(lambda: "expected day 2026-11-20 → 2026-11-27" in changed.words.text())


@pytest.mark.parametrize(
    ("person", "places"),
    [
        (people.OFFICER, ["Today", "Unions", "Schedules", "Loans", "Cash", "Members"]),
        (people.SUPERVISOR, ["Approvals", "Schedules", "Handovers", "Unions", "Devices", "Members"]),
        (people.CLERK, ["Pay out", "Handovers"]),
    ],
)
def test_the_role_decides_what_the_navigation_offers(
    open_for: OpenFor, person: people.Staff, places: list[str]
) -> None:
    navigation = open_for(person).place.navigation
    assert [item.text() for item in navigation._items.values()] == places
