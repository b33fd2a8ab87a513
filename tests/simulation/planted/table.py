"""Every planted fault, and the invariants that may be the one to catch it.

The rule kept here: a fault counts as caught only by an invariant named beside it, so that a suite that breaks
for another reason proves nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from tests.simulation.planted import of_the_office as office
from tests.simulation.planted import of_the_tablet as tablet


@dataclass(frozen=True, slots=True)
class Planted:
    """A fault, how it is put in, and who is expected to notice."""

    plant: Callable[[pytest.MonkeyPatch], None]
    caught_by: tuple[str, ...]

    @property
    def name(self) -> str:
        """What it is called."""
        return self.plant.__name__


_CHAINS = "chains are whole and the same on both sides"
_FILES_STAY = "a file stays until the office has it"
_LEDGER = "the ledger agrees with what it tells of"
_NEVER = "no tablet does what it must never do"
_ONCE = "each receipt is in the books once"
_RECORDS = "records are the server's"
_SCOPE = "nobody holds what is not theirs"
_SHOWN = "what was recorded is shown"

_ON_THE_WAY = (_CHAINS, _NEVER, _RECORDS, _SCOPE, _SHOWN, "everything is sent")
"""What travels is looked at from both ends, and any of them may see it first."""

PLANTED = (
    Planted(tablet.answers_are_believed, _ON_THE_WAY),
    Planted(tablet.any_answer_is_for_all, _ON_THE_WAY),
    Planted(tablet.an_error_drops_what_was_sent, _ON_THE_WAY),
    Planted(tablet.shown_until_acknowledged, _ON_THE_WAY),
    Planted(tablet.a_restored_server_is_the_same, _ON_THE_WAY),
    Planted(tablet.cursor_before_data, _ON_THE_WAY),
    Planted(tablet.what_left_is_still_shown, (_SHOWN, "the projection is rebuilt the same")),
    Planted(tablet.the_journal_is_forgotten, ("the sealed journals are whole",)),
    Planted(tablet.receipts_share_a_number, ("receipt numbers have no gap",)),
    Planted(tablet.the_lease_is_not_asked, (_NEVER,)),
    Planted(tablet.the_vault_stays_open, (_NEVER,)),
    Planted(tablet.names_in_a_log, ("no name is readable in a file",)),
    Planted(office.everybody_sees_every_union, (_SCOPE,)),
    Planted(office.what_left_a_bucket_stays, _ON_THE_WAY),
    Planted(office.money_may_be_refused, (_ONCE, _SHOWN)),
    Planted(office.a_payment_is_posted_twice, (_LEDGER, "cash in hand adds up")),
    Planted(office.interest_is_a_little_more, (_LEDGER,)),
    Planted(office.the_audit_skips_a_row, ("the audit chain holds",)),
    Planted(office.money_is_posted_yesterday, ("money is posted on the server's day",)),
    Planted(office.tombstones_are_forgotten, _ON_THE_WAY),
    Planted(office.nothing_is_remembered, (*_ON_THE_WAY, "what is sent again changes nothing")),
    Planted(office.suspense_takes_half, (_LEDGER,)),
    Planted(tablet.files_make_room_too_early, (_FILES_STAY,)),
    Planted(tablet.wrong_pins_lock_nothing, (_NEVER,)),
    Planted(office.a_file_is_said_to_be_here, ("every file is somewhere, whole",)),
)
