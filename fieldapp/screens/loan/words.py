"""What a loan, its instalments, its payments and its history are called.

The rule kept here: a status is a word and a shape; what is not posted yet says so.
"""

from __future__ import annotations

from datetime import date

from fieldapp.desk.facts import LoanFacts
from fieldapp.everyone.loan_history import Event, EventKind
from fieldapp.everyone.loan_view import LoanView, PaymentLine, PaymentStands, ScheduleLine
from fieldapp.screens.widgets.badge import Mark
from fieldapp.screens.widgets.cells.kinds import Ink, Shape
from fieldapp.screens.widgets.lists.rows import Row
from fieldapp.screens.words import Formats, counted, days_late, method_name, money, tr
from shared.lending.lifecycle import LoanState
from shared.lending.position import ItemStatus


def heading(view: LoanView) -> tuple[str, str]:
    """Return the name of who owes, and below it which loan it is."""
    name = view.member.name if view.member else view.loan.number
    union = view.union.name if view.union else ""
    number = tr("Loan {number}").format(number=view.loan.number)
    return name, " · ".join(part for part in (number, view.product_name, union) if part)


def loan_mark(view: LoanView) -> Mark:
    """Return where a loan stands: how late, or in which state it is."""
    figures = view.figures
    return state_mark(view.loan, figures.overdue_minor, figures.due_minor, figures.days_late)


def state_mark(loan: LoanFacts, overdue_minor: int, due_minor: int, late: int) -> Mark:
    """Return where a loan stands by its figures: `late` are the days of the oldest part that is late."""
    state = loan.state
    if state is LoanState.ACTIVE:
        if overdue_minor:
            return Mark("overdue", days_late(late))
        return Mark("pending", tr("Due today")) if due_minor else Mark("paid", tr("Up to date"))
    if state is LoanState.PENDING_APPROVAL and loan.provisional:
        return unsent_mark()
    marks = {
        LoanState.DRAFT: Mark("provisional", tr("Draft")),
        LoanState.PENDING_APPROVAL: Mark("pending", tr("Waits for approval")),
        LoanState.APPROVED: Mark("verified", tr("Approved")),
        LoanState.COMPLETED: Mark("paid", tr("Completed")),
        LoanState.DEFAULTED: Mark("overdue", tr("In default")),
        LoanState.WRITTEN_OFF: Mark("refused", tr("Written off")),
        LoanState.CANCELED: Mark("refused", tr("Canceled")),
    }
    return marks[state]


def unsent_mark() -> Mark:
    """Return where an application stands that was sent and that nobody but this tablet has yet."""
    return Mark("provisional", tr("On this tablet only"))


def unsent_words() -> str:
    """Return what happens next with such an application."""
    return tr("It is saved on this tablet and goes to the office at the next contact.")


def item_mark(line: ScheduleLine, on: date) -> Mark:
    """Return where an instalment stands."""
    if line.status is ItemStatus.PAID:
        return Mark("paid", tr("Paid"))
    if line.status is ItemStatus.OVERDUE:
        return Mark("overdue", days_late(line.days_late))
    if line.status is ItemStatus.PARTIAL:
        return Mark("partial", tr("Part paid"))
    return Mark("pending", tr("Due today") if line.due_on == on else tr("Pending"))


def stands_mark(stands: PaymentStands) -> Mark:
    """Return where a receipt stands."""
    marks: dict[PaymentStands, Mark] = {
        "posted": Mark("posted", tr("Posted")),
        "provisional": Mark("provisional", tr("Provisional")),
        "suspended": Mark("pending", tr("In suspense")),
        "reversed": Mark("refused", tr("Reversed")),
    }
    return marks[stands]


def payment_row(payment: PaymentLine, say: Formats) -> Row:
    """Return a payment and where it went."""
    when = say.day_and_clock(payment.at_ms) if payment.at_ms is not None else say.day(payment.value_on)
    number = tr("Receipt {number}").format(number=payment.receipt_number)
    parts = tuple(
        (part_words(payment, place), money(part.pays_minor)) for place, part in enumerate(payment.parts)
    )
    if payment.credit_minor:
        parts = (*parts, (tr("Kept as credit"), money(payment.credit_minor)))
    return Row(
        key=payment.repayment,
        title=say.signed(payment.amount_minor),
        second=" · ".join(filter(None, (when, method_name(payment.method), number))),
        third=payment.received_by_name,
        mark=stands_mark(payment.stands),
        reason=payment.reason,
        reason_status="pending",
        provisional=payment.stands == "provisional",
        parts=parts,
    )


