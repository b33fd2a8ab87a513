"""Who works here on which device, and how long and with what the tablet can go on alone."""

from __future__ import annotations

from dataclasses import dataclass

from fieldapp.desk import queries as facts
from fieldapp.desk.facts import Person
from fieldapp.desk.standing import clock_is_wrong, lease_left_ms, read_standing
from fieldapp.store.author import Desk
from fieldapp.store.outbox import counts
from fieldapp.store.sync_state import numbers_left, read_state
from shared.contract.exchange import DeviceState


@dataclass(frozen=True, slots=True)
class Profile:
    """The person, the device and what is left of its means; amounts in minor units, times in milliseconds.

    `member_numbers` and `loan_numbers` are left of the blocks the office gave; without any the device goes
    on with numbers of its own.
    """

    me: Person
    supervisor_name: str
    institution: str
    currency: str
    time_zone: str
    device_code: str
    device_state: DeviceState
    device_reason: str
    lease_left_ms: int
    lease_until_ms: int
    last_contact_ms: int
    clock_is_wrong: bool
    member_numbers: int
    loan_numbers: int
    waiting: int
    waiting_minor: int
    attention: int


def load_profile(desk: Desk) -> Profile:
    """Return who works here. Refusals: `desk.not_ready`."""
    with desk.store.read() as tx:
        standing, state, waiting = read_standing(tx, desk), read_state(tx), counts(tx)
        above = facts.person(tx, standing.me.supervisor) if standing.me.supervisor else None
        numbers = numbers_left(tx)
        return Profile(
            me=standing.me,
            supervisor_name=above.name if above else "",
            institution=standing.settings.name,
            currency=standing.settings.currency,
            time_zone=standing.settings.time_zone,
            device_code=desk.author.device_code,
            device_state=state.device_state,
            device_reason=state.device_reason,
            lease_left_ms=lease_left_ms(state, desk.author.clock),
            lease_until_ms=state.lease_until_ms,
            last_contact_ms=state.last_contact_ms,
            clock_is_wrong=clock_is_wrong(state, desk.author.clock),
            member_numbers=numbers.get("member", 0),
            loan_numbers=numbers.get("loan", 0),
            waiting=waiting.waiting,
            waiting_minor=waiting.waiting_value_minor,
            attention=waiting.attention,
        )
