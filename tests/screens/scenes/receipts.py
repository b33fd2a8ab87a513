"""Receipts: fresh, posted long ago, too much, in suspense, reversed, with names without end."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import msgspec

from fieldapp.desk import queries
from fieldapp.desk.facts import RepaymentFacts
from fieldapp.officer.collect_repayment import RepaymentForm, collect_repayment
from fieldapp.officer.today import load_today
from fieldapp.screens.money import turn
from fieldapp.screens.money.receipts.page import ReceiptPage
from fieldapp.screens.paper.places import Inside, Place
from fieldapp.screens.targets import Target
from fieldapp.screens.words import Told
from fieldapp.store.author import Desk
from shared.contract.records import union_bucket
from shared.ids import LoanId, RepaymentId
from tests.fieldapp.desk.forms import due_form
from tests.screens import people
from tests.screens.scenes.odd import odd
from tests.screens.scenes.scene import demo, scene, small
from tests.screens.scenes.studio import Studio

_OFFICER = demo("officer")
THIRD = LoanId(people.loan_id(4))
"""A loan of the small branch that is a week late."""


def taken(at: Studio, loan: LoanId, **changes: object) -> RepaymentId:
    """Record a repayment as its form opens, with changes, and return its id."""

    def record(desk: Desk) -> RepaymentId:
        form: RepaymentForm = replace(due_form(desk, loan), **changes)  # type: ignore[arg-type]  # the changes have many types
        return collect_repayment(desk, form).repayment

    return at.ask(record)


def show(at: Studio, target: Target) -> ReceiptPage:
    """Open a receipt and wait until it is read."""
    at.place.open(target)
    page = at.page(ReceiptPage)
    at.until(lambda: page.paper.blocks)
    return page


def _explain(at: Studio) -> None:
    page = at.page(ReceiptPage)
    page.why.click()
    at.until(lambda: page.explained is not None and page.explained.paper.blocks)


def _newest(desk: Desk, loan: LoanId) -> RepaymentFacts:
    with desk.store.read() as tx:
        return queries.repayments_of_loan(tx, loan)[0]


@scene(_OFFICER)
def receipt(at: Studio) -> None:
    """Right after the money was taken from the first of several that are due; the others come next."""
    first, *after = [row.loan for row in at.ask(load_today).to_collect]
    show(at, turn.receipt(taken(at, first), after))


@scene(_OFFICER)
def receipt_saved(at: Studio) -> None:
    """Saved as a PDF, to be opened or saved elsewhere."""
    receipt.play(at)
    told = Told(
        "done", "Saved as Receipt H8-000001.pdf", "/media/card/Receipts", "Open", other="Save elsewhere…"
    )
    at.page(ReceiptPage).tell(told)


@scene(_OFFICER)
def receipt_saved_where(at: Studio) -> None:
    """Looking for another folder."""
    receipt.play(at)
    card = Path("/media/card")
    folders = tuple(Place(card / name, name, True) for name in ("Loans", "Photos", "Receipts", "Statements"))
    where = at.page(ReceiptPage)._saver.where
    where._offer_inside(Inside(Place(card, card.name, True), Place(card.parent, "media", False), folders))


@scene(_OFFICER)
def receipt_posted(at: Studio) -> None:
    """One of last week, recorded on another tablet and looked up again."""
    loan = at.ask(load_today).to_collect[-1].loan
    show(at, Target("receipt", at.ask(lambda desk: _newest(desk, loan)).repayment))


@scene(small())
def receipt_over(at: Studio) -> None:
    """More than the loan owes: everything is closed, the rest kept as credit."""
    owed = at.ask(lambda desk: due_form(desk, THIRD)).amount_minor
    over = taken(at, THIRD, amount_minor=owed * 30, method="TRANSFER", reference="GTB-88213")
    show(at, turn.receipt(over))


@scene(small())
def receipt_without_printer(at: Studio) -> None:
    """Printed where no printer is set up yet."""
    show(at, turn.receipt(taken(at, THIRD)))
    at.page(ReceiptPage).printing.button.click()


@scene(small())
def receipt_not_printed(at: Studio) -> None:
    """The paper ran out in the middle."""
    show(at, turn.receipt(taken(at, THIRD)))
    detail = "The payment is saved and its receipt is here. Put in a new roll, and print it again."
    at.page(ReceiptPage).tell(Told("error", "The paper ran out in the middle", detail, "Print again"))


@scene(small())
def receipt_explained(at: Studio) -> None:
    """Why each part of it went where it went: what was late, what lies ahead, and what is more than owed."""
    receipt_over.play(at)
    _explain(at)


@scene(small())
def receipt_suspended_explained(at: Studio) -> None:
    """Why a loan took nothing of it."""
    receipt_suspended.play(at)
    _explain(at)


@scene(odd)
def receipt_explained_long_text(at: Studio) -> None:
    """With amounts without end."""
    receipt_long_text.play(at)
    _explain(at)


@scene(small())
def receipt_suspended(at: Studio) -> None:
    """Money for a loan that takes none."""
    show(at, turn.receipt(taken(at, LoanId(people.loan_id(902)), amount_minor=500_000)))


@scene(small())
def receipt_reversed(at: Studio) -> None:
    """One that the office has taken back."""
    office, number = at.tablet.office, b"reversed-0000001"
    record = people.a_receipt(4, 448_000, at.place.bench.today(), people.OJA_OBA)
    office.put(
        "repayment", number, msgspec.structs.replace(record, state="REVERSED"), union_bucket(people.OJA_OBA)
    )
    office.fault = None
    at.place.rounds.want()
    at.until(lambda: at.ask(lambda desk: _is_here(desk, RepaymentId(number))))
    show(at, Target("receipt", number))


@scene(odd)
def receipt_long_text(at: Studio) -> None:
    """Names and amounts without end."""
    show(at, turn.receipt(taken(at, LoanId(people.loan_id(1)))))


def _is_here(desk: Desk, repayment: RepaymentId) -> bool:
    with desk.store.read() as tx:
        return queries.repayment(tx, repayment) is not None
