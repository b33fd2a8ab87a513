"""A receipt in words: what the member reads, on the screen and on paper alike.

The rule kept here: it says where the money went and where it stands, and never more certainty than there is.
"""

from __future__ import annotations

from itertools import groupby

from fieldapp.desk.receipts import PaidItem, Receipt
from fieldapp.screens.paper.blocks import (
    Block,
    Boxed,
    Code,
    Entry,
    Fact,
    Heading,
    Letterhead,
    Party,
    Remark,
    Rule,
)
from fieldapp.screens.widgets.badge import Mark
from fieldapp.screens.words import Formats, counted, method_name, money, tr

_MOST_ITEMS = 6
"""More instalments than these are told in runs, so that a receipt stays one page."""


def receipt_blocks(
    receipt: Receipt, say: Formats, code: Code | None, *, copy: bool, number: int = 0
) -> tuple[Block, ...]:
    """Return the receipt from top to bottom; without a code it says where the code is. A copy may have its
    `number`.
    """
    word = tr("Receipt, copy") if copy else tr("Receipt")
    if number:
        word = tr("Receipt, copy {number}").format(number=number)
    member = " · ".join(part for part in (receipt.member_code, receipt.union_name) if part)
    return (
        Letterhead(receipt.institution, "", word, receipt.receipt_number),
        Rule(),
        Party(
            tr("Received with thanks from"),
            receipt.member_name or tr("A member not on this tablet"),
            member,
            tr("Amount {sign}").format(sign=say.sign),
            money(receipt.amount_minor),
        ),
        _standing(receipt, with_code=code is not None),
        *_facts(receipt, say),
        *_went(receipt, say),
        *_owed(receipt, say),
        *_coded(receipt, code),
    )


def _standing(receipt: Receipt, *, with_code: bool) -> Boxed:
    if receipt.reversed:
        text = tr("This receipt does not count any more. Ask the branch which one stands instead.")
        return Boxed("overdue", "x", tr("Reversed"), text)
    if receipt.suspense:
        return Boxed(
            "pending", "clock", tr("Kept in suspense"), receipt.suspense, final=not receipt.provisional
        )
    if receipt.provisional:
        text = tr("The office confirms it when this tablet next has contact.")
        if with_code:
            text = f"{text} " + tr("The code below can be checked without a network.")
        return Boxed("pending", "circle-dashed", tr("Provisional until posted"), text, final=False)
    return Boxed("paid", "checks", tr("Posted"), tr("The office has confirmed this receipt."))


def _facts(receipt: Receipt, say: Formats) -> list[Block]:
    loan = " · ".join(part for part in (receipt.loan_number, receipt.product_name) if part)
    method = method_name(receipt.method)
    facts = [
        Fact(tr("Loan"), loan or tr("None named")),
        Fact(tr("Method"), f"{method} · {receipt.reference}" if receipt.reference else method),
        Fact(tr("Taken by"), _taken(receipt, say)),
    ]
    return [fact for fact in facts if fact.value]


def _taken(receipt: Receipt, say: Formats) -> str:
    """Who took it and when: the day of the money, and the time where it was written down that day."""
    day = say.day(receipt.value_on)
    at = receipt.taken_at_ms
    if at is not None:
        written = say.day_and_clock(at)
        when = (
            written if written.startswith(day) else tr("{day}, written {when}").format(day=day, when=written)
        )
    else:
        when = day
    return ", ".join(part for part in (receipt.received_by_name, when) if part)


def _went(receipt: Receipt, say: Formats) -> list[Block]:
    """Where the money went; one that was taken back went nowhere."""
    if receipt.reversed:
        return []
    return [Rule(), Heading(tr("Where it went"), say.sign), *_entries(receipt, say)]


def _coded(receipt: Receipt, code: Code | None) -> list[Block]:
    if code is not None:
        return [code]
    if receipt.taken_at_ms is None:
        return [Remark(tr("Recorded on another tablet: its code is on the receipt given there."))]
    return []


def _entries(receipt: Receipt, say: Formats) -> list[Block]:
    if receipt.left_minor is None:
        suspended = receipt.suspense or receipt.loan is None
        words = tr("Into suspense, until it is assigned to a loan") if suspended else tr("Paid to the loan")
        return [Entry(words, money(receipt.amount_minor))]
    items = receipt.items
    runs = (
        [tuple(run) for _, run in groupby(items, key=lambda item: item.closes)]
        if len(items) > _MOST_ITEMS
        else [(item,) for item in items]
    )
    entries: list[Block] = [_entry(run, say) for run in runs]
    if receipt.excess_minor:
        words = tr("More than the loan owes") if not receipt.suspense else tr("Into suspense")
        mark = None if receipt.suspense else Mark("credit", tr("Kept as credit"))
        entries.append(Entry(words, money(receipt.excess_minor), mark))
    return entries


def _entry(run: tuple[PaidItem, ...], say: Formats) -> Entry:
    """One instalment, or several in a row that were closed."""
    first, last = run[0], run[-1]
    pays, penalty = sum(item.pays_minor for item in run), sum(item.penalty_minor for item in run)
    if len(run) == 1:
        words = tr("Instalment {number} · due {day}").format(number=first.sequence, day=say.day(first.due_on))
    else:
        words = tr("Instalments {first} to {last} · due {from_day} to {to_day}").format(
            first=first.sequence,
            last=last.sequence,
            from_day=say.day(first.due_on),
            to_day=say.day(last.due_on),
        )
    if penalty:
        words += " · " + tr("penalty {amount} in it").format(amount=money(penalty))
    return Entry(words, money(pays), item_mark(run))


def item_mark(run: tuple[PaidItem, ...]) -> Mark:
    """Return what became of instalments paid alike."""
    if not run[0].closes:
        return Mark("partial", tr("Partial · {amount} left").format(amount=money(run[-1].left_minor)))
    if len(run) == 1:
        return Mark("paid", tr("Closed"))
    return Mark("paid", counted(len(run), tr("closed"), tr("closed")))


def _owed(receipt: Receipt, say: Formats) -> list[Block]:
    """What is due next and what is owed, as far as a loan has the money."""
    if receipt.left_minor is None or receipt.reversed:
        return []
    facts: list[Block] = [Rule()]
    if receipt.still_due_minor:
        facts.append(Fact(tr("Still due by this day"), money(receipt.still_due_minor)))
    if receipt.next_due is not None:
        word = tr("Due next, {day}").format(day=say.day(receipt.next_due.on))
        facts.append(Fact(word, money(receipt.next_due.amount_minor)))
    facts.append(Fact(tr("Owed on the loan after this"), money(receipt.left_minor), large=True))
    return facts
