"""One body of every kind, as somebody of a side would send it: of its own records, under new ids where it
makes some.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from shared.contract.codec import Message
from tests.contract.samples import BODIES, REPAYMENT
from tests.hostile.office import KNOWN, Side
from tests.hostile.shapes import Place, Plain, places, plain

MAKES: Mapping[str, frozenset[str]] = {
    "StaffAdded": frozenset({"staff"}),
    "DeviceEnrolled": frozenset({"device"}),
    "UnionCreated": frozenset({"union"}),
    "MemberEnrolled": frozenset({"member"}),
    "ProductDefined": frozenset({"product"}),
    "LoanDrafted": frozenset({"loan"}),
    "RepaymentRecorded": frozenset({"repayment"}),
    "MeetingClosed": frozenset({"meeting"}),
    "CashFloatIssued": frozenset({"movement"}),
    "CashHandedOver": frozenset({"movement"}),
    "DocumentAttached": frozenset({"document"}),
    "VisitRecorded": frozenset({"visit"}),
}
"""The fields by which a kind names what it makes: an id that is taken is told apart from one that is not."""
_REPLACEMENT = 2
"""Where a correction carries the receipt it makes."""
_DAYS = frozenset({"held_on", "value_on", "on", "expected_on", "disbursed_on"})
_NUMBERS = frozenset({"number", "receipt_number"})
_SMALL: Mapping[str, Mapping[str, object]] = {
    "RepaymentRecorded": {"amount_minor": 1},
    "RepaymentCorrected": {"replacement": replace(REPAYMENT, amount_minor=1)},
    "MeetingClosed": {"denominations": ()},
    "CashHandedOver": {"denominations": (), "amount_minor": 1},
    "CashReceived": {"denominations": ()},
}
"""So that a thousand of them in a row stay possible."""


def samples_of_bodies() -> tuple[Message, ...]:
    """One of every kind."""
    return tuple(replace(one, **_SMALL.get(type(one).__name__, {})) for one in BODIES)


def makes(body: Message, place: Place) -> bool:
    """Say whether an id in a body is of the record it makes."""
    if type(body).__name__ == "RepaymentCorrected" and place.path[0] == _REPLACEMENT:
        return place.name == "repayment"
    if place.path == (0,) and place.name not in KNOWN:  # a kind that names what it makes by a word of its own
        return True
    return place.name in MAKES.get(type(body).__name__, frozenset())


def body_of(side: Side, sample: Message, ids: Mapping[str, bytes] | None = None) -> tuple[Plain, bytes]:
    """A sample with a side's own ids in it, or these, today's date, and a new id for what it makes, which is
    returned beside it.
    """
    own, today = side.ids_by_name() if ids is None else ids, side.world.today.isoformat()
    if type(sample).__name__ == "RepaymentCorrected" and ids is None:
        own = {**own, "repayment": next(side.receipts)}
    made = side.world.server.ids.make()
    body = plain(sample)
    for place in places(sample):
        if place.kind == "id":
            body = place.put(body, made if makes(sample, place) else own.get(place.name, own["member"]))
        elif place.name in _DAYS:
            body = place.put(body, today)
        elif place.name in _NUMBERS:
            body = place.put(body, f"N-{made.hex()}")
    return body, made
