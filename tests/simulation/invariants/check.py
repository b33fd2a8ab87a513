"""The two lists of invariants, and what one that is broken says.

The numbers are those of the threat model in docs/security.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from tests.simulation.ground.world import World
from tests.simulation.invariants import books, sight, tablets

Meaning = Literal["lost", "doubled", "changed", "unbalanced", "out of scope", "not converged", "other"]
Check = Callable[[World], Iterator[str]]


@dataclass(frozen=True, slots=True)
class Invariant:
    """Something that always holds; `check` yields a line for each place where it does not.

    One that is `of_the_server` alone need not be asked again while nobody has asked anything of the server.
    """

    number: int
    name: str
    check: Check
    means: Meaning = "other"
    of_the_server: bool = False


@dataclass(frozen=True, slots=True)
class Broken:
    """The first invariant that did not hold, and where; `fault` is what was raised, if anything was."""

    name: str
    where: str
    means: str = "other"
    fault: Exception | None = None


AFTER_EACH_STEP = (
    Invariant(2, "every entry balances", books.entries_balance, "unbalanced", of_the_server=True),
    Invariant(3, "what was recorded is on the tablet", tablets.recorded_is_kept, "lost"),
    Invariant(
        15, "nothing acknowledged is forgotten", tablets.acknowledged_is_known, "lost", of_the_server=True
    ),
    Invariant(20, "no tablet does what it must never do", tablets.no_wrong_was_seen),
    Invariant(3, "what was recorded is shown", tablets.recorded_is_shown, "lost"),
    Invariant(3, "a file stays until the office has it", tablets.files_are_kept, "lost"),
    Invariant(21, "the server never fails", books.no_server_fault, of_the_server=True),
)
IN_THE_END = (
    *AFTER_EACH_STEP,
    Invariant(3, "the sealed journals are whole", tablets.journals_are_whole, "lost"),
    Invariant(3, "every file is somewhere, whole", tablets.files_have_arrived, "lost"),
    Invariant(22, "everything is sent", tablets.everything_is_sent, "not converged"),
    Invariant(5, "chains are whole and the same on both sides", tablets.chains_are_one, "changed"),
    Invariant(4, "verdicts are the office's", tablets.verdicts_are_the_offices, "changed"),
    Invariant(1, "each receipt is in the books once", books.every_receipt_once, "lost"),
    Invariant(1, "the books hold nothing nobody recorded", books.no_receipt_of_nobody, "doubled"),
    Invariant(2, "the ledger agrees with what it tells of", books.ledger_holds, "unbalanced"),
    Invariant(4, "what is sent again changes nothing", books.sent_again_changes_nothing, "doubled"),
    Invariant(10, "nobody checked what they made", books.makers_are_not_checkers),
    Invariant(10, "a loan is paid out once, as approved", books.loans_are_paid_out_once, "doubled"),
    Invariant(12, "money is posted on the server's day", books.posted_on_the_servers_day),
    Invariant(14, "cash in hand adds up", books.cash_in_hand_adds_up, "unbalanced"),
    Invariant(18, "the audit chain holds", books.audit_holds, "changed"),
    Invariant(8, "nobody holds what is not theirs", sight.nothing_out_of_scope, "out of scope"),
    Invariant(6, "records are the server's", sight.records_are_the_servers, "not converged"),
    Invariant(16, "buckets are level and counted right", sight.buckets_are_level, "not converged"),
    Invariant(7, "the projection is rebuilt the same", sight.projection_is_rebuilt_the_same, "changed"),
    Invariant(19, "receipt numbers have no gap", tablets.receipt_numbers_rise, "doubled"),
    Invariant(19, "receipts verify offline", tablets.receipts_verify),
    Invariant(17, "no name is readable in a file", tablets.nothing_in_plain, "out of scope"),
)
