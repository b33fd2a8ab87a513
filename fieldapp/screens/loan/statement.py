"""A statement of a loan for its member: what was lent, the schedule, every payment, what is owed.

The rule kept here: it shows what the page shows on that day, and says which money is not posted yet.
"""

from __future__ import annotations

from fieldapp.everyone.loan_view import LoanView, PaymentLine
from fieldapp.screens.loan.words import item_mark, part_words, stands_mark
from fieldapp.screens.paper.blocks import Block, Column, Fact, Grid, Heading, Letterhead, Party, Remark, Rule
from fieldapp.screens.words import Formats, method_name, money, quantity, tr


def statement_blocks(view: LoanView, institution: str, say: Formats) -> tuple[Block, ...]:
    """Return the statement from top to bottom."""
    figures, member = view.figures, view.member
    day = say.day(view.on)
    second = " · ".join(filter(None, (member.code if member else "", view.union.name if view.union else "")))
    paid = say.signed(figures.paid_minor)
    if figures.provisional_minor:
        part = tr("{amount} of it not posted yet").format(amount=money(figures.provisional_minor))
        paid = f"{paid} · {part}"
    facts = (
        (tr("Product"), view.product_name),
        (tr("Amount lent"), say.signed(view.loan.principal_minor)),
        (tr("Paid out on"), say.day(view.loan.disbursed_on) if view.loan.disbursed_on else ""),
        (tr("Paid so far"), paid),
        (tr("Overdue"), say.signed(figures.overdue_minor) if figures.overdue_minor else ""),
        (tr("Credit"), say.signed(figures.credit_minor) if figures.credit_minor else ""),
        (tr("Credit officer"), view.officer_name),
    )
    older = () if view.whole else (Remark(tr("Older payments are not on this tablet and not listed.")),)
    return (
        Letterhead(institution, tr("As of {day}").format(day=day), tr("Statement of loan"), view.loan.number),
        Rule(),
        Party(
            tr("Member"),
            member.name if member else view.loan.number,
            second,
            tr("Outstanding {sign}").format(sign=say.sign),
            money(figures.outstanding_minor),
        ),
        Rule(),
        *(Fact(word, value) for word, value in facts if value),
        Heading(tr("Schedule"), say.sign),
        _schedule(view, say),
        *((Heading(tr("Payments"), say.sign), _payments(view, say)) if view.payments else ()),
        *older,
    )


def _schedule(view: LoanView, say: Formats) -> Grid:
    totals = view.totals
    return Grid(
        (
            Column("#"),
            Column(tr("Due on"), share=2),
            Column(tr("State")),
            *(Column(word, figures=True) for word in (tr("Due"), tr("Penalty"), tr("Paid"), tr("Left"))),
        ),
        tuple(
            (
                str(line.sequence),
                say.day(line.due_on),
                item_mark(line, view.on),
                money(line.due_minor),
                quantity(line.penalty_minor),
                quantity(line.paid_minor),
                quantity(line.left_minor),
            )
            for line in view.schedule
        ),
        (
            "",
            tr("Together"),
            "",
            money(totals.due_minor),
            quantity(totals.penalty_minor),
            quantity(totals.paid_minor),
            quantity(totals.left_minor),
        ),
    )


def _payments(view: LoanView, say: Formats) -> Grid:
    """Oldest first, as people read a card; each with its receipt and where it went."""
    return Grid(
        (
            Column(tr("Day")),
            Column(tr("Receipt")),
            Column(tr("How")),
            Column(tr("Where it went"), share=2),
            Column(tr("State")),
            Column(tr("Amount"), figures=True),
        ),
        tuple(
            (
                say.day(payment.value_on),
                payment.receipt_number,
                method_name(payment.method),
                _went(payment),
                stands_mark(payment.stands),
                money(payment.amount_minor),
            )
            for payment in reversed(view.payments)
        ),
    )


def _went(payment: PaymentLine) -> str:
    parts = [part_words(payment, place) for place in range(len(payment.parts))]
    if payment.credit_minor:
        parts.append(tr("credit {amount}").format(amount=money(payment.credit_minor)))
    return "\n".join(parts)
