"""Recording a repayment: what is due, more, less, too much, not in cash, late, again, refused, recovered."""

from __future__ import annotations

from datetime import timedelta

from fieldapp.officer.drafts.repayment_draft import RepaymentDraft, draft_key, packed
from fieldapp.officer.today import load_today
from fieldapp.screens.money import turn
from fieldapp.screens.money.repay.page import RepayPage
from shared.contract.bodies.people import InstitutionSettings
from shared.contract.records import INSTITUTION_BUCKET, InstitutionRecord
from shared.ids import INSTITUTION_ID, LoanId, RepaymentId
from tests.screens import people
from tests.screens.scenes.odd import odd
from tests.screens.scenes.receipts import taken
from tests.screens.scenes.scene import demo, scene, small
from tests.screens.scenes.studio import Studio, hear

_OFFICER = demo("officer")
LATE = LoanId(people.loan_id(4))
"""A loan of the small branch that is a week late."""


def open_repay(at: Studio, loan: LoanId) -> RepayPage:
    """Open the form for a loan and wait until it says what saving would do."""
    at.place.open(turn.repay(loan))
    page = at.page(RepayPage)
    settled(at, page)
    return page


def settled(at: Studio, page: RepayPage) -> None:
    """Wait until what is typed was looked at."""
    at.until(lambda: page.looking.fresh)


def type_amount(at: Studio, page: RepayPage, text: str) -> None:
    """Write an amount and wait until it was looked at."""
    page.amount.hero.edit.setText(text)
    settled(at, page)


@scene(_OFFICER)
def repay(at: Studio) -> None:
    """What is due, for somebody who is late."""
    open_repay(at, at.ask(load_today).to_collect[0].loan)


@scene(small())
def repay_custom(at: Studio) -> None:
    """Less than is due."""
    type_amount(at, open_repay(at, LATE), "10,000")


@scene(small())
def repay_excess(at: Studio) -> None:
    """More than the loan owes; everything is closed."""
    type_amount(at, open_repay(at, LATE), "48,040")


@scene(small())
def repay_transfer(at: Studio) -> None:
    """Not in cash, and the reference is missing."""
    page = open_repay(at, LATE)
    page.amount.method.button("TRANSFER").click()
    settled(at, page)


@scene(small())
def repay_late(at: Studio) -> None:
    """Received the day before yesterday."""
    page = open_repay(at, LATE)
    day = at.place.bench.today() - timedelta(days=2)
    page.amount.when.day.set_day(day)
    page.amount.when.day.changed.emit(day)
    settled(at, page)


@scene(small())
def repay_again(at: Studio) -> None:
    """The same amount was recorded an hour ago."""
    taken(at, LATE, amount_minor=500_000)
    type_amount(at, open_repay(at, LATE), "5,000")


@scene(small())
def repay_unreadable(at: Studio) -> None:
    """Something that is no amount was pasted."""
    type_amount(at, open_repay(at, LATE), "12..5 abc")


@scene(small())
def repay_over_cap(at: Studio) -> None:
    """More cash than may be held."""
    type_amount(at, open_repay(at, LoanId(people.loan_id(9))), "200,500")


def day_cap(at: Studio, minor: int) -> None:
    """The office bounds the cash of a day that it has not heard of."""
    settings = InstitutionSettings("Harvest Trust", cash_cap_minor=20_000_000, day_cap_minor=minor)
    at.tablet.office.put("institution", INSTITUTION_ID, InstitutionRecord(settings), INSTITUTION_BUCKET)
    hear(at)


@scene(small())
def repay_over_day_cap(at: Studio) -> None:
    """More cash of today than the office may not know of, and more than may be held."""
    day_cap(at, 1_000_000)
    type_amount(at, open_repay(at, LoanId(people.loan_id(9))), "200,500")


@scene(small())
def today_near_day_cap(at: Studio) -> None:
    """Much of today's cash is on this tablet alone."""
    day_cap(at, 600_000)
    taken(at, LATE, amount_minor=500_000)
    at.go_to("today")
    at.place.bench.refresh()
    at.settle()


@scene(small())
def repay_suspense(at: Studio) -> None:
    """A loan that takes no money."""
    type_amount(at, open_repay(at, LoanId(people.loan_id(902))), "5,000")


@scene(small())
def repay_recovered(at: Studio) -> None:
    """The draft of one that was saved just before the tablet went off."""
    repayment = taken(at, LATE, amount_minor=500_000)
    draft = RepaymentDraft(RepaymentId(repayment), "5,000")
    at.place.bench.notes.put("draft", draft_key(LATE), packed(draft))
    open_repay(at, LATE)


@scene(odd)
def repay_long_text(at: Studio) -> None:
    """Names and amounts without end."""
    open_repay(at, LoanId(people.loan_id(1)))
