"""Nothing is lost: everything this device ever recorded is with the server, waits here, or needs attention.

The rule kept here: what was recorded is counted from the signed bytes themselves and from the chain's own
numbers, where it stands from what the server said; so the two can only agree when nothing is missing. Amounts
are in minor units.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from typing import Protocol

from fieldapp.store.author import Desk
from fieldapp.store.chain.checking import AT_ONCE, is_held, newest, rows_after, value_of
from fieldapp.store.outbox import Tally, tallies
from fieldapp.store.sync_state import read_state
from fieldapp.store.transaction import Reading
from shared.contract.codec import Malformed, decode
from shared.contract.custody.figures import DeviceAsked, DeviceFigures
from shared.contract.operations import Operation, decode_body

FIGURES_PATH = "/devices/figures"


@dataclass(frozen=True, slots=True)
class NothingLost:
    """Where everything recorded on this device stands.

    `acknowledged` the server has answered and nobody has to look at; `waiting` it has not answered;
    `attention` it has answered and somebody has to look. `journal_lacking` is how many the sealed journal
    lacks, None where there is none; `server_seq` how far the server has signed that it has them; `held`
    whether this store was found to be an old copy or changed.
    """

    recorded: Tally
    acknowledged: Tally
    waiting: Tally
    attention: Tally
    journal_lacking: int | None
    server_seq: int
    held: bool

    @property
    def missing(self) -> Tally:
        """What was recorded and stands nowhere: nothing, or something is wrong."""
        known = reduce(_plus, (self.acknowledged, self.waiting, self.attention))
        return Tally(self.recorded.count - known.count, self.recorded.value_minor - known.value_minor)

    @property
    def holds(self) -> bool:
        """Whether recorded is acknowledged and waiting and needing attention together."""
        return self.missing == Tally() and not self.held and not self.journal_lacking


def account_for_all(desk: Desk) -> NothingLost:
    """Return where everything stands that this device ever recorded."""
    with desk.store.read() as tx:
        stand = tallies(tx)
        return NothingLost(
            recorded=_recorded(tx),
            acknowledged=_plus(stand["sent"], stand["posted"]),
            waiting=stand["on_tablet"],
            attention=stand["attention"],
            journal_lacking=None if desk.store.journal is None else desk.store.journal_behind,
            server_seq=read_state(tx).acknowledged_seq,
            held=is_held(tx),
        )


class FiguresWay(Protocol):
    """Carries a question to the server; raises a `SyncFault` when no answer came."""

    def post(self, path: str, message: DeviceAsked, wanted: type[DeviceFigures], /) -> DeviceFigures: ...


def ask_figures(way: FiguresWay, device: bytes) -> DeviceFigures:
    """Return what the server holds of a device of somebody below; online, for a supervisor.

    Faults: `SyncFault`, `Refused` with `device.unknown` among them.
    """
    return way.post(FIGURES_PATH, DeviceAsked(device), DeviceFigures)


def _recorded(tx: Reading) -> Tally:
    """Count by the newest number of the chain, and add up what is signed, whatever is kept beside it."""
    value_minor, seq = 0, 0
    while rows := rows_after(tx, seq, AT_ONCE):
        value_minor += sum(_value(row.data) for row in rows)
        seq = rows[-1].seq
    return Tally(newest(tx).seq, value_minor)


def _value(data: bytes) -> int:
    try:
        operation = decode(Operation, data)
        return value_of(decode_body(operation.kind, operation.kind_version, operation.body))
    except Malformed:
        return 0


def _plus(first: Tally, second: Tally) -> Tally:
    return Tally(first.count + second.count, first.value_minor + second.value_minor)
