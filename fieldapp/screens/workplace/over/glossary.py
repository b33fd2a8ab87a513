"""What the words of the program mean, for whoever meets one for the first time.

The rule kept here: each is said in a sentence, as an officer would say it to another.
"""

from __future__ import annotations

from fieldapp.screens.words import tr

Meaning = tuple[str, str]


def glossary() -> tuple[Meaning, ...]:
    """Return the words and their meanings, in the order in which a day meets them."""
    return (
        (tr("Due today"), tr("What the schedules ask for today and was not paid yet.")),
        (tr("Arrears, overdue"), tr("What the schedules asked for on earlier days and was not paid.")),
        (tr("Outstanding"), tr("All that is still to be repaid of a loan, due or not.")),
        (tr("Provisional"), tr("Recorded on this tablet and safe; the office has not booked it yet.")),
        (tr("Posted"), tr("Booked by the office. From then on it changes by a correction only.")),
        (tr("Waiting"), tr("Recorded here and not with the office yet; it goes at the next contact.")),
        (tr("Needs attention"), tr("The office answered something you have to look at.")),
        (
            tr("Suspense"),
            tr(
                "Where money is kept that fits no loan yet. It is never lost: somebody at the office decides."
            ),
        ),
        (tr("Credit"), tr("What a member paid beyond what they owe. It pays what falls due next.")),
        (
            tr("Cash cap"),
            tr("How much cash you may carry. Cash above it is still taken; hand it over as soon as you can."),
        ),
        (tr("Short, over"), tr("What was counted is less or more than the receipts say.")),
        (
            tr("Works offline for … days"),
            tr("How long this tablet opens without contact with the office. Each contact begins it anew."),
        ),
    )
