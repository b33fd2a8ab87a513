"""Paying out: the queue, a reference that is missing, a loan that may not be paid, the next after one."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import msgspec

from fieldapp.screens.operations.payout.page import DisbursePage
from shared.contract.bodies.people import MemberProfile
from shared.contract.codec import Message
from shared.contract.records import LoanRecord, MemberRecord
from tests.screens import people
from tests.screens.office import Tablet, open_tablet
from tests.screens.scenes.odd import LONG_NAME, bare
from tests.screens.scenes.scene import demo, scene, small
from tests.screens.scenes.studio import Studio


def _queue(at: Studio) -> DisbursePage:
    page = at.page(DisbursePage)
    at.settle()
    return page


@scene(demo("operations"))
def disburse(at: Studio) -> None:
    """Approved loans to pay out, with the first looked at."""
    _queue(at).panes.open_detail()


@scene(demo("operations"))
def disburse_queue(at: Studio) -> None:
    """The queue alone, where only one of the two has room."""


@scene(small(people.CLERK))
def disburse_no_reference(at: Studio) -> None:
    """Not in cash, and the reference is missing; it was expected days ago."""
    page = _queue(at)
    page.paying.method.button("TRANSFER").click()
    page.panes.open_detail()


@scene(small(people.CLERK))
def disburse_next(at: Studio) -> None:
    """One was paid out, the next has come."""
    page = _queue(at)
    page.panes.open_detail()
    page.button.click()
    at.until(page.toasts.isVisible)


def odd_payouts(put: people.Put, today: date) -> people.Put:
    """Approved loans are put as late and large ones, of members with long names, and not to be paid."""

    def put_odd(kind: str, identifier: bytes, record: Message, bucket: str) -> None:
        if isinstance(record, LoanRecord) and record.state == "APPROVED":
            late = identifier == people.loan_id(902)
            on = today - timedelta(days=9) if late else today + timedelta(days=3)
            record = msgspec.structs.replace(record, expected_on=on, principal_minor=987_654_321_000_00)
        if isinstance(record, MemberRecord) and identifier in (people.member_id(16), people.member_id(24)):
            profile = MemberProfile(f"🌺 {LONG_NAME[:90]}", LONG_NAME[90:180], "+234 803 555 1000")
            verified = record.verified_by if identifier == people.member_id(24) else None
            record = msgspec.structs.replace(record, profile=profile, verified_by=verified)
        put(kind, identifier, record, bucket)

    return put_odd


def _found_odd(put: people.Put, today: date) -> None:
    people.found_branch(odd_payouts(put, today), today)


def _odd(folder: Path) -> Tablet:
    return open_tablet(folder / "tablet", people.CLERK, found=_found_odd)


@scene(_odd)
def disburse_long_text(at: Studio) -> None:
    """Names of 180 letters, amounts of twelve digits, late, and nobody verified the member."""
    _queue(at).panes.open_detail()


@scene(bare(people.CLERK))
def disburse_empty(at: Studio) -> None:
    """Nothing to pay out."""
