"""Orders to a device: somebody below the caller may try PINs again, or the device is to wipe itself.

The rule kept here: an order is an operation like any other, given by somebody who decides about the device;
the device gets it at its next contact, however long that is.
"""

from shared.contract.bodies.people import DeviceUnlocked, DeviceWiped
from shared.contract.custody.orders import OrderKind
from shared.errors import RuleRefused
from syncserver.database.ruling import APPLIED, Ruling
from syncserver.database.work import Work
from syncserver.people.caller import Caller
from syncserver.people.devices.contact import queries
from syncserver.people.devices.devices import require_device, revoke
from syncserver.people.devices.tables import device_order
from syncserver.people.tasks import close_task


def unlock_device(work: Work, caller: Caller, body: DeviceUnlocked) -> Ruling:
    """Let the person at a device try PINs again, at its next contact.

    Refused: those of `require_device`, and a device that is frozen or revoked.
    """
    device = require_device(work, caller, body.device)
    if device.state != "ACTIVE":
        raise RuleRefused(
            "device.not_active", "Not in use", "The device is frozen or revoked. The person enrols anew."
        )
    _give(work, caller, device.id, "unlock")
    close_task(work, kind="device_locked", about_kind="device", about=device.id, staff=device.staff)
    work.publish("device", device.id)
    return APPLIED


def wipe_device(work: Work, caller: Caller, body: DeviceWiped) -> Ruling:
    """Take a device's rights away and have it destroy what it holds, its sealed journal sent first.

    Refused: those of `require_device`. One that was ordered to before is not ordered again.
    """
    device = require_device(work, caller, body.device)
    if queries.is_ordered(work.connection, device.id, "wipe"):
        return Ruling("superseded", "device.wiped", "Ordered before", "Somebody gave this order before.")
    _give(work, caller, device.id, "wipe")
    if device.state != "REVOKED":
        revoke(work, device, body.reason)
    work.publish("device", device.id)
    return APPLIED


def _give(work: Work, caller: Caller, device: bytes, kind: OrderKind) -> None:
    """Times of a device's orders only rise: by them it knows which it has carried out."""
    at_ms = max(work.now_ms, queries.last_order_ms(work.connection, device) + 1)
    row = {"nonce": caller.operation, "device": device, "kind": kind, "at_ms": at_ms, "done_at_ms": None}
    work.append(device_order, row)
