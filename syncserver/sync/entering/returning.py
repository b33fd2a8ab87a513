"""A device that a restored server does not know comes back: by the certificate that the institution gave it.

The rule kept here: nobody comes back by the network; at the server's own machine somebody decides it, with
the certificate in hand, which is believed only for the institution's own signature on it.
"""

from collections.abc import Callable
from dataclasses import dataclass

from shared.contract.bodies.people import DeviceEnrolled
from shared.contract.codec import decode
from shared.contract.custody.contact import verify_contact_key
from shared.contract.entering.codes import hash_code
from shared.contract.entering.fingerprints import fingerprint
from shared.contract.exchange import Certificate
from shared.contract.signing import public_bytes, public_key, verify_certificate
from shared.errors import RuleRefused
from syncserver.database.engine import reading
from syncserver.people.devices.queries import device_with_code, find_device
from syncserver.sync.enrolment import issue_code
from syncserver.sync.server import Server, act

_LABEL = "Came back after a restore"


@dataclass(frozen=True, slots=True)
class ContactProof:
    """A device's contact key and the device's own signature over it; both empty where it has none."""

    key: bytes = b""
    proof: bytes = b""


def readmit(
    server: Server,
    certificate: bytes,
    signature: bytes,
    random_bytes: Callable[[int], bytes],
    contact: ContactProof = ContactProof(),
) -> Certificate:
    """Enrol a device again under its own id, key and code, and return what its certificate says.

    It then sends everything it ever recorded, from its first operation on. Raises `BadSignature` or
    `Malformed` for a certificate that is not the institution's, `RuleRefused` for a device that is known, or
    whose code another one got since.
    """
    told = decode(Certificate, certificate)
    verify_certificate(told, signature, server.keys.institution.public_key())
    if contact.key:
        public_key(contact.key)
        verify_contact_key(contact.key, contact.proof, public_key(told.public_key))
    with reading(server.inbox.engine) as connection:
        if find_device(connection, told.device) is not None:
            raise RuleRefused("device.known", "Device known", "It is enrolled here; there is nothing to do.")
        if device_with_code(connection, told.device_code) is not None:
            raise RuleRefused(
                "device.code_taken", "Code taken", f"Another device got the code {told.device_code} since."
            )
    code = issue_code(server, told.staff, random_bytes)
    body = DeviceEnrolled(
        device=told.device,
        staff=told.staff,
        public_key=told.public_key,
        device_code=told.device_code,
        label=_LABEL,
        code_hash=hash_code(code),
        contact_key=contact.key,
        fingerprint=fingerprint(told.public_key, public_bytes(server.keys.institution)),
    )
    (verdict,) = act(server, [body])
    if verdict.outcome == "refused":
        raise RuleRefused(verdict.code, verdict.title, verdict.detail)
    return told
