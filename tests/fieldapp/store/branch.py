"""A tablet with one union, and a server that posts what it records."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import msgspec

from fieldapp.store.author import Author
from fieldapp.store.database import Store
from fieldapp.store.outbox import append
from shared.contract.bodies.lending import RepaymentRecorded
from shared.contract.exchange import BucketNumber, Verdict
from shared.contract.operations import Operation
from shared.contract.records import desk_bucket
from tests.fieldapp.store.world import STAFF, START, FakeServer, Village, a_loan, a_repayment

WEEK = 550_000
"""What one instalment of the loan asks, in minor units."""
DESK = desk_bucket(STAFF)


@dataclass(frozen=True, slots=True)
class Branch:
    """A tablet that has everything of one union."""

    store: Store
    author: Author
    server: FakeServer
    village: Village

    def pay(self, amount_minor: int = WEEK) -> Operation:
        with self.store.transaction() as tx:
            place = self.village
            body = RepaymentRecorded(
                self.author.ids.make(), place.loan, place.member, amount_minor, "CASH", START, "K7-000001"
            )
            return append(tx, self.author, body)

    def post(self, operation: Operation, paid_minor: int) -> tuple[BucketNumber, ...]:
        """The server applies a repayment: its record and the loan's, in the union and on the desk."""
        body = msgspec.msgpack.decode(operation.body, type=RepaymentRecorded)
        place = self.village
        posted = a_repayment(place.loan, body.amount_minor)
        effects = self.server.put("repayment", body.repayment, posted, place.bucket, DESK)
        loan = a_loan(place.member, place.union, paid_minor=paid_minor)
        return (*effects, *self.server.put("loan", place.loan, loan, place.bucket))

    def shown(self) -> tuple[int, int]:
        """How many receipts are shown, and what the loan shows as paid."""
        with self.store.read() as tx:
            receipts = tx.one(int, "SELECT count(*) FROM p_repayment")
            return receipts, tx.one(int, "SELECT paid_minor FROM p_loan WHERE id = ?", (self.village.loan,))

    def provisional(self) -> int:
        with self.store.read() as tx:
            return tx.one(int, "SELECT count(*) FROM p_repayment WHERE provisional = 1")


def with_effects(said: Verdict, effects: Iterable[BucketNumber]) -> Verdict:
    """The same verdict, carried by these places."""
    return msgspec.structs.replace(said, effects=tuple(effects))
