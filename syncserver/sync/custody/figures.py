"""What the server holds of a device, for its person's supervisor: the other half of "nothing is lost".

The rule kept here: counts come from the stored operations, money from their signed bytes, the newest number
from the head of the chain; whoever does not decide about a device is told that there is none.
"""

from collections import Counter
from typing import cast

from sqlalchemy import Connection

from shared.contract.custody.figures import DeviceFigures, OutcomeSum
from shared.contract.exchange import Outcome
from shared.errors import RuleRefused
from shared.ids import INSTITUTION_ID
from shared.permissions import Role
from syncserver.database.engine import reading
from syncserver.people.devices.contact.queries import find_contact, journals_of, open_orders
from syncserver.people.devices.queries import Device, find_device_and_head
from syncserver.people.queries import STAFF
from syncserver.people.scope import is_below
from syncserver.sync.custody import queries
from syncserver.sync.inbox.batch import begin_work
from syncserver.sync.server import Server
from syncserver.sync.telling.counting import MONEY, amount_in


def device_figures(server: Server, asker: Device, identifier: bytes) -> DeviceFigures:
    """Return what is held of a device. Refuses `device.unknown` to whoever does not decide about it."""
    with reading(server.inbox.engine) as connection:
        _require(connection, server.inbox.clock_ms(), asker, identifier)
        return figures_of(connection, identifier)


def figures_of(connection: Connection, identifier: bytes) -> DeviceFigures:
    """Return what is held of a device, whoever asks."""
    found = find_device_and_head(connection, identifier)
    if found is None:
        raise _unknown()
    device, head = found
    money = Counter[str]()
    for row in queries.money_of(connection, identifier, MONEY):
        money[row.outcome] += amount_in(row.data)
    contact = find_contact(connection, identifier)
    journals = journals_of(connection, identifier)
    return DeviceFigures(
        device=identifier,
        device_code=device.device_code,
        device_state=device.state,
        last_seq=head.seq,
        by_outcome=tuple(
            OutcomeSum(cast(Outcome, row.outcome), row.operations, money[row.outcome])
            for row in queries.counts_by_outcome(connection, identifier)
        ),
        attempts=0 if contact is None else contact.attempts,
        contacted_at_ms=0 if contact is None else contact.contacted_at_ms,
        journal_bytes=max((one.size for one in journals if one.is_whole), default=0),
        orders_open=len(open_orders(connection, identifier)),
    )


def _require(connection: Connection, now_ms: int, asker: Device, identifier: bytes) -> None:
    """The same people are told of a device who may revoke it."""
    found = find_device_and_head(connection, identifier)
    work = begin_work(connection, now_ms)
    person = work.get(STAFF, asker.staff)
    if found is None or person is None or asker.state != "ACTIVE" or not person.is_active:
        raise _unknown()
    owner = found[0].staff
    if owner == INSTITUTION_ID:
        raise _unknown()
    below = person.role is Role.SUPERVISOR and is_below(work, owner, person.id)
    if person.role is not Role.ADMIN and not below:
        raise _unknown()


def _unknown() -> RuleRefused:
    return RuleRefused("device.unknown", "No such device", "The device is not known or not in your team.")
