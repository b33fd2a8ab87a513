"""A member: late, without a loan, with several loans, seen by others, with names without end."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import msgspec

from fieldapp.everyone.documents.attaching import DocumentForm, attach_document
from fieldapp.officer.today import load_today
from fieldapp.screens.member.page import MemberPage
from fieldapp.screens.targets import Target
from fieldapp.store.author import Desk
from fieldapp.store.carried.files import note_fault
from fieldapp.syncing.faults import Unreachable
from shared.contract.bodies.people import MemberProfile
from shared.contract.records import DocumentRecord, MemberRecord, union_bucket
from shared.ids import DocumentId, MemberId
from tests.screens import people
from tests.screens.office import Tablet, open_tablet
from tests.screens.scenes.odd import odd
from tests.screens.scenes.scene import demo, scene, small
from tests.screens.scenes.studio import Studio
from tests.screens.scenes.unions import found_meetings

SEVERAL = people.member_id(4)
KNOWN = MemberProfile(
    "Chidinma", "Eze", "+234 803 555 1004", "chidinma@example.org", "Stall B14, Oja-Oba market",
    "Ibadan", "Oyo", "Nigeria", "200001", date(1985, 3, 4), "Female", "Married",
    "Trader in dried fish", "Eze and Daughters", "Opens at seven; is away on market days in Bodija.",
)  # fmt: skip


def found_borrower(put: people.Put, today: date) -> None:
    """The small branch, where one member has three loans and everything is known of them."""
    found_meetings(put, today)
    bucket = union_bucket(people.OJA_OBA)
    record = MemberRecord(people.OJA_OBA, "OJ-1053", KNOWN, True, people.OTHER.id, people.SUPERVISOR.id)
    put("member", SEVERAL, record, bucket)
    loan = people.a_loan(4, people.OJA_OBA, today)
    second = msgspec.structs.replace(loan, number="LN-204-0177", items=loan.items[20:], term_count=4)
    done = tuple(
        msgspec.structs.replace(
            item, principal_paid_minor=item.principal_minor, interest_paid_minor=item.interest_minor
        )
        for item in loan.items
    )
    completed = msgspec.structs.replace(
        loan, number="LN-198-0042", state="COMPLETED", items=done, closed_on=today - timedelta(weeks=30)
    )
    put("loan", b"loan-several-001", second, bucket)
    put("loan", b"loan-several-002", completed, bucket)


def borrower(folder: Path) -> Tablet:
    """The officer's tablet of the branch where one member has several loans."""
    return open_tablet(folder / "tablet", found=found_borrower)


def show_member(at: Studio, member: bytes) -> MemberPage:
    """Open a member and wait until they are read."""
    at.place.open(Target("member", member))
    page = at.page(MemberPage)
    at.until(lambda: page.view is not None)
    return page


@scene(demo("officer"))
def member(at: Studio) -> None:
    """One who is late."""
    show_member(at, at.ask(load_today).to_collect[0].member)


@scene(borrower)
def member_several_loans(at: Studio) -> None:
    """One of whom everything is known."""
    show_member(at, SEVERAL)


@scene(borrower)
def member_which_loan(at: Studio) -> None:
    """For which of them?"""
    show_member(at, SEVERAL).record.above.click()


@scene(small())
def member_without_loan(at: Studio) -> None:
    """One who has not asked for a loan yet."""
    show_member(at, people.member_id(20))


@scene(small(people.SUPERVISOR))
def member_supervisor(at: Studio) -> None:
    """One who is not verified, as a supervisor sees them."""
    show_member(at, people.member_id(7))


@scene(odd)
def member_long_text(at: Studio) -> None:
    """Names and amounts without end."""
    show_member(at, people.member_id(1))


@scene(borrower)
def member_documents(at: Studio) -> None:
    """Papers on file: one on this tablet, one at the office, one whose file the office does not take."""
    record = DocumentRecord(
        "member", SEVERAL, "Proof of address", "water bill with a very long name of its file.pdf", bytes(32),
        640_000, "application/pdf", people.OFFICER.id, 1_700_000_000_000, True,
    )  # fmt: skip
    at.tablet.office.put("document", b"document-0000001", record, union_bucket(people.OJA_OBA))
    at.tablet.office.fault = None
    at.place.rounds.want()
    at.until(lambda: at.place.rounds.lines and at.place.rounds.lines[0].result.received)
    at.tablet.office.fault = Unreachable()
    at.ask(_on_file)
    at.until(lambda: len(show_member(at, SEVERAL).documents.list.rows) == 3)


def _on_file(desk: Desk) -> None:
    for kind, fault in (("Identity card", ""), ("Photo of the member", "Another kind of file.")):
        made = DocumentId(desk.author.ids.make())
        content = b"\xff\xd8\xff" + kind.encode()
        form = DocumentForm(made, MemberId(SEVERAL), kind, "IMG_2041.jpg", content)
        digest = attach_document(desk, form)
        if fault:
            with desk.store.transaction() as tx:
                note_fault(tx, digest, fault)
