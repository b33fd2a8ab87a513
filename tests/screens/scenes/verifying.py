"""Checking a receipt: genuine, forged, of a tablet nobody knows here, damaged, and pictures with too much in
them.
"""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from fieldapp.officer.collect_repayment import load_receipt_code
from fieldapp.screens.everyone.verify.page import VerifyPage
from fieldapp.screens.targets import Target
from shared.contract.printed import receipt_code
from shared.ids import LoanId
from tests.fieldapp.store.world import DEVICE
from tests.screens import people
from tests.screens.scenes.receipts import taken
from tests.screens.scenes.scene import scene, small
from tests.screens.scenes.studio import Studio

_LOAN = LoanId(people.loan_id(4))


def a_code(device: bytes, key: Ed25519PrivateKey) -> str:
    """A code that a key signed in a device's name."""
    code = receipt_code.code_for(
        device=device,
        sequence=1_284,
        member=people.member_id(1),
        amount_minor=550_000,
        at_ms=1_772_000_000_000,
        operation_hash=bytes(32),
    )
    return receipt_code.sign(code, key)


def opened(at: Studio) -> VerifyPage:
    """The page, with nothing in it yet."""
    at.place.open(Target("verify"))
    at.settle()
    return at.page(VerifyPage)


def _asked(at: Studio, code: str) -> None:
    page = opened(at)
    page.code.set_text(code)
    page.check.click()
    at.until(lambda: page.notice.told is not None)


@scene(small())
def verify_empty(at: Studio) -> None:
    """Nothing is typed yet."""
    opened(at)


@scene(small())
def verify(at: Studio) -> None:
    """One that this tablet wrote a moment ago."""
    receipt = taken(at, _LOAN)
    code = at.ask(lambda desk: load_receipt_code(desk, receipt))
    assert code is not None
    _asked(at, code.text)


@scene(small())
def verify_forged(at: Studio) -> None:
    """In this tablet's name, by another key."""
    _asked(at, a_code(DEVICE, Ed25519PrivateKey.generate()))


@scene(small())
def verify_different(at: Studio) -> None:
    """Signed by this tablet, which holds something else in that place."""
    key = at.place.bench.desk.author.signing_key
    _asked(at, a_code(DEVICE, key))


@scene(small())
def verify_unknown(at: Studio) -> None:
    """Of a tablet whose key has not come yet."""
    _asked(at, a_code(bytes(range(16)), Ed25519PrivateKey.generate()))


@scene(small())
def verify_damaged(at: Studio) -> None:
    """Part of the letters is missing."""
    _asked(at, a_code(DEVICE, Ed25519PrivateKey.generate())[:150])


@scene(small())
def verify_long_text(at: Studio) -> None:
    """More than a code ever holds was pasted."""
    opened(at).code.set_text("AEBAEAQCAIBAEAQC " * 40)
