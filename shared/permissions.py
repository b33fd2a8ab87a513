"""Who may ask for what: one table of operation kinds and the roles that may sign them.

The rule kept here: this says only what a role may ever do. Whose unions, loans and teams it may do it to is
decided by the server from its own assignments.
"""

from enum import StrEnum


class Role(StrEnum):
    """The five roles of an institution's staff."""

    CREDIT_OFFICER = "CREDIT_OFFICER"
    COLLECTIONS_OFFICER = "COLLECTIONS_OFFICER"
    SUPERVISOR = "SUPERVISOR"
    OPERATIONS = "OPERATIONS"
    ADMIN = "ADMIN"


_OFFICER = frozenset({Role.CREDIT_OFFICER, Role.ADMIN})
_COLLECTOR = frozenset({Role.CREDIT_OFFICER, Role.COLLECTIONS_OFFICER, Role.ADMIN})
_CHECKER = frozenset({Role.SUPERVISOR, Role.ADMIN})
_BRANCH = frozenset({Role.OPERATIONS, Role.SUPERVISOR, Role.ADMIN})
_ADMIN = frozenset({Role.ADMIN})

_MAY_SIGN: dict[str, frozenset[Role]] = {
    "institution.created": _ADMIN,
    "institution.changed": _ADMIN,
    "staff.added": _ADMIN,
    "staff.changed": _ADMIN,
    "staff.secret_set": frozenset(),
    "device.code_issued": _CHECKER,
    "device.enrolled": frozenset(Role),
    "device.approved": _CHECKER,
    "device.revoked": _CHECKER,
    "device.unlocked": _CHECKER,
    "device.wiped": _CHECKER,
    "product.defined": _ADMIN,
    "union.created": _CHECKER,
    "union.changed": _CHECKER,
    "union.assigned": _ADMIN,
    "member.enrolled": _OFFICER,
    "member.changed": _OFFICER,
    "member.settled": _CHECKER | {Role.CREDIT_OFFICER},
    "member.verified": _CHECKER | {Role.CREDIT_OFFICER},
    "member.moved": _CHECKER,
    "loan.drafted": _OFFICER,
    "loan.changed": _OFFICER,
    "loan.submitted": _OFFICER,
    "loan.withdrawn": _OFFICER,
    "loan.canceled": _OFFICER | {Role.SUPERVISOR},
    "approval.decided": _CHECKER,
    "loan.disbursed": frozenset({Role.OPERATIONS, Role.ADMIN}),
    "loan.defaulted": _CHECKER,
    "loan.cured": _CHECKER,
    "repayment.recorded": _COLLECTOR,
    "repayment.corrected": _CHECKER,
    "meeting.closed": frozenset({Role.CREDIT_OFFICER}),
    "cash.float_issued": _BRANCH,
    "cash.handed_over": _COLLECTOR,
    "cash.received": _BRANCH,
    "document.attached": _COLLECTOR,
    "visit.recorded": _COLLECTOR,
}


def may_sign(role: Role, kind: str) -> bool:
    """Say whether a role may ever sign operations of this kind; an unknown kind may be signed by nobody."""
    return role in _MAY_SIGN.get(kind, frozenset())
