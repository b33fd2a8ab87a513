"""The query tables brought up to date: all of them, or the records that changed and what hangs on them.

The rule kept here: refreshing what changed leaves exactly what building everything anew would.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from fieldapp.store.projection import custody, loans, people
from fieldapp.store.projection.overlay import Overlay, Subject, subjects_in_overlay
from fieldapp.store.projection.rows import SEARCHED_KINDS, Sheet, write, write_words
from fieldapp.store.projection.sight import Aggregate, Sight
from fieldapp.store.projection.tables import (
    APPROVAL,
    CASH,
    DEVICE,
    DOCUMENT,
    INSTALMENT,
    LOAN,
    MEETING,
    MEMBER,
    PRODUCT,
    REPAYMENT,
    SETTING,
    STAFF,
    TASK,
    UNION,
    VISIT,
    Table,
    create_tables,
)
from fieldapp.store.transaction import Transaction
from shared.contract.codec import Malformed
from shared.errors import RuleRefused

Delivered = tuple[int, bytes]
"""The version and body of a record."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Kind:
    """How one kind of record becomes rows."""

    name: str
    project: Callable[[Aggregate, Sight, Sheet], None]
    tables: tuple[Table, ...]


# A loan looks at settings, product, member and repayments, so these come before it.
_KINDS = (
    _Kind("institution", people.project_institution, (SETTING,)),
    _Kind("staff", people.project_staff, (STAFF,)),
    _Kind("product", people.project_product, (PRODUCT,)),
    _Kind("union", people.project_union, (UNION,)),
    _Kind("member", people.project_member, (MEMBER,)),
    _Kind("repayment", custody.project_repayment, (REPAYMENT,)),
    _Kind("loan", loans.project_loan, (LOAN, INSTALMENT)),
    _Kind("meeting", custody.project_meeting, (MEETING,)),
    _Kind("approval", custody.project_approval, (APPROVAL,)),
    _Kind("cash", custody.project_cash, (CASH,)),
    _Kind("task", custody.project_task, (TASK,)),
    _Kind("device", people.project_device, (DEVICE,)),
    _Kind("document", people.project_document, (DOCUMENT,)),
    _Kind("visit", people.project_visit, (VISIT,)),
)


def refresh(
    tx: Transaction, touched: Iterable[Subject], delivered: Mapping[Subject, Delivered] | None = None
) -> frozenset[Subject]:
    """Bring the rows of these records up to date, and of the loans that hang on them.

    `delivered` spares reading records that the caller has just stored. Returns the records that cannot be
    read, written by a newer server or against the rules known here: they are stored, and shown once the
    program is upgraded.
    """
    subjects = set(touched)
    run = _Run(tx, subjects, delivered or {})
    for kind in _KINDS:
        run.bring_up(kind)
    run.finish()
    return frozenset(run.unreadable)


def rebuild(tx: Transaction) -> frozenset[Subject]:
    """Build every query table anew from delivered records and the overlay; returns as `refresh` does."""
    create_tables(tx)
    delivered = dict(tx.rows(_delivery, "SELECT kind, id, version, body FROM base_record"))
    return refresh(tx, delivered.keys() | subjects_in_overlay(tx), delivered)


class _Run:
    """One refresh: which records are still to do, and the words they are found by."""

    def __init__(
        self, tx: Transaction, touched: set[Subject], delivered: Mapping[Subject, Delivered]
    ) -> None:
        self._tx = tx
        self._overlay = Overlay(tx, touched)
        self._sight = Sight(tx, self._overlay)
        self._delivered = delivered
        self._ids: dict[str, set[bytes]] = {}
        for kind, identifier in touched:
            self._ids.setdefault(kind, set()).add(identifier)
        self._sheet = Sheet()
        self.unreadable: set[Subject] = set()

    def bring_up(self, kind: _Kind) -> None:
        """Write the rows of every touched record of one kind."""
        ids = self._ids.get(kind.name)
        if not ids:
            return
        if kind.name == "repayment":
            ids = self._ids[kind.name] = self._overlay.with_replacements(ids)
        hanging = self._loans_hanging_on(kind.name, ids)
        for aggregate in self._aggregates(kind.name, ids):
            try:
                kind.project(aggregate, self._sight, self._sheet)
            except (Malformed, RuleRefused):
                self.unreadable.add((kind.name, aggregate.id))
                _log.warning("record_not_readable kind=%s id=%s", kind.name, aggregate.id.hex())
        for table in kind.tables:
            write(self._tx, table, ids, self._sheet)
        if kind.name == "repayment":
            hanging |= self._loans_hanging_on(kind.name, ids)
        self._ids.setdefault("loan", set()).update(hanging)

    def finish(self) -> None:
        """Write the words by which the records are found."""
        owners = [(kind, of) for kind in SEARCHED_KINDS for of in self._ids.get(kind, ())]
        if owners:
            write_words(self._tx, owners, self._sheet)

    def _aggregates(self, kind: str, ids: set[bytes]) -> Iterator[Aggregate]:
        missing = [of for of in ids if (kind, of) not in self._delivered]
        sql = "SELECT id, version, body FROM base_record WHERE kind = ? AND id IN ({ids})"
        found = dict(self._tx.rows_among(_stored, sql, missing, (kind,)))
        # In the order of their keys, so that rows arrive as the tables store them.
        for of in sorted(ids):
            stored = self._delivered.get((kind, of)) or found.get(of)
            version, body = stored or (0, None)
            yield Aggregate(of, version, body, self._overlay.of((kind, of)))

    def _loans_hanging_on(self, kind: str, ids: set[bytes]) -> set[bytes]:
        """The loans whose rows depend on these records, by the tables as they stand now."""
        match kind:
            case "institution" | "product":
                return {loan for loan, _ in self._provisional_loans()}
            case "member":
                moved = self._overlay.moved.keys() & ids
                sql = "SELECT id FROM p_loan WHERE member_id IN ({ids})"
                found = set(self._tx.rows_among(bytes, sql, moved))
                return found | {loan for loan, member in self._provisional_loans() if member in ids}
            case "repayment":
                provisional = {loan for loan, _ in self._provisional_loans()}
                sql = "SELECT loan_id FROM p_repayment WHERE loan_id IS NOT NULL AND id IN ({ids})"
                return provisional and provisional & set(self._tx.rows_among(bytes, sql, ids))
            case _:
                return set()

    def _provisional_loans(self) -> list[tuple[bytes, bytes]]:
        return self._tx.rows(_pair, "SELECT id, member_id FROM p_loan WHERE provisional = 1")


def _stored(identifier: bytes, version: int, body: bytes) -> tuple[bytes, Delivered]:
    return identifier, (version, body)


def _delivery(kind: str, identifier: bytes, version: int, body: bytes) -> tuple[Subject, Delivered]:
    return (kind, identifier), (version, body)


def _pair(loan: bytes, member: bytes) -> tuple[bytes, bytes]:
    return loan, member
