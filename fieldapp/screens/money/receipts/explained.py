"""Why a repayment went where it went, in plain words with figures that add up."""

from __future__ import annotations

from collections.abc import Sequence

from fieldapp.everyone.repayments.explaining import Explained
from fieldapp.screens.frame import Page
from fieldapp.screens.frame_parts import behind_lock
from fieldapp.screens.money.receipts.words import item_mark
from fieldapp.screens.paper.blocks import Block, Boxed, Entry, Fact, Heading
from fieldapp.screens.paper.paper import Paper
from fieldapp.screens.widgets.overlays.sheet import Sheet
from fieldapp.screens.words import Formats, counted, money, tr
from fieldapp.screens.workbench import Workbench
from shared.lending.explaining.steps import Rule, Step
from shared.lending.position import Part


class ExplainSheet(Sheet):
    """The explanation beside the receipt it is of."""

    def __init__(self, bench: Workbench, page: Page) -> None:
        super().__init__(bench.look, behind_lock(page), tr("Why it went there"))
        self.paper = Paper(bench.look, tr("Why it went there"), bare=True)
        self.content.addWidget(self.paper)
        self.content.addStretch()
        self.read_by_key()
        page.destroyed.connect(self.deleteLater)

    def explain(self, found: Explained, say: Formats) -> None:
        """Show the explanation of a repayment."""
        self.paper.set_blocks(explained_blocks(found, say))
        self.open(self.scrolled)


def explained_blocks(found: Explained, say: Formats) -> tuple[Block, ...]:
    """Return the explanation from top to bottom: each rule, what it moved, and all of it together."""
    due = [step for step in found.steps if step.rule is Rule.DUE or _is_penalty_due(step, found)]
    ahead = [step for step in found.steps if step.due_on is not None and step not in due]
    rest = [step for step in found.steps if step.due_on is None]
    return (
        Heading(tr("{amount} received on {day}").format(
            amount=say.signed(found.receipt.amount_minor), day=say.day(found.receipt.value_on)
        )),
        *_before(found),
        *_moved(tr("What was due, the oldest first"), _due_words(found, due, say), due, found, say),
        *_moved(tr("What lies ahead, in order"), _ahead_words(due), ahead, found, say),
        *(block for step in rest for block in _rest(step, found)),
        *_together(found, say),
    )  # fmt: skip


def _is_penalty_due(step: Step, found: Explained) -> bool:
    due_on = step.due_on
    return step.rule is Rule.PENALTY and due_on is not None and due_on <= found.receipt.value_on


def _before(found: Explained) -> list[Block]:
    """What counted before it; and why nothing is explained, where that is so."""
    if found.receipt.reversed:
        text = tr("It was taken back by a correction, so nothing of it counts any more.")
        return [Boxed("overdue", "x", tr("It moves nothing"), text)]
    if not found.whole:
        text = tr(
            "Older payments of this loan are not on this tablet, and what this one paid depends on them."
        )
        return [Boxed("neutral", "info", tr("The office knows where it went"), text)]
    if not found.earlier:
        return []
    words = counted(found.earlier, tr("earlier payment"), tr("earlier payments"))
    if found.same_day:
        words = tr("{payments}, {count} of the same day").format(payments=words, count=found.same_day)
    return [Fact(tr("Counted after"), words)]


def _moved(title: str, text: str, steps: Sequence[Step], found: Explained, say: Formats) -> list[Block]:
    if not steps:
        return []
    items = {item.sequence: item for item in found.receipt.items}
    entries: list[Block] = []
    for place, step in enumerate(steps):
        last = place + 1 == len(steps) or steps[place + 1].sequence != step.sequence
        item = items.get(step.sequence)
        mark = item_mark((item,)) if last and item is not None else None
        entries.append(Entry(_step_words(step, say), money(step.paid_minor), mark))
    return [Boxed("neutral", "list-checks", title, text), *entries]


def _step_words(step: Step, say: Formats) -> str:
    day = say.day(step.due_on) if step.due_on is not None else ""
    words = tr("{part} of instalment {number}, due {day}")
    return words.format(part=part_name(step.part), number=step.sequence, day=day)


def _due_words(found: Explained, due: Sequence[Step], say: Formats) -> str:
    order = ", ".join(part_name(part).lower() for part in found.order)
    words = [
        tr("Whatever was due by {day} takes before what falls due later.").format(
            day=say.day(found.receipt.value_on)
        ),
        tr("Inside one instalment the order is: {order}.").format(order=order),
    ]
    if any(step.rule is Rule.PENALTY for step in due):
        words.append(tr("The penalty for days late belongs to the oldest instalment that was unpaid."))
    return " ".join(words)


def _ahead_words(due: Sequence[Step]) -> str:
    if due:
        return tr("What was due is paid. What is left pays the next instalments before their day.")
    return tr("Nothing was due, so it pays the next instalments before their day.")


def _rest(step: Step, found: Explained) -> list[Block]:
    if step.rule is Rule.CREDIT:
        text = tr("The loan owes nothing more. A supervisor gives it back or puts it to another loan.")
        boxed = Boxed("paid", "plus-circle", tr("More than the loan owes"), text)
        return [boxed, Entry(tr("Kept as credit of the member"), money(step.paid_minor))]
    text = found.receipt.suspense or tr("No loan is named that could take it.")
    boxed = Boxed("pending", "clock", tr("No loan takes it"), text)
    return [boxed, Entry(tr("Into suspense, until a supervisor assigns it"), money(step.paid_minor))]


def _together(found: Explained, say: Formats) -> list[Block]:
    if not found.steps:
        return []
    total = sum(step.paid_minor for step in found.steps)
    return [Fact(tr("Together {sign}").format(sign=say.sign), money(total), large=True)]


def part_name(part: Part | None) -> str:
    """Return a part of an instalment in words."""
    names = {
        Part.INTEREST: tr("Interest"),
        Part.PRINCIPAL: tr("Principal"),
        Part.FEE: tr("Fee"),
        Part.PENALTY: tr("Penalty"),
    }
    return names[part] if part is not None else ""
