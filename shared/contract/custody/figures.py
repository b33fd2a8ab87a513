"""What the server holds of one device, for whoever answers for the person who carries it."""

from shared.contract.codec import AmountOrZero, Count, Id, Instant, Label, Message
from shared.contract.exchange import DeviceState, Outcome, Sequence


class DeviceAsked(Message, frozen=True):
    """Which device somebody asks about."""

    device: Id


class OutcomeSum(Message, frozen=True):
    """So many operations were answered so, with so much money received in them (minor units)."""

    outcome: Outcome
    count: Count
    value_minor: AmountOrZero


class DeviceFigures(Message, frozen=True):
    """Everything a device has ever sent, by what became of it.

    `last_seq` is the newest number of its chain: as many operations as there are, or some are missing.
    `attempts` are wrong PINs in a row as the device last said them, `contacted_at_ms` when that was;
    `journal_bytes` how much of its sealed journal it has sent whole.
    """

    device: Id
    device_code: Label
    device_state: DeviceState
    last_seq: Sequence
    by_outcome: tuple[OutcomeSum, ...]
    attempts: Count
    contacted_at_ms: Instant
    journal_bytes: Sequence
    orders_open: Count
