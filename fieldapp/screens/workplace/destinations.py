"""Which destinations each role finds in its navigation, the first being where it begins."""

from __future__ import annotations

from dataclasses import dataclass

from fieldapp.screens.targets import DestinationKey
from fieldapp.screens.words import tr


@dataclass(frozen=True, slots=True)
class Destination:
    """A place in the navigation; `icon` has a filled form for when it is the one shown."""

    key: DestinationKey
    text: str
    icon: str


_OF_ROLE: dict[str, tuple[DestinationKey, ...]] = {
    "CREDIT_OFFICER": ("today", "unions", "schedules", "loans", "cash", "members"),
    "COLLECTIONS_OFFICER": ("today", "cash"),
    "SUPERVISOR": ("approvals", "schedules", "handovers", "unions", "devices", "members"),
    "OPERATIONS": ("disburse", "handovers"),
    "ADMIN": ("approvals", "disburse", "schedules", "handovers", "unions", "devices", "members"),
}


def destinations_of(role: str) -> tuple[Destination, ...]:
    """Return the destinations of a role, in order; one that we do not know has its day only."""
    known = {place.key: place for place in _all()}
    return tuple(known[key] for key in _OF_ROLE.get(role, ("today",)))


def _all() -> tuple[Destination, ...]:
    return (
        Destination("today", tr("Today"), "house"),
        Destination("unions", tr("Unions"), "users-three"),
        Destination("schedules", tr("Schedules"), "calendar-check"),
        Destination("loans", tr("Loans"), "note-pencil"),
        Destination("cash", tr("Cash"), "wallet"),
        Destination("approvals", tr("Approvals"), "check-square-offset"),
        Destination("disburse", tr("Pay out"), "hand-coins"),
        Destination("handovers", tr("Handovers"), "handshake"),
        Destination("devices", tr("Devices"), "device-tablet"),
        Destination("members", tr("Members"), "identification-card"),
    )
