"""`syncserver device unlock|revoke|wipe|figures CODE`: one tablet, by the code its receipts carry; and
`device waiting`, `device approve CODE DIGITS`, and `device readmit PROFILE` for one that a restored server
does not know.

The rule kept here: what is decided here is an operation of the institution like any other, with its reason.
"""

import secrets
from argparse import Namespace
from pathlib import Path

import msgspec

from shared.contract.bodies.people import DeviceApproved, DeviceRevoked, DeviceUnlocked, DeviceWiped
from shared.contract.codec import Malformed, Message
from shared.contract.custody.figures import DeviceFigures
from shared.contract.signing import BadSignature
from shared.writing import format_amount
from syncserver.commands.common import DONE, CommandFailed, opened_server
from syncserver.database.engine import reading
from syncserver.people.devices.queries import device_with_code, waiting_devices
from syncserver.people.queries import STAFF
from syncserver.settings import Settings
from syncserver.sync.custody.figures import figures_of
from syncserver.sync.entering.returning import ContactProof, readmit
from syncserver.sync.server import Server, act


def unlock_device(settings: Settings, arguments: Namespace) -> int:
    """Let the person at a tablet that ten wrong PINs have locked try again."""
    with opened_server(settings) as server:
        _act(server, DeviceUnlocked(_device(server, arguments.code), arguments.reason))
    print(f"{arguments.code} may be unlocked; it hears of it at its next contact.")
    return DONE


def revoke_device(settings: Settings, arguments: Namespace) -> int:
    """Take a tablet's rights away; what it still sends is kept."""
    with opened_server(settings) as server:
        _act(server, DeviceRevoked(_device(server, arguments.code), arguments.reason))
    print(f"{arguments.code} is revoked. What it recorded still comes, its money to suspense.")
    return DONE


def wipe_device(settings: Settings, arguments: Namespace) -> int:
    """Have a tablet send its sealed journal and destroy everything else."""
    with opened_server(settings) as server:
        _act(server, DeviceWiped(_device(server, arguments.code), arguments.reason))
    print(f"{arguments.code} is revoked and wipes itself at its next contact, its sealed journal sent first.")
    return DONE


def list_waiting(settings: Settings, _: Namespace) -> int:
    """Print the tablets that wait for their approval, with the digits each of them shows."""
    with opened_server(settings) as server, reading(server.inbox.engine) as connection:
        waiting = waiting_devices(connection)
        people = STAFF.load(connection, sorted({device.staff for device in waiting}))
    for device in waiting:
        print(f"{device.device_code:<8}{device.fingerprint}  {people[device.staff].email}  {device.label}")
    if not waiting:
        print("No tablet waits for approval.")
    return DONE


def approve_device(settings: Settings, arguments: Namespace) -> int:
    """Approve a tablet whose screen shows these digits."""
    digits = "".join(arguments.digits)
    shown = " ".join(digits[start : start + 4] for start in range(0, len(digits), 4))
    with opened_server(settings) as server:
        _act(server, DeviceApproved(_device(server, arguments.code), shown))
    print(f"{arguments.code} is approved. It goes on by itself.")
    return DONE


def readmit_device(settings: Settings, arguments: Namespace) -> int:
    """Let a tablet come back that was enrolled after the backup this server was restored from."""
    identity = _identity(arguments.profile)
    with opened_server(settings) as server:
        try:
            told = readmit(
                server,
                identity.certificate,
                identity.certificate_signature,
                secrets.token_bytes,
                ContactProof(identity.contact_key, identity.contact_key_proof),
            )
        except (BadSignature, Malformed) as fault:
            raise CommandFailed("This institution did not sign the certificate in it.") from fault
    print(f"{told.device_code} is known again. At its next round it sends everything it has recorded.")
    return DONE


class _Identity(msgspec.Struct, frozen=True):
    """What is needed of a tablet's profile."""

    certificate: bytes
    certificate_signature: bytes
    contact_key: bytes = b""
    contact_key_proof: bytes = b""


class _Profile(msgspec.Struct, frozen=True):
    """A tablet's `profile.json`."""

    identity: _Identity


def _identity(path: Path) -> _Identity:
    try:
        return msgspec.json.decode(path.read_bytes(), type=_Profile).identity
    except (OSError, msgspec.DecodeError) as fault:
        raise CommandFailed(f"{path} is not the profile of a tablet.") from fault


def show_figures(settings: Settings, arguments: Namespace) -> int:
    """Print everything a tablet has ever sent, by what became of it."""
    with opened_server(settings) as server, reading(server.inbox.engine) as connection:
        device = device_with_code(connection, _code(arguments.code))
        if device is None:
            raise CommandFailed(f"No device has the code {arguments.code}.")
        _print(figures_of(connection, device.id))
    return DONE


def _print(figures: DeviceFigures) -> None:
    count = sum(one.count for one in figures.by_outcome)
    money = sum(one.value_minor for one in figures.by_outcome)
    print(f"{figures.device_code}  {figures.device_state}  wrong PINs {figures.attempts}")
    for one in figures.by_outcome:
        print(f"{one.outcome:<16}{one.count:>11}{format_amount(one.value_minor):>18}")
    print(f"{'in all':<16}{count:>11}{format_amount(money):>18}")
    if count != figures.last_seq:
        print(f"The chain ends at {figures.last_seq}: {figures.last_seq - count} operations are missing.")


def _device(server: Server, code: str) -> bytes:
    with reading(server.inbox.engine) as connection:
        device = device_with_code(connection, _code(code))
    if device is None:
        raise CommandFailed(f"No device has the code {code}.")
    return device.id


def _code(text: str) -> str:
    return text.strip().upper()


def _act(server: Server, body: Message) -> None:
    (verdict,) = act(server, [body])
    if verdict.outcome != "applied":
        raise CommandFailed(f"{verdict.title}. {verdict.detail}")
