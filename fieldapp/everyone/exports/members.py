"""The filtered members as a file that any spreadsheet opens, each with what their loans come to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from zoneinfo import ZoneInfo

from fieldapp.desk.standing import read_standing
from fieldapp.everyone.exports.tables import Column, FileKind, written
from fieldapp.everyone.members.listing import ListedMember, Wanted, load_page
from fieldapp.store.author import Desk

_MOST = 1_000_000


def members_file(desk: Desk, wanted: Wanted, kind: FileKind) -> Callable[[], bytes]:
    """Read all members that are filtered, in their order; what is returned writes them. Refusals: as
    `load_page`.
    """
    with desk.store.read() as tx:
        zone = read_standing(tx, desk).settings.time_zone
    rows = load_page(desk, replace(wanted, offset=0, limit=_MOST)).rows
    return partial(written, "Members", _columns(zone), rows, kind)


def _columns(zone: str) -> tuple[Column[ListedMember], ...]:
    return (
        Column("Code", lambda one: one.row.code),
        Column("First name", lambda one: one.row.profile.first_name),
        Column("Last name", lambda one: one.row.profile.last_name),
        Column("Phone", lambda one: one.row.profile.phone),
        Column("Email", lambda one: one.row.profile.email),
        Column("Address", lambda one: one.row.profile.address),
        Column("City", lambda one: one.row.profile.city),
        Column("State", lambda one: one.row.profile.state),
        Column("Country", lambda one: one.row.profile.country),
        Column("Postal code", lambda one: one.row.profile.zip_code),
        Column("Union", lambda one: one.row.union_name),
        Column("Credit officer", lambda one: one.row.officer_name),
        Column("Standing", lambda one: one.row.standing),
        Column("Registered on", lambda one: _day(one.row.enrolled_at_ms, zone), "day"),
        Column("Date of birth", lambda one: one.row.profile.date_of_birth, "day"),
        Column("Gender", lambda one: one.row.profile.gender),
        Column("Marital status", lambda one: one.row.profile.marital_status),
        Column("Profession", lambda one: one.row.profile.profession),
        Column("Employer or business", lambda one: one.row.profile.company),
        Column("Loans", lambda one: one.loans.loans, "number"),
        Column("Borrowed", lambda one: one.loans.borrowed_minor, "amount"),
        Column("Repaid", lambda one: one.loans.repaid_minor, "amount"),
        Column("Open loans", lambda one: one.loans.open_loans, "number"),
        Column("Outstanding", lambda one: one.loans.outstanding_minor, "amount"),
        Column("Overdue", lambda one: one.loans.overdue_minor, "amount"),
    )


def _day(at_ms: int, zone: str) -> date | None:
    return datetime.fromtimestamp(at_ms / 1000, UTC).astimezone(ZoneInfo(zone)).date() if at_ms else None
