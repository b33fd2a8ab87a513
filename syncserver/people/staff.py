"""Staff: who works here, in which role, below whom.

The rules kept here: every officer has a supervisor, who is one by role; nobody is below themselves, directly
or round a corner; nobody changes their own status or limit; an e-mail address is one person's.
"""

import re
from dataclasses import replace

from shared.contract.bodies.people import StaffAdded, StaffChanged, StaffSecretSet
from shared.errors import RuleRefused
from shared.ids import INSTITUTION_ID
from shared.permissions import Role
from syncserver.database.ruling import APPLIED, Ruling
from syncserver.database.work import Work
from syncserver.people.aggregates import StaffMember
from syncserver.people.caller import Caller
from syncserver.people.queries import REPORTS, STAFF, STAFF_BY_EMAIL, STAFF_TO_CHANGE, open_tasks_of

_SUPERVISED = frozenset({Role.CREDIT_OFFICER, Role.COLLECTIONS_OFFICER})
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")


def add_staff(work: Work, _: Caller, body: StaffAdded) -> Ruling:
    """A person joins, active at once.

    Refused: an id or e-mail address that is taken, a blank name, an officer without a supervisor, a
    supervisor who is not one.
    """
    if work.get(STAFF_TO_CHANGE, body.staff) is not None:
        raise RuleRefused("staff.exists", "Already added", "This person is known here.")
    if not body.name.strip():
        raise RuleRefused("staff.name", "A name is needed", "The name is empty.")
    email = _free_email(work, body.email)
    role = Role(body.role)
    _check_supervisor(work, body.staff, role, body.supervisor)
    person = StaffMember(
        body.staff,
        body.name,
        role,
        email,
        body.supervisor,
        body.phone,
        "ACTIVE",
        body.approval_limit_minor,
    )
    work.put(STAFF_BY_EMAIL, email.encode(), body.staff)
    _put(work, None, person)
    return APPLIED


def change_staff(work: Work, caller: Caller, body: StaffChanged) -> Ruling:
    """A person's supervisor, status and approval limit from now on.

    A new supervisor is told the person's open tasks. Refused: an unknown person, one's own status or limit,
    an officer without a supervisor, a supervisor who is not one or is below the person.
    """
    known = work.get(STAFF_TO_CHANGE, body.staff)
    if known is None:
        raise RuleRefused("staff.unknown", "No such person", "Nobody with this id works here.")
    changed = replace(
        known,
        supervisor=body.supervisor,
        status=body.status,
        approval_limit_minor=body.approval_limit_minor,
    )
    if body.staff == caller.staff and changed != replace(known, supervisor=body.supervisor):
        raise RuleRefused(
            "staff.own_record", "Not by yourself", "Another administrator changes your status or limit."
        )
    if changed.supervisor != known.supervisor:
        _check_supervisor(work, body.staff, known.role, body.supervisor)
        for task in open_tasks_of(work.connection, body.staff):
            work.publish("task", task)
    _put(work, known, changed)
    return APPLIED


def note_secret(work: Work, caller: Caller, body: StaffSecretSet) -> Ruling:
    """Keep in the chain that a person got another password or second factor, and which of them.

    Refused: anybody but the server itself, an unknown person.
    """
    if caller.staff != INSTITUTION_ID:
        raise RuleRefused("not_permitted", "Not permitted", "Passwords are set at the server itself.")
    if work.get(STAFF, body.staff) is None:
        raise RuleRefused("staff.unknown", "No such person", "Nobody with this id works here.")
    return APPLIED


def _free_email(work: Work, given: str) -> str:
    email = given.strip().casefold()
    if _EMAIL.fullmatch(email) is None:
        raise RuleRefused("staff.email", "Not an e-mail address", "An address such as a@b.com is expected.")
    if work.get(STAFF_BY_EMAIL, email.encode()) is not None:
        raise RuleRefused("staff.email_taken", "E-mail address in use", "Another person has this address.")
    return email


def _check_supervisor(work: Work, staff: bytes, role: Role, supervisor: bytes | None) -> None:
    if supervisor is None:
        if role in _SUPERVISED:
            raise RuleRefused("staff.supervisor_needed", "A supervisor is needed", "Every officer has one.")
        return
    if supervisor == staff:
        raise RuleRefused("staff.supervises_self", "Not below oneself", "Choose somebody else as supervisor.")
    found = work.get(STAFF_TO_CHANGE, supervisor)
    if found is None or found.role is not Role.SUPERVISOR or found.status == "SUSPENDED":
        raise RuleRefused(
            "staff.not_a_supervisor",
            "Not a supervisor",
            "The person named has to be a supervisor at work here.",
        )
    if _is_above(work, staff, found):
        raise RuleRefused(
            "staff.supervision_circle", "Round in a circle", "The supervisor named is below the person."
        )


def _is_above(work: Work, staff: bytes, person: StaffMember) -> bool:
    """Rows on the way up are locked: two changes at once could otherwise close a circle between them."""
    above: StaffMember | None = person
    passed: set[bytes] = set()
    while above is not None and above.supervisor is not None and above.id not in passed:
        if above.supervisor == staff:
            return True
        passed.add(above.id)
        above = work.get(STAFF_TO_CHANGE, above.supervisor)
    return False


def _put(work: Work, known: StaffMember | None, person: StaffMember) -> None:
    if known is not None and known.supervisor is not None:
        work.put(REPORTS, known.supervisor, _reports(work, known.supervisor) - {person.id})
    if person.supervisor is not None:
        work.put(REPORTS, person.supervisor, _reports(work, person.supervisor) | {person.id})
    for shelf in (STAFF, STAFF_TO_CHANGE):
        work.put(shelf, person.id, person)
    work.publish("staff", person.id)


def _reports(work: Work, supervisor: bytes) -> frozenset[bytes]:
    return work.get(REPORTS, supervisor) or frozenset()
