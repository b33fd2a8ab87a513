"""Whether somebody may record now, and under which settings.

The rule kept here: nothing new is recorded on a lease that has ended, on a device that is frozen or revoked,
on a clock known to be wrong by days, by somebody not at work, or outside the role; what was recorded before
is untouched by all of these.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from fieldapp.desk import queries
from fieldapp.desk.facts import Person
from fieldapp.store.author import Clock, Desk
from fieldapp.store.chain.checking import is_held
from fieldapp.store.sync_state import SyncState, read_state
from fieldapp.store.transaction import Reading
from shared.calendar import BusinessCalendar
from shared.contract.bodies.people import InstitutionSettings
from shared.contract.codec import Malformed, Message, decode, encode
from shared.contract.products import business_calendar
from shared.errors import RuleRefused
from shared.permissions import may_sign

_CLOCK_BEHIND_MS = 12 * 60 * 60 * 1000
_CLOCK_AHEAD_MS = 7 * 24 * 60 * 60 * 1000
"""A clock further off than these dates money wrongly for sure; what is less the server dates anew. Ahead is
more, so that a clock put right without a network is not taken for one that still runs ahead.
"""


@dataclass(frozen=True, slots=True)
class Standing:
    """Who acts, on which day, under which settings."""

    me: Person
    settings: InstitutionSettings
    today: date

    @property
    def calendar(self) -> BusinessCalendar:
        """The days the institution works."""
        return business_calendar(self.settings)


class TabletRefused(RuleRefused):
    """Nothing at all may be recorded here now, whatever it is about: said of the tablet or of who uses it."""


def read_standing(tx: Reading, desk: Desk) -> Standing:
    """Return who acts and under which settings. Refusals: `desk.not_ready` before the first round is done."""
    settings = queries.settings(tx)
    me = queries.person(tx, desk.author.staff)
    if settings is None or me is None:
        raise TabletRefused(
            "desk.not_ready",
            "This tablet has not received its data yet",
            "Connect once; work can begin when it is all here.",
        )
    return Standing(me, settings, desk.author.clock.today(settings.time_zone))


def may_record(tx: Reading, desk: Desk, kind: str) -> Standing:
    """Return the standing of somebody who may record this kind of operation now.

    Refusals: `lease`, `clock`, `device.frozen`, `device.revoked`, `staff.not_active`, `role`,
    `desk.not_ready`.
    """
    standing = read_standing(tx, desk)
    stopped = _stopped(tx, desk, standing)
    if stopped is not None:
        raise stopped
    if not may_sign(standing.me.role, kind):
        raise TabletRefused("role", "Not part of your role", "Somebody else of the branch does this.")
    return standing


def what_stops(desk: Desk) -> TabletRefused | None:
    """Return why nothing at all may be recorded here now, with what to do; None where something may."""
    with desk.store.read() as tx:
        if is_held(tx):
            detail = (
                "It takes nothing new, and sends its sealed copy to the office by itself. Leave it connected "
                "and call your supervisor."
            )
            return TabletRefused("device.held", "The data on this tablet is an old or changed copy", detail)
        try:
            return _stopped(tx, desk, read_standing(tx, desk))
        except TabletRefused:
            return None  # It has received nothing yet, and every page says so.


def _stopped(tx: Reading, desk: Desk, standing: Standing) -> TabletRefused | None:
    state, clock = read_state(tx), desk.author.clock
    if state.device_state != "ACTIVE":
        detail = "What you recorded is kept and still sent. Speak to your supervisor."
        return TabletRefused(f"device.{state.device_state.lower()}", "This tablet may not record", detail)
    if lease_left_ms(state, clock) == 0:
        detail = "Connect to the server to go on. Nothing recorded is lost."
        return TabletRefused("lease", "This tablet has worked too long without the server", detail)
    if clock_is_wrong(state, clock):
        detail = "It says {today}. Set date and time in the tablet's settings. Nothing recorded is lost."
        return TabletRefused("clock", "The clock of this tablet is wrong", detail, today=standing.today)
    if standing.me.status != "ACTIVE":
        detail = "Your account is not active. Speak to your supervisor."
        return TabletRefused("staff.not_active", "You may not record now", detail)
    return None


def lease_left_ms(state: SyncState, clock: Clock) -> int:
    """Return how long this tablet may still record without the server, in milliseconds; 0 when it is over.

    The lease is in the server's time. A clock set back to before the last contact counts from that contact.
    """
    now_ms = max(clock.now_ms(), state.last_contact_ms) + state.server_offset_ms
    return max(0, state.lease_until_ms - now_ms)


def clock_is_wrong(state: SyncState, clock: Clock) -> bool:
    """Say whether the device's clock is known to be so wrong that money would get a wrong date.

    It is when it stands before a time the server was already seen to have, or runs on from a contact at which
    it was far ahead.
    """
    now_ms = clock.now_ms()
    behind = now_ms < state.server_time_seen_ms - _CLOCK_BEHIND_MS
    ahead = now_ms >= state.last_contact_ms and state.server_offset_ms < -_CLOCK_AHEAD_MS
    return behind or ahead


def checked(body: Message) -> Message:
    """Return a body the server can decode. Refusals: `form.not_accepted`, naming the first fault."""
    try:
        decode(type(body), encode(body))
    except (Malformed, UnicodeEncodeError) as fault:
        detail = f"A text is too long or holds signs that cannot be stored ({fault})."
        raise RuleRefused("form.not_accepted", "This cannot be recorded as written", detail) from fault
    return body
