"""What saving a repayment will do, in words and figures.

The rule kept here: the same words as on the receipt that will follow, so that nobody is surprised by it.
"""

from __future__ import annotations

from datetime import date
from itertools import groupby

from fieldapp.desk.receipts import PaidItem
from fieldapp.officer.collect_repayment import Preview
from fieldapp.screens.paper.blocks import Block, Column, Fact, Grid, Two
from fieldapp.screens.widgets.badge import Mark
from fieldapp.screens.widgets.text import Tone
from fieldapp.screens.words import Formats, counted, days_late, money, tr

_MOST_ITEMS = 4


def effect_grid(preview: Preview, say: Formats, on: date) -> Grid:
    """Return the instalments a payment of that day pays, what each becomes, and what is left of it."""
    many = len(preview.items) > _MOST_ITEMS
    runs = (
        [tuple(run) for _, run in groupby(preview.items, key=lambda item: item.closes)]
        if many
        else [(item,) for item in preview.items]
    )
    return Grid(
        (
            Column(tr("Instalment")),
            Column(tr("Pays {sign}").format(sign=say.sign), figures=True),
            Column(tr("Becomes")),
            Column(tr("Left {sign}").format(sign=say.sign), figures=True),
        ),
        tuple(
            (
                _item(run, say, on),
                money(sum(item.pays_minor for item in run)),
                _becomes(run),
                money(run[-1].left_minor),
            )
            for run in runs
        ),
    )


def after_facts(preview: Preview, say: Formats) -> tuple[Block, ...]:
    """Return what remains on the loan and the cash that will be in hand."""
    cash = tr("Your cash in hand after this {sign}").format(sign=say.sign)
    if preview.cash_cap_minor is not None:
        cash = f"{cash} · {tr('cap {amount}').format(amount=money(preview.cash_cap_minor))}"
    return (
        Fact(tr("Remains on the loan {sign}").format(sign=say.sign), money(preview.left_minor), large=True),
        Fact(cash, money(preview.cash_after_minor)),
    )


def over_cap_words(preview: Preview, say: Formats) -> tuple[str, str]:
    """Return what is said where cash grows beyond a cap, in hand or of today and unknown to the office; both
    warn and never refuse.
    """
    titles, details = [], []
    cap, alone = preview.cash_cap_minor, preview.alone
    if cap is not None and preview.cash_after_minor > cap:
        titles.append(tr("More cash than you may hold"))
        details.append(tr("Hand over cash soon: the cap is {amount}.").format(amount=say.signed(cap)))
    if alone.stands == "over":
        titles.append(tr("More cash in a day than the office may not know of"))
        words = tr(
            "{amount} of today would be on this tablet alone; the cap is {cap}. Connect first if you can, or "
            "ask for a transfer. Cash that you were given is recorded all the same."
        )
        details.append(words.format(amount=say.signed(alone.minor), cap=say.signed(alone.cap_minor or 0)))
    return " · ".join(titles), " ".join(details)


def closes_mark(preview: Preview) -> Mark | None:
    """Return how many instalments a payment closes, and how many it pays a part of."""
    if not preview.items:
        return None
    done = sum(item.closes for item in preview.items)
    rest = len(preview.items) - done
    closed = counted(done, tr("instalment"), tr("instalments"))
    words = tr("Closes {items}").format(items=closed)
    if not done:
        words = tr("Pays part of {items}").format(items=counted(rest, tr("instalment"), tr("instalments")))
    elif rest:
        words = tr("Closes {items}, pays part of {rest}").format(items=done, rest=rest)
    return Mark("paid" if done == len(preview.items) else "partial", words)


def in_short(preview: Preview, say: Formats) -> tuple[str, Tone]:
    """Return in one line where the money goes and what is left after it, for beside the button that saves."""
    if preview.suspense:
        return tr("This money goes into suspense"), "pending"
    mark = closes_mark(preview)
    left = tr("{amount} remains on the loan").format(amount=say.signed(preview.left_minor))
    parts = [mark.text if mark else "", tr("The loan will be completed") if preview.completes else left]
    if preview.excess_minor:
        parts.append(tr("{amount} is kept as credit").format(amount=say.signed(preview.excess_minor)))
    return " · ".join(part for part in parts if part), "pending" if preview.excess_minor else ""


def excess_words(preview: Preview, say: Formats, first_name: str) -> tuple[str, str]:
    """Return what is said where somebody pays more than the loan owes."""
    title = tr("{amount} more than the loan owes").format(amount=say.signed(preview.excess_minor))
    whose = tr("It is accepted and kept as credit of {name}.").format(name=first_name)
    return title, f"{whose} {tr('Your supervisor refunds or applies it.')}"


def _item(run: tuple[PaidItem, ...], say: Formats, on: date) -> Two:
    first, last = run[0], run[-1]
    if len(run) == 1:
        title = tr("Instalment {number} · {day}").format(number=first.sequence, day=say.day(first.due_on))
    else:
        title = tr("Instalments {first} to {last}").format(first=first.sequence, last=last.sequence)
    penalty = sum(item.penalty_minor for item in run)
    parts = [_age(first, on) if len(run) == 1 else counted(len(run), tr("instalment"), tr("instalments"))]
    if penalty:
        parts.append(tr("penalty {amount} in it").format(amount=money(penalty)))
    return Two(title, " · ".join(parts))


def _age(item: PaidItem, on: date) -> str:
    if item.days_late:
        return days_late(item.days_late)
    if item.due_on == on:
        return tr("Due today")
    ahead = (item.due_on - on).days
    return tr("Due in {days}").format(days=counted(ahead, tr("day"), tr("days")))


def _becomes(run: tuple[PaidItem, ...]) -> Mark:
    if not run[0].closes:
        return Mark("partial", tr("Part paid"))
    return Mark("paid", tr("Closed") if len(run) == 1 else tr("All closed"))
