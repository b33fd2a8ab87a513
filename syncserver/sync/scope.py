"""Which buckets a person gets and for how long, from the server's own assignments.

The rule kept here: a device never says what it may see; whoever is suspended, frozen or revoked sees nothing.
"""

from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import Connection

from shared.contract.records import (
    ADMINISTRATION_BUCKET,
    INSTITUTION_BUCKET,
    OPERATIONS_BUCKET,
    desk_bucket,
    team_bucket,
    union_bucket,
)
from shared.permissions import Role
from syncserver.people.aggregates import Institution, StaffMember
from syncserver.people.devices.queries import Device
from syncserver.people.queries import unions_below, unions_of_officer

_DAY_MS = 24 * 60 * 60 * 1000


@dataclass(frozen=True, slots=True)
class Scope:
    """The names of buckets, the widest first, and a short name for exactly this set."""

    buckets: tuple[str, ...]
    version: str


def scope_of(connection: Connection, person: StaffMember) -> Scope:
    """Return what a person may see now."""
    buckets = [INSTITUTION_BUCKET, desk_bucket(person.id), *_by_role(connection, person)]
    named = "\n".join(sorted(buckets)).encode()
    return Scope(tuple(buckets), sha256(named).hexdigest()[:16])


def _by_role(connection: Connection, person: StaffMember) -> list[str]:
    if person.role is Role.CREDIT_OFFICER:
        return [union_bucket(union) for union in unions_of_officer(connection, person.id)]
    if person.role is Role.SUPERVISOR:
        unions = unions_below(connection, person.id)
        return [team_bucket(person.id), *(union_bucket(union) for union in unions)]
    if person.role is Role.OPERATIONS:
        return [OPERATIONS_BUCKET]
    if person.role is Role.ADMIN:
        return [ADMINISTRATION_BUCKET]
    return []


def is_trusted(device: Device, person: StaffMember | None) -> bool:
    """Say whether records may be sent to a device and its lease renewed."""
    return device.state == "ACTIVE" and person is not None and person.status != "SUSPENDED"


def lease_until_ms(institution: Institution, device: Device, person: StaffMember | None, now_ms: int) -> int:
    """Return until when a device may work without a network; 0 when it is not trusted."""
    if not is_trusted(device, person):
        return 0
    return now_ms + institution.settings.lease_days * _DAY_MS
