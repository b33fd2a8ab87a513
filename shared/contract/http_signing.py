"""HTTP message signatures (RFC 9421) with Ed25519: requests over method, path, body digest, time and nonce;
answers over status, body digest and the signature of the request they answer.

The rule kept here: the covered components are fixed; a signature over fewer is no signature.
"""

import base64
import re
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from shared.contract.codec import Malformed
from shared.contract.signing import BadSignature

CONTENT_DIGEST = "Content-Digest"
SIGNATURE = "Signature"
SIGNATURE_INPUT = "Signature-Input"
_COMPONENTS = '("@method" "@path" "content-digest")'
_INPUT = re.compile(
    r"sig1="
    + re.escape(_COMPONENTS)
    + r';created=(\d{1,12});nonce="([0-9a-f]{32})";keyid="([0-9a-f]{32})";alg="ed25519"'
)
_ANSWER_PARAMETERS = '("@status" "content-digest" "signature";req;key="sig1");alg="ed25519"'
_SIGNATURE = re.compile(r"sig1=:([A-Za-z0-9+/]{86}==):")


@dataclass(frozen=True, slots=True)
class SignedBy:
    """Who claims to have signed a request: `key_id` is the device, `created_s` Unix seconds."""

    key_id: bytes
    created_s: int
    nonce: bytes


def sign_request(
    method: str, path: str, body: bytes, *, by: SignedBy, key: Ed25519PrivateKey
) -> dict[str, str]:
    """Return the three headers that authenticate a request."""
    parameters = _parameters(by)
    digest = _digest(body)
    signature = key.sign(_base(method, path, digest, parameters))
    return {
        CONTENT_DIGEST: digest,
        SIGNATURE_INPUT: f"sig1={parameters}",
        SIGNATURE: f"sig1=:{base64.b64encode(signature).decode()}:",
    }


def read_signature_input(header: str) -> SignedBy:
    """Return who a request says it is from; `Malformed` unless it covers exactly the fixed components."""
    match = _INPUT.fullmatch(header)
    if match is None:
        raise Malformed("the Signature-Input header is missing or not of the agreed form")
    return SignedBy(bytes.fromhex(match[3]), int(match[1]), bytes.fromhex(match[2]))


def verify_request(
    method: str, path: str, body: bytes, *, by: SignedBy, signature: str, key: Ed25519PublicKey
) -> None:
    """Raise `BadSignature` unless `key` signed this method, path and body at that time with that nonce."""
    match = _SIGNATURE.fullmatch(signature)
    if match is None:
        raise Malformed("the Signature header is missing or not of the agreed form")
    try:
        key.verify(base64.b64decode(match[1]), _base(method, path, _digest(body), _parameters(by)))
    except InvalidSignature as fault:
        raise BadSignature("the request was not signed by this device") from fault


def sign_answer(
    status: int, body: bytes, *, request_signature: str, key: Ed25519PrivateKey
) -> dict[str, str]:
    """Return the three headers that make an answer the signer's own, to exactly this request.

    `request_signature` is the request's Signature header, empty where a request had none.
    """
    digest = _digest(body)
    signature = key.sign(_answer_base(status, digest, request_signature))
    return {
        CONTENT_DIGEST: digest,
        SIGNATURE_INPUT: f"sig1={_ANSWER_PARAMETERS}",
        SIGNATURE: f"sig1=:{base64.b64encode(signature).decode()}:",
    }


def verify_answer(
    status: int, body: bytes, *, signature: str, request_signature: str, key: Ed25519PublicKey
) -> None:
    """Raise `BadSignature` unless `key` signed this status and body in answer to that request."""
    match = _SIGNATURE.fullmatch(signature)
    if match is None:
        raise BadSignature("the answer is not signed")
    try:
        key.verify(base64.b64decode(match[1]), _answer_base(status, _digest(body), request_signature))
    except InvalidSignature as fault:
        raise BadSignature("the answer was not signed by this server") from fault


def _answer_base(status: int, digest: str, request_signature: str) -> bytes:
    lines = (
        f'"@status": {status}',
        f'"content-digest": {digest}',
        f'"signature";req;key="sig1": {request_signature.removeprefix("sig1=")}',
        f'"@signature-params": {_ANSWER_PARAMETERS}',
    )
    return "\n".join(lines).encode()


def _parameters(by: SignedBy) -> str:
    return (
        f'{_COMPONENTS};created={by.created_s};nonce="{by.nonce.hex()}"'
        f';keyid="{by.key_id.hex()}";alg="ed25519"'
    )


def _digest(body: bytes) -> str:
    return f"sha-256=:{base64.b64encode(sha256(body).digest()).decode()}:"


def _base(method: str, path: str, digest: str, parameters: str) -> bytes:
    lines = (
        f'"@method": {method.upper()}',
        f'"@path": {path}',
        f'"content-digest": {digest}',
        f'"@signature-params": {parameters}',
    )
    return "\n".join(lines).encode()
