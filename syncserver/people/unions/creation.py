"""Unions: begun by a supervisor for an officer of theirs, their profile changed whole."""

from dataclasses import replace

from shared.contract.bodies.people import UnionChanged, UnionCreated, UnionProfile
from shared.errors import RuleRefused
from syncserver.database.ruling import APPLIED, Ruling
from syncserver.database.work import Work
from syncserver.people.aggregates import Union
from syncserver.people.caller import Caller
from syncserver.people.queries import UNIONS_TO_CHANGE
from syncserver.people.scope import person_in_scope, require_union
from syncserver.people.unions.assignment import put_union, record_assignment, require_officer


def create_union(work: Work, caller: Caller, body: UnionCreated) -> Ruling:
    """Begin a union under an active credit officer, which is the first line of its history.

    Refused: an id that is taken, an officer who is none, not active or not below the caller, a faulty
    profile.
    """
    if work.get(UNIONS_TO_CHANGE, body.union) is not None:
        raise RuleRefused("union.exists", "Already created", "This union is known here.")
    _check(body.profile)
    require_officer(work, body.officer)
    if not person_in_scope(work, caller, body.officer):
        raise RuleRefused("out_of_scope", "Not in your team", "The officer is not below you.")
    put_union(work, Union(body.union, body.officer, body.profile))
    record_assignment(work, caller, body.union, None, body.officer, "")
    return APPLIED


def change_union(work: Work, caller: Caller, body: UnionChanged) -> Ruling:
    """Give a union this profile. Refused: a union out of scope, a faulty profile."""
    require_union(work, caller, body.union)
    known = work.get(UNIONS_TO_CHANGE, body.union)
    if known is None:
        raise RuleRefused("union.unknown", "No such union", "The union is not known here.")
    _check(body.profile)
    put_union(work, replace(known, profile=body.profile))
    return APPLIED


def _check(profile: UnionProfile) -> None:
    if not profile.name.strip():
        raise RuleRefused("union.name", "A name is needed", "The name is empty.")
    if (profile.latitude_e7 is None) != (profile.longitude_e7 is None):
        raise RuleRefused("union.point", "Half a point", "Latitude and longitude belong together.")
