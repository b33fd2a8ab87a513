"""A loan application: new, typed, out of bounds, refused, a draft, sent back, sent, approved, canceled."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import msgspec

from fieldapp.desk import queries
from fieldapp.officer.lending.listing import Stands, load_loans
from fieldapp.screens.application.page import ApplicationPage
from fieldapp.screens.targets import Target
from fieldapp.store.author import Desk
from shared.contract.bodies.lending import FeeDefinition, ProductDefinition
from shared.contract.records import (
    INSTITUTION_BUCKET,
    ApprovalRecord,
    ProductRecord,
    team_bucket,
    union_bucket,
)
from shared.lending.lifecycle import LoanState
from tests.screens import people
from tests.screens.office import Tablet, open_tablet
from tests.screens.scenes.odd import LONG_NAME, found_odd
from tests.screens.scenes.officer_loans import verified_without_a_loan
from tests.screens.scenes.scene import demo, scene, small
from tests.screens.scenes.studio import Studio

_OFFICER = demo("officer")
FREE = people.member_id(20)
"""A member without a loan."""


def open_application(at: Studio, about: bytes) -> ApplicationPage:
    """Open an application and wait until what it brings about is shown."""
    at.place.open(Target("application", about))
    page = at.page(ApplicationPage)
    at.until(lambda: page.opening is not None and page.looking.fresh)
    return page


def typed(at: Studio, page: ApplicationPage, amount: str, term: str, purpose: str = "") -> ApplicationPage:
    """Type into an application and wait until it was looked at."""
    page.form.amount.edit.setText(amount)
    page.form.term.line.setText(term)
    page.form.purpose.set_text(purpose)
    at.until(lambda: page.looking.fresh)
    return page


def standing(at: Studio, stands: Stands) -> bytes:
    """The first loan on the tablet that stands like this."""
    return next(line.key for line in at.ask(load_loans) if line.stands == stands)


def found_sent_back(put: people.Put, today: date) -> None:
    """The small branch, with an application that its supervisor sent back."""
    people.found_branch(put, today)
    approval = b"approval-0000777"
    comment = "Say which stall the money is for, and ask for a guarantor who is not in this union."
    record = people.an_application(4, "DRAFT", today, approval)
    record = msgspec.structs.replace(record, reason=comment, member=FREE)
    put("loan", people.loan_id(904), record, union_bucket(people.OJA_OBA))
    answer = ApprovalRecord(
        kind="loan",
        subject=people.loan_id(904),
        title=f"Loan {record.number}",
        amount_minor=record.principal_minor,
        asked_by=people.OFFICER.id,
        asked_on=today,
        state="SENT_BACK",
        stage=1,
        stages=1,
        content_hash=record.content_hash,
        decided_by=(people.SUPERVISOR.id,),
        comment=comment,
    )
    put("approval", approval, answer, team_bucket(people.SUPERVISOR.id))


def found_declining(put: people.Put, today: date) -> None:
    """The small branch, where what is paid each month declines, and a fee is paid with the first instalment
    of the weekly loan."""
    people.found_branch(put, today)
    declining = ProductDefinition(
        "D6", "Declining business loan", 5_000_000, 100_000_000, 3, 12, "MONTH", 1,
        "DECLINING_EQUAL_PRINCIPAL", "30", "YEAR",
    )  # fmt: skip
    put("product", people.MONTHLY, ProductRecord(declining), INSTITUTION_BUCKET)
    fee = FeeDefinition("INS", "Insurance", "FIXED", "100000", "FIRST_INSTALMENT")
    weekly = msgspec.structs.replace(people.weekly(), fees=(fee,))
    put("product", people.WEEKLY, ProductRecord(weekly), INSTITUTION_BUCKET)


def sent_back(folder: Path) -> Tablet:
    """A tablet with an application that was sent back."""
    return open_tablet(folder / "tablet", found=found_sent_back)


def _found_large(put: people.Put, today: date) -> None:
    """Very large loans for members with odd names, with every kind of fee."""
    found_odd(put, today)
    fees = (
        FeeDefinition("ADM", "Administration and risk assessment", "PERCENT", "1", "DEDUCTED", "7.5"),
        FeeDefinition("INS", "Insurance", "FIXED", "500000", "COLLECTED", "0"),
        FeeDefinition("CRD", "Passbook", "FIXED", "100000", "FIRST_INSTALMENT", "0"),
    )
    product = msgspec.structs.replace(
        people.weekly(), name=LONG_NAME[:120], maximum_principal_minor=10**14, fees=fees, max_open_loans=9
    )
    put("product", people.WEEKLY, ProductRecord(product), INSTITUTION_BUCKET)


def _large(folder: Path) -> Tablet:
    return open_tablet(folder / "tablet", found=_found_large)


def _declining(folder: Path) -> Tablet:
    return open_tablet(folder / "tablet", found=found_declining)


@scene(_OFFICER)
def application_new(at: Studio) -> None:
    """As it opens: no amount and no purpose yet, and what is in the way said."""
    open_application(at, at.ask(verified_without_a_loan))


@scene(_OFFICER)
def application_typed(at: Studio) -> None:
    """Typed, and everything in order."""
    page = open_application(at, at.ask(verified_without_a_loan))
    typed(at, page, "120,000", "24", "A second sewing machine, and cloth for the season.")


@scene(_declining)
def application_declining(at: Studio) -> None:
    """What is paid each month declines."""
    page = open_application(at, FREE)
    page.form.product.choose(people.MONTHLY.hex())
    page.form.changed.emit()
    typed(at, page, "100,000", "6", "A second sewing machine")


@scene(small())
def application_over_limit(at: Studio) -> None:
    """More and longer than the product lends, in a past week."""
    page = typed(at, open_application(at, FREE), "450,000", "60", "A kiosk")
    page.form.expected.put("13/11/2026")
    at.until(lambda: page.looking.fresh)


@scene(small())
def application_which_day(at: Studio) -> None:
    """The day of the money, in a calendar over the page."""
    open_application(at, FREE).form.expected.opener.click()


@scene(small())
def application_unreadable(at: Studio) -> None:
    """Something that is no amount was pasted."""
    typed(at, open_application(at, FREE), "about 5 bags", "24")


@scene(small())
def application_not_eligible(at: Studio) -> None:
    """The member has a loan, and is not verified."""
    open_application(at, people.member_id(7))


@scene(_OFFICER)
def application_draft(at: Studio) -> None:
    """A draft that is gone on with."""
    page = open_application(at, at.ask(_a_draft))
    page.foot.save.setFocus()


@scene(sent_back)
def application_sent_back(at: Studio) -> None:
    """What the supervisor wrote stands on top."""
    open_application(at, people.loan_id(904))


@scene(sent_back)
def application_given_up(at: Studio) -> None:
    """It was approved elsewhere while something else was typed."""
    typed(at, open_application(at, people.loan_id(904)), "130000", "20")
    today = at.place.bench.today()
    record = people.an_application(4, "APPROVED", today, b"approval-0000777")
    record = msgspec.structs.replace(record, member=FREE)
    at.tablet.office.put("loan", people.loan_id(904), record, union_bucket(people.OJA_OBA))
    at.tablet.office.fault = None
    at.place.rounds.want()
    at.until(at.page(ApplicationPage).parts.given_up.isVisible)


@scene(small())
def application_sent(at: Studio) -> None:
    """Just sent."""
    page = typed(at, open_application(at, FREE), "120,000", "24", "A kiosk")
    page.foot.send.click()
    at.until(lambda: page.foot.take_back.isVisible() and page.looking.fresh)


@scene(small())
def application_take_back(at: Studio) -> None:
    """Asked why it is taken back."""
    page = open_application(at, people.loan_id(900))
    page.foot.take_back.click()


@scene(small())
def application_approved(at: Studio) -> None:
    """Approved, and not paid out yet."""
    open_application(at, people.loan_id(902))


@scene(_OFFICER)
def application_refused(at: Studio) -> None:
    """Refused, with why."""
    open_application(at, standing(at, "refused"))


@scene(_large)
def application_long_text(at: Studio) -> None:
    """Names, fees and amounts without end."""
    typed(at, open_application(at, people.member_id(1)), "987,654,321,000", "36", LONG_NAME * 2)


def _a_draft(desk: Desk) -> bytes:
    with desk.store.read() as tx:
        return queries.loans_in_state(tx, LoanState.DRAFT)[0].loan
