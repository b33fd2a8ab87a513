"""Faults planted into the server: each a change of one place, as somebody might make it who meant well."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import Connection, select, update

from shared.contract.exchange import BucketNumber
from shared.contract.records import union_bucket
from syncserver.database.work import Work
from syncserver.ledger import journal
from syncserver.ledger.accounts import INTEREST_INCOME, LOAN_PRINCIPAL
from syncserver.ledger.journal import Entry, Line, credit, debit
from syncserver.lending.aggregates import Loan, Repayment, Totals
from syncserver.lending.payments import posting, repayments
from syncserver.people.aggregates import StaffMember
from syncserver.people.tables import union
from syncserver.sync import exchange, queries
from syncserver.sync import scope as sync_scope
from syncserver.sync.audit import queries as audit_queries
from syncserver.sync.feed import numbering
from syncserver.sync.files import receiving
from syncserver.sync.inbox import batch, judging
from syncserver.sync.scope import Scope
from syncserver.sync.tables import server_state


def everybody_sees_every_union(patch: pytest.MonkeyPatch) -> None:
    """The filter that keeps an officer to their own unions is gone."""
    scope_of = sync_scope.scope_of

    def scope(connection: Connection, person: StaffMember) -> Scope:
        narrow = scope_of(connection, person)
        unions = (
            union_bucket(found) for found in connection.scalars(select(union.c.id).order_by(union.c.id))
        )
        wide = tuple(dict.fromkeys((*narrow.buckets, *unions)))
        return Scope(wide, narrow.version)

    patch.setattr(exchange, "scope_of", scope)


def what_left_a_bucket_stays(patch: pytest.MonkeyPatch) -> None:
    """A record that moves to another union is put there and not taken from the first."""
    change = numbering._Pages.change

    def changed(
        pages: numbering._Pages,
        key: numbering.Key,
        body: numbering._Body,
        before: queries.RecordRow | None,
    ) -> tuple[BucketNumber, ...]:
        names = {row.name for row in pages._by_name.values() if before and row.id in before.buckets}
        return change(pages, key, replace(body, buckets=body.buckets | names), before)

    patch.setattr(numbering._Pages, "change", changed)


def money_may_be_refused(patch: pytest.MonkeyPatch) -> None:
    """A receipt out of scope, late, or of a revoked device is refused like any other operation."""
    patch.setattr(judging, "MONEY_RECEIVED", frozenset())


def a_payment_is_posted_twice(patch: pytest.MonkeyPatch) -> None:
    """The lines of a payment are written twice into one entry, which balances all the same."""
    post = journal.post

    def posted(work: Work, entry: Entry) -> None:
        post(work, replace(entry, lines=(*entry.lines, *entry.lines)))

    patch.setattr(posting, "post", posted)


def interest_is_a_little_more(patch: pytest.MonkeyPatch) -> None:
    """One minor unit of each payment goes to interest in place of principal."""
    difference = posting._difference

    def shifted(loan: Loan, before: Totals, after: Totals) -> tuple[Line, ...]:
        more = (
            credit(INTEREST_INCOME, 1, loan=loan.id),
            debit(LOAN_PRINCIPAL, 1, loan=loan.id),
        )
        return (*difference(loan, before, after), *more)

    patch.setattr(posting, "_difference", shifted)


def the_audit_skips_a_row(patch: pytest.MonkeyPatch) -> None:
    """The head of the chain moves on and the row is not written."""

    def skip(connection: Connection, row: audit_queries.AuditRow) -> None:
        connection.execute(update(server_state).values(audit_number=row.number, audit_hash=row.hash))

    patch.setattr(batch, "add_audit_row", skip)


def money_is_posted_yesterday(patch: pytest.MonkeyPatch) -> None:
    """The day of posting is not the institution's."""
    day = batch._day
    patch.setattr(batch, "_day", lambda now_ms, zone: day(now_ms, zone) - timedelta(days=1))


def tombstones_are_forgotten(patch: pytest.MonkeyPatch) -> None:
    """A record that left a bucket is no longer in it, but nobody is told."""
    entry = numbering._Pages._entry

    def kept(
        pages: numbering._Pages, row: queries.BucketRow, key: numbering.Key, version: int, *, removed: bool
    ) -> object:
        return entry(pages, row, key, version, removed=False)

    patch.setattr(numbering._Pages, "_entry", kept)


def the_late_are_dated_back(patch: pytest.MonkeyPatch) -> None:
    """The day a tablet says is believed, however far back or ahead."""
    patch.setattr(repayments, "value_date", lambda work, caller, value_on, settings: _as_said(value_on))


def nothing_is_remembered(patch: pytest.MonkeyPatch) -> None:
    """An operation that was judged before is not looked up."""
    patch.setattr(batch, "_known", lambda *_: ())


def suspense_takes_half(patch: pytest.MonkeyPatch) -> None:
    """Money that fits no loan is kept, and half of it is written into the books."""
    post_suspense = posting.post_suspense

    def halved(work: Work, received: Repayment, act: posting.Act) -> None:
        post_suspense(work, replace(received, amount_minor=max(received.amount_minor // 2, 1)), act)

    patch.setattr(repayments, "post_suspense", halved)


def _as_said(value_on: date) -> date:
    return value_on


def a_file_is_said_to_be_here(patch: pytest.MonkeyPatch) -> None:
    """Whoever begins to send a file that somebody named before is told that it is here."""
    patch.setattr(receiving, "_is_stored", lambda *_: True)
