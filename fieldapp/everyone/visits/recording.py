"""Record a visit to a member, with the place as the tablet tells it.

The rules kept here: the form carries its visit's id, so saving it twice records one visit; a place is a fact
like the visit, taken as it was told, and whether it can be believed is judged by the office.
"""

from __future__ import annotations

from dataclasses import dataclass

from fieldapp.desk import queries as facts
from fieldapp.desk.standing import checked, may_record
from fieldapp.everyone.visits.queries import visit_at
from fieldapp.store.author import Desk
from fieldapp.store.outbox import append
from shared.contract.bodies.visits import Fix, VisitRecorded
from shared.errors import RuleRefused
from shared.ids import MemberId, VisitId


@dataclass(frozen=True, slots=True)
class VisitForm:
    """A visit as it is being written down; times in milliseconds since 1970 in UTC."""

    visit: VisitId
    member: MemberId
    purpose: str
    arrived_at_ms: int
    left_at_ms: int
    fix: Fix | None = None
    note: str = ""


def open_visit_form(desk: Desk, member: MemberId) -> VisitForm:
    """Return a form for a visit that begins now."""
    now_ms = desk.author.clock.now_ms()
    return VisitForm(VisitId(desk.author.ids.make()), member, "", now_ms, now_ms)


def record_visit(desk: Desk, form: VisitForm) -> None:
    """Record a visit, durably; the same form again is the same visit.

    Refusals: those of `may_record`, `member.unknown`, `visit.purpose_missing`, `visit.times`,
    `form.not_accepted`.
    """
    purpose = " ".join(form.purpose.split())
    if not purpose:
        raise RuleRefused("visit.purpose_missing", "The purpose is missing", "Say what the visit was for.")
    if form.left_at_ms < form.arrived_at_ms:
        raise RuleRefused("visit.times", "The times do not fit", "It would have ended before it began.")
    with desk.store.transaction() as tx:
        if visit_at(tx, form.visit) is not None:
            return
        may_record(tx, desk, "visit.recorded")
        if facts.member(tx, form.member) is None:
            detail = "Look the member up again."
            raise RuleRefused("member.unknown", "This member is not on this tablet", detail)
        body = VisitRecorded(
            form.visit,
            form.member,
            purpose,
            form.arrived_at_ms,
            form.left_at_ms,
            form.fix,
            form.note.strip(),
        )
        append(tx, desk.author, checked(body))