def part_words(payment: PaymentLine, place: int) -> str:
    """Return what a payment did to one instalment."""
    part = payment.parts[place]
    if part.closes:
        return tr("Instalment {number} · closed").format(number=part.sequence)
    words = tr("Instalment {number} · part, {amount} left")
    return words.format(number=part.sequence, amount=money(part.left_minor))


_LEADS: dict[EventKind, tuple[str, Ink]] = {
    "drafted": ("note-pencil", "muted"),
    "submitted": ("arrow-up", "partial"),
    "withdrawn": ("arrow-u-up-left", "muted"),
    "sent_back": ("arrow-u-up-left", "pending"),
    "refused": ("x", "overdue"),
    "approved": ("check", "paid"),
    "canceled": ("x", "overdue"),
    "disbursed": ("hand-coins", "paid"),
    "missed": ("warning-fill", "overdue"),
    "paid": ("checks", "paid"),
    "suspended": ("clock", "pending"),
    "reversed": ("arrow-counter-clockwise", "overdue"),
    "defaulted": ("warning-fill", "overdue"),
    "written_off": ("x", "overdue"),
    "completed": ("check-circle-fill", "paid"),
}


def event_row(event: Event, place: int, say: Formats) -> Row:
    """Return one thing that happened."""
    icon, ink = _LEADS[event.kind]
    if event.provisional:
        icon, ink = "circle-dashed", "muted"
    number = tr("Receipt {number}").format(number=event.number) if event.number else ""
    here = tr("on this tablet") if event.provisional else ""
    return Row(
        key=event.repayment or place,
        title=event_title(event, say),
        second=" · ".join(part for part in (number, event.who, here) if part),
        third=event.detail,
        aside=say.day(event.on) if event.on is not None else "",
        lead=Shape(icon, ink),
    )


def event_title(event: Event, say: Formats) -> str:
    """Return what happened, in a few words."""
    amount = say.signed(event.amount_minor)
    if event.kind == "missed":
        items = counted(event.items, tr("instalment"), tr("instalments"))
        if event.items == 1:
            return tr("Missed instalment {number}").format(number=event.sequence)
        return tr("Missed {items}, from no. {number}").format(items=items, number=event.sequence)
    titles: dict[EventKind, str] = {
        "drafted": tr("Application for {amount} begun"),
        "submitted": tr("Sent for approval"),
        "withdrawn": tr("Taken back to draft"),
        "sent_back": tr("Sent back"),
        "refused": tr("Refused"),
        "approved": tr("Approved"),
        "canceled": tr("Canceled"),
        "disbursed": tr("Paid out {amount}"),
        "paid": tr("Repayment {amount}"),
        "suspended": tr("Money in suspense {amount}"),
        "reversed": tr("Receipt of {amount} reversed"),
        "defaulted": tr("Declared in default"),
        "written_off": tr("Written off"),
        "completed": tr("Completed"),
    }
    return titles[event.kind].format(amount=amount)


def next_words(view: LoanView, say: Formats) -> str:
    """Return what happens next with an application."""
    loan = view.loan
    match loan.state:
        case LoanState.DRAFT if loan.reason:
            return tr("Sent back: {reason}").format(reason=loan.reason)
        case LoanState.DRAFT:
            return tr("It is a draft. Complete it and send it for approval.")
        case LoanState.PENDING_APPROVAL if loan.provisional:
            return unsent_words()
        case LoanState.PENDING_APPROVAL:
            return tr("It waits for a decision. You are told when there is one.")
        case LoanState.APPROVED:
            words = tr("It is approved. The branch pays it out; it is expected on {day}.")
            return words.format(day=say.day(loan.expected_on))
        case _:
            return loan.reason or tr("It was never paid out.")
