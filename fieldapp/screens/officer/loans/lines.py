"""How the lines of the list of loans are written: states as badges, and what is next with each."""

from __future__ import annotations

from collections.abc import Iterable

from fieldapp.officer.lending.listing import ORDER, UNDER_WAY, LoanLine, Stands
from fieldapp.screens.loan.words import unsent_mark
from fieldapp.screens.theme.tokens import TableFrom
from fieldapp.screens.widgets.avatar import initials
from fieldapp.screens.widgets.badge import Mark
from fieldapp.screens.widgets.cells.kinds import FigureCell, Initials, Ink, MarkCell, TextCell
from fieldapp.screens.widgets.choices.chip import Option
from fieldapp.screens.widgets.table.columns import Column
from fieldapp.screens.widgets.table.folding import Cells
from fieldapp.screens.words import Formats, counted, money, tr

ALL, OPEN = "all", "open"
_GROUPS: dict[str, frozenset[Stands]] = {
    OPEN: UNDER_WAY,
    "draft": frozenset({"draft", "typed"}),
    "sent_back": frozenset({"sent_back"}),
    "waiting": frozenset({"waiting"}),
    "approved": frozenset({"approved"}),
    "refused": frozenset({"refused", "canceled"}),
    "active": frozenset({"active"}),
    ALL: frozenset(ORDER),
}


def belongs(line: LoanLine, group: str) -> bool:
    """Whether a chip shows a line."""
    return line.stands in _GROUPS.get(group, _GROUPS[OPEN])


def is_group(key: str) -> bool:
    """Whether there is a chip with this key."""
    return key in _GROUPS


def chips(lines: Iterable[LoanLine]) -> list[Option]:
    """Return the chips with how many lines each shows."""
    found = [line.stands for line in lines]

    def option(key: str, text: str) -> Option:
        return Option(key, text, count=sum(stands in _GROUPS[key] for stands in found))

    return [
        option(OPEN, tr("Under way")),
        option("sent_back", tr("Sent back")),
        option("draft", tr("Drafts")),
        option("waiting", tr("Waiting")),
        option("approved", tr("Approved")),
        option("refused", tr("Refused, canceled")),
        option("active", tr("Active")),
        option(ALL, tr("All")),
    ]


def searched(line: LoanLine) -> str:
    """Return the words by which a line is found."""
    return f"{line.member_name} {line.number} {line.union_name} {money(line.principal_minor)}"


def columns(sign: str) -> tuple[Column[LoanLine], ...]:
    """Return the columns; where it is narrow, the less important go under the name."""
    return (
        Column("member", tr("Member"), share="stretch", order=lambda line: line.member_name.casefold()),
        Column("state", tr("State"), order=lambda line: ORDER.index(line.stands)),
        Column("next", tr("What is next"), share="stretch", from_width=TableFrom.XL, fold="{}"),
        Column(
            "expected",
            tr("Money expected"),
            order=lambda line: line.expected_on.toordinal() if line.expected_on else 0,
            from_width=TableFrom.XL,
        ),
        Column(
            "amount",
            tr("Amount {sign}").format(sign=sign),
            end=True,
            order=lambda line: line.principal_minor,
        ),
    )


def cells_of(line: LoanLine, say: Formats) -> Cells:
    """Return what a line shows."""
    number = line.number or tr("not saved yet")
    words, ink = next_of(line, say)
    return {
        "member": TextCell(
            line.member_name,
            " · ".join(part for part in (number, line.union_name) if part),
            strong=True,
            lead=Initials(initials(line.member_name)),
        ),
        "state": MarkCell(mark_of(line)),
        "next": TextCell(words, ink=ink),
        "expected": TextCell(say.day(line.expected_on) if line.expected_on else "–"),
        "amount": FigureCell(
            money(line.principal_minor) if line.principal_minor else "",
            strong=True,
            provisional=line.provisional,
        ),
    }


def mark_of(line: LoanLine) -> Mark:
    """Return where a line stands."""
    if line.stands == "waiting" and line.provisional:
        return unsent_mark()
    marks: dict[Stands, Mark] = {
        "sent_back": Mark("attention", tr("Sent back")),
        "typed": Mark("draft", tr("Typed, not saved")),
        "draft": Mark("draft", tr("Draft")),
        "approved": Mark("verified", tr("Approved")),
        "waiting": Mark("pending", tr("Waits for approval")),
        "refused": Mark("refused", tr("Refused")),
        "canceled": Mark("refused", tr("Canceled")),
        "active": Mark("paid", tr("Active")),
    }
    return marks[line.stands]


def next_of(line: LoanLine, say: Formats) -> tuple[str, Ink]:
    """Return what is to be done or waited for, and how much it matters."""
    term = counted(line.term_count, tr("instalment"), tr("instalments"))
    match line.stands:
        case "sent_back":
            return line.said or tr("Change it and send it again"), "overdue"
        case "typed":
            return tr("Go on typing, then save or send it"), "muted"
        case "draft":
            return tr("Complete it and send it for approval"), "muted"
        case "approved":
            return tr("The branch pays it out"), "muted"
        case "waiting" if line.provisional:
            return tr("Goes to the office at the next contact"), "muted"
        case "waiting":
            return tr("Your supervisor decides"), "muted"
        case "active":
            owes = tr("Owes {amount} of {term}")
            return owes.format(amount=say.signed(line.outstanding_minor), term=term), "muted"
        case _:
            return line.said or tr("It was never paid out"), "muted"
