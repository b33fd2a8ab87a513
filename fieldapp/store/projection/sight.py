"""What folding one record may look at besides its own operations.

The rule kept here: everything seen follows from delivered records and the overlay alone; what depends on a
neighbour is refreshed when that neighbour is (`refresh` knows which).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from fieldapp.store.projection.overlay import LaidOver, Overlay
from fieldapp.store.transaction import Reading
from shared.calendar import BusinessCalendar
from shared.contract.bodies.lending import ProductDefinition, RepaymentCorrected, RepaymentRecorded
from shared.contract.bodies.people import InstitutionSettings
from shared.contract.codec import decode
from shared.contract.products import business_calendar
from shared.contract.records import RepaymentRecord
from shared.ids import INSTITUTION_ID, StaffId


@dataclass(frozen=True, slots=True)
class Aggregate:
    """One record to be folded: as delivered, if it was, and the operations laid over it."""

    id: bytes
    version: int
    body: bytes | None
    operations: tuple[LaidOver, ...]

    @property
    def provisional(self) -> int:
        """1 where an operation of the overlay shapes it."""
        return 1 if self.operations else 0


@dataclass(frozen=True, slots=True)
class CountedPayment:
    """A repayment of a loan as shown now: whether the server delivered it, and whether an operation of the
    overlay shaped it."""

    id: bytes
    amount_minor: int
    value_on: date
    state: str
    delivered: bool
    provisional: bool


class Sight:
    """The neighbours of a record, as they are shown in this transaction."""

    def __init__(self, tx: Reading, overlay: Overlay) -> None:
        self._tx = tx
        self._overlay = overlay

    @property
    def moved(self) -> dict[bytes, bytes]:
        """The unions members were moved to by operations of the overlay."""
        return self._overlay.moved

    def settings(self) -> InstitutionSettings | None:
        """How the institution works; None before the first round."""
        data = self._tx.row(bytes, "SELECT settings FROM p_setting WHERE id = ?", (INSTITUTION_ID,))
        return None if data is None else decode(InstitutionSettings, data)

    def calendar(self) -> BusinessCalendar:
        """The days the institution works; every day before the first round."""
        settings = self.settings()
        if settings is None:
            return BusinessCalendar()
        return business_calendar(settings)

    def definition(self, product: bytes) -> ProductDefinition | None:
        """A product, or None where it is not known here."""
        data = self._tx.row(bytes, "SELECT definition FROM p_product WHERE id = ?", (product,))
        return None if data is None else decode(ProductDefinition, data)

    def union_of(self, member: bytes) -> bytes | None:
        """The union a member is shown in, or None where the member is not known here."""
        return self._tx.row(bytes, "SELECT union_id FROM p_member WHERE id = ?", (member,))

    def payments(self, loan: bytes) -> list[CountedPayment]:
        """The repayments of a loan as they are shown."""
        return self._tx.rows(
            _counted,
            "SELECT id, amount_minor, value_on, state, version, provisional FROM p_repayment"
            " WHERE loan_id = ? ORDER BY id",
            (loan,),
        )

    def receiver(self, repayment: bytes) -> StaffId | None:
        """Who took a repayment, by its record, by the operation that recorded it, or by what it replaces."""
        body = self._tx.row(
            bytes, "SELECT body FROM base_record WHERE kind = 'repayment' AND id = ?", (repayment,)
        )
        if body is not None:
            return StaffId(decode(RepaymentRecord, body).received_by)
        for laid in self._overlay.of(("repayment", repayment)):
            if isinstance(laid.body, RepaymentRecorded):
                return laid.staff
            if isinstance(laid.body, RepaymentCorrected) and laid.body.repayment != repayment:
                return self.receiver(laid.body.repayment) or laid.staff
        return None


def _counted(
    identifier: bytes, amount_minor: int, value_on: str, state: str, version: int, provisional: int
) -> CountedPayment:
    day = date.fromisoformat(value_on)
    return CountedPayment(identifier, amount_minor, day, state, version > 0, provisional > 0)
