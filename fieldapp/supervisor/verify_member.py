"""Verify who a member is: an act with a checklist, by somebody other than whoever enrolled them."""

from __future__ import annotations

from fieldapp.desk import queries as facts
from fieldapp.desk.facts import MemberFacts
from fieldapp.desk.standing import checked, may_record
from fieldapp.store.author import Desk
from fieldapp.store.outbox import append
from fieldapp.store.transaction import Reading
from shared.contract.bodies.people import MemberVerified
from shared.errors import RuleRefused
from shared.ids import MemberId
from shared.permissions import Role


def verify_member(desk: Desk, member: MemberId, checklist: tuple[str, ...], note: str = "") -> MemberFacts:
    """Record that this person checked the member, durably; a verified member stays as verified.

    Refusals: those of `may_record`, `member.unknown`, `member.inactive`, `member.own`, `role` for officers
    where the institution keeps verification to supervisors, `form.not_accepted`.
    """
    with desk.store.transaction() as tx:
        found = _known(tx, member)
        if found.verified_by is not None:
            return found
        standing = may_record(tx, desk, "member.verified")
        if standing.me.role is Role.CREDIT_OFFICER and not standing.settings.officers_may_verify:
            raise RuleRefused("role", "Not part of your role", "A supervisor verifies members here.")
        if not found.active:
            raise RuleRefused(
                "member.inactive", "This member is not active", "Only active members are verified."
            )
        if found.enrolled_by == desk.author.staff:
            raise RuleRefused(
                "member.own", "Nobody verifies whom they enrolled", "Somebody else checks them."
            )
        ticked = tuple(text.strip() for text in checklist if text.strip())
        append(tx, desk.author, checked(MemberVerified(member, ticked, note.strip())))
        return _known(tx, member)


def _known(tx: Reading, member: MemberId) -> MemberFacts:
    found = facts.member(tx, member)
    if found is None:
        raise RuleRefused("member.unknown", "This member is not on this tablet", "Look the member up again.")
    return found
