"""The queries of the supervisor's jobs.

The rule kept here: every query is covered by an index, and none grows with what is not asked for.
"""

from __future__ import annotations

from dataclasses import dataclass

from fieldapp.store.transaction import Reading
from shared.contract.codec import decode
from shared.contract.records import DeviceRecord
from shared.ids import DeviceId, StaffId
from shared.lending.lifecycle import OWING_STATES

_DEVICE = "SELECT id, device, coalesce(sent, ''), version, provisional FROM p_device"


@dataclass(frozen=True, slots=True)
class StoredDevice:
    """A device as it is shown; `sent` is the kind of the last decision laid over it."""

    device: DeviceId
    record: DeviceRecord
    sent: str
    version: int
    provisional: bool


def portfolio_of(tx: Reading, officer: StaffId) -> tuple[int, int]:
    """What an officer's running loans owe together, in minor units, and how many they are."""
    states = ", ".join(f"'{state}'" for state in sorted(OWING_STATES))
    return tx.one(
        _sum_and_count,
        "SELECT coalesce(sum(outstanding_minor), 0), count(*) FROM p_loan"
        f" WHERE state IN ({states}) AND officer_id = ?",
        (officer,),
    )


def count_undecided(tx: Reading) -> int:
    """Return how many open requests nobody on this tablet has decided."""
    sql = "SELECT count(*) FROM p_approval WHERE state = 'OPEN' AND coalesce(sent_decision, '') = ''"
    return tx.one(int, sql)


def devices(tx: Reading) -> tuple[StoredDevice, ...]:
    """Return every device on this tablet."""
    return tuple(tx.rows(_stored_device, f"{_DEVICE} ORDER BY id"))


def device(tx: Reading, identifier: DeviceId) -> StoredDevice | None:
    """Return one device."""
    return tx.row(_stored_device, f"{_DEVICE} WHERE id = ?", (identifier,))


def _stored_device(identifier: bytes, data: bytes, sent: str, version: int, provisional: int) -> StoredDevice:
    return StoredDevice(DeviceId(identifier), decode(DeviceRecord, data), sent, version, bool(provisional))


def _sum_and_count(outstanding_minor: int, loans: int) -> tuple[int, int]:
    return outstanding_minor, loans
