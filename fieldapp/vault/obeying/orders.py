"""Which orders a device believes.

The rule kept here: an order is carried out when the institution signed it, for this device, and after every
one carried out before; any other is left aside and logged.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from fieldapp.vault.vault import Vault
from shared.contract.codec import Malformed
from shared.contract.custody.orders import Order, SignedOrder, open_order
from shared.contract.signing import BadSignature

_log = logging.getLogger(__name__)


def done_until_ms(vault: Vault) -> int:
    """Return the time of the newest order this device carried out; 0 where there was none."""
    numbers = vault.orders_done.read()
    return numbers[0] if numbers else 0


def note_done(vault: Vault, order: Order) -> None:
    """Note, in file and keyring, that an order was carried out: it is none any more."""
    vault.orders_done.write(order.at_ms)


def believed(vault: Vault, given: Iterable[SignedOrder], institution: Ed25519PublicKey) -> tuple[Order, ...]:
    """Return the orders to carry out, oldest first."""
    opened = sorted(_opened(vault, given, institution), key=lambda order: order.at_ms)
    known_ms, found = done_until_ms(vault), []
    for order in opened:
        if order.at_ms <= known_ms:
            _log.warning("order_ignored reason=replayed kind=%s", order.kind)
        else:
            known_ms = order.at_ms
            found.append(order)
    return tuple(found)


def _opened(vault: Vault, given: Iterable[SignedOrder], institution: Ed25519PublicKey) -> list[Order]:
    found = []
    for signed in given:
        try:
            order = open_order(signed, institution)
        except (BadSignature, Malformed) as fault:
            _log.warning("order_ignored reason=forged fault=%s", type(fault).__name__)
            continue
        if order.device == vault.profile.identity.device_id:
            found.append(order)
        else:
            _log.warning("order_ignored reason=foreign kind=%s", order.kind)
    return found
