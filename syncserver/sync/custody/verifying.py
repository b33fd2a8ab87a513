"""Says of the code on a receipt whether a device here signed it, and whether the office has it.

The rule kept here: nothing is told that does not stand on the receipt itself, but for what became of it; and
whoever holds no receipt learns nothing, because without the device's signature there is no answer but one.
"""

from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection

from shared.contract.bodies.lending import RepaymentRecorded
from shared.contract.codec import Malformed, decode
from shared.contract.operations import Operation, decode_body
from shared.contract.printed import receipt_code
from shared.contract.printed.receipt_code import ReceiptCode
from shared.contract.signing import public_key
from shared.errors import RuleRefused
from shared.ids import INSTITUTION_ID
from syncserver.database.engine import reading
from syncserver.lending.payments.queries import REPAYMENTS
from syncserver.people.devices.queries import Device, Head, find_device_and_head
from syncserver.people.queries import INSTITUTION
from syncserver.sync.custody import queries
from syncserver.sync.custody.queries import OperationAt
from syncserver.sync.server import Server

Standing = Literal["counted", "suspended", "corrected", "waiting", "different"]
"""What became of a genuine receipt.

counted: on the member's loan; suspended: at the office, not on a loan yet; corrected: taken back since;
waiting: the office has not received it yet; different: the office was sent something else in its place.
"""


@dataclass(frozen=True, slots=True)
class Genuine:
    """A receipt that a device of this institution signed."""

    code: ReceiptCode
    device_code: str
    revoked: bool
    standing: Standing


@dataclass(frozen=True, slots=True)
class NotGenuine:
    """Why a code is none: `receipt_code.unreadable`, `.unknown_version` or `.not_genuine`."""

    why: str


@dataclass(frozen=True, slots=True)
class Verified:
    """The answer, and how the institution calls itself and its money and writes its days."""

    institution: str
    currency: str
    date_format: str
    time_zone: str
    answer: Genuine | NotGenuine | None


def verify_receipt(server: Server, text: str) -> Verified:
    """Return what is to be said of a code as it was typed or scanned; nothing where nothing was."""
    with reading(server.inbox.engine) as connection:
        institution = INSTITUTION.load(connection, [INSTITUTION_ID]).get(INSTITUTION_ID)
        answer = _answer(connection, receipt_code.tidied(text)) if text.strip() else None
    if institution is None:
        return Verified("", "NGN", "DD/MM/YYYY", "UTC", answer)
    own = institution.settings
    return Verified(own.name, own.currency, own.date_format, own.time_zone, answer)


def _answer(connection: Connection, text: str) -> Genuine | NotGenuine:
    """A device nobody knows, one nobody let in, the server's own, and a signature that does not hold are
    answered alike.
    """
    try:
        claimed = receipt_code.read_unchecked(text)
        found = find_device_and_head(connection, claimed.device)
        if found is None or not queries.was_let_in(connection, claimed.device):
            return NotGenuine("receipt_code.not_genuine")
        code = receipt_code.verify(text, public_key(found[0].public_key))
    except RuleRefused as refused:
        return NotGenuine(refused.code)
    device, head = found
    standing = _standing(connection, code, head)
    return Genuine(code, device.device_code, _is_revoked(device), standing)


def _is_revoked(device: Device) -> bool:
    return device.state == "REVOKED"


def _standing(connection: Connection, code: ReceiptCode, head: Head) -> Standing:
    if code.sequence > head.seq:
        return "waiting"
    sent = queries.operation_at(connection, code.device, code.sequence)
    body = None if sent is None else _repayment(sent, code)
    if sent is None or body is None or sent.outcome == "refused":
        return "different"
    kept = REPAYMENTS.load(connection, [body.repayment]).get(body.repayment)
    if kept is None:
        return "different"
    if kept.state == "REVERSED":
        return "corrected"
    return "counted" if kept.state == "POSTED" else "suspended"


def _repayment(sent: OperationAt, code: ReceiptCode) -> RepaymentRecorded | None:
    """The payment that was sent in this place, where the receipt on it would carry this very code: of the
    same member, amount and time.
    """
    try:
        operation = decode(Operation, sent.data)
        body = decode_body(operation.kind, operation.kind_version, operation.body)
    except Malformed:
        return None
    if not isinstance(body, RepaymentRecorded):
        return None
    due = receipt_code.code_for(
        device=code.device,
        sequence=code.sequence,
        member=body.member,
        amount_minor=body.amount_minor,
        at_ms=operation.at_ms,
        operation_hash=sent.hash,
    )
    return body if due == code else None
