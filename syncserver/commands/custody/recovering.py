"""`syncserver recover`: a tablet's sealed journal, read back with the recovery key, and what became of it."""

from argparse import Namespace
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from shared.ids import INSTITUTION_ID
from shared.writing import format_amount
from syncserver.commands.common import DONE, REFUSED, CommandFailed, opened_server
from syncserver.database.engine import reading
from syncserver.people.devices.contact.queries import content_of, journals_of
from syncserver.people.devices.keys import load_recovery_key
from syncserver.people.devices.queries import device_with_code
from syncserver.people.queries import INSTITUTION
from syncserver.settings import Settings
from syncserver.sync.custody.recovering import Became, Found, recover
from syncserver.sync.server import Server

_MEANS: dict[Became, str] = {
    "taken": "taken now",
    "known": "here already",
    "suspended": "money in suspense",
    "refused": "refused",
    "gap": "one before it is missing",
    "fork": "another has its place",
    "stopped": "the device is frozen",
    "forged": "not signed by the device",
    "unknown": "of no device known here",
    "unreadable": "cannot be read",
}
_WELL: frozenset[Became] = frozenset({"taken", "known", "suspended"})


def recover_journal(settings: Settings, arguments: Namespace) -> int:
    """Take what is in the file through the inbox and print a table; 1 when something in it was not taken."""
    with opened_server(settings) as server:
        key = load_recovery_key(arguments.private_key)
        sent = arguments.device
        data = _read(arguments.journal) if sent is None else _sent(server, sent.strip().upper())
        found = recover(server.inbox, data, key)
        zone = _zone(server)
    for line in (*_table(found), *_lines(found, zone)):
        print(line)
    return DONE if all(one.became in _WELL for one in found) else REFUSED


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as fault:
        raise CommandFailed(f"{path} cannot be read: {fault.strerror}.") from fault


def _sent(server: Server, code: str) -> bytes:
    """Return every whole journal that a device has sent; what is in several of them is taken once."""
    with reading(server.inbox.engine) as connection:
        device = device_with_code(connection, code)
        if device is None:
            raise CommandFailed(f"No device has the code {code}.")
        whole = [one for one in journals_of(connection, device.id) if one.is_whole]
        if not whole:
            raise CommandFailed(f"Device {code} has sent no whole journal.")
        return b"".join(content_of(connection, one) for one in whole)


def _zone(server: Server) -> ZoneInfo:
    with reading(server.inbox.engine) as connection:
        institution = INSTITUTION.load(connection, [INSTITUTION_ID]).get(INSTITUTION_ID)
    return ZoneInfo("UTC" if institution is None else institution.settings.time_zone)


def _table(found: Sequence[Found]) -> Iterator[str]:
    """How many of each, and the money in them."""
    counts = Counter(one.became for one in found)
    money = Counter[Became]()
    for one in found:
        money[one.became] += one.amount_minor
    yield f"{'':<26}{'operations':>11}{'money':>18}"
    for became, means in _MEANS.items():
        if counts[became]:
            yield f"{means:<26}{counts[became]:>11}{format_amount(money[became]):>18}"
    yield f"{'in all':<26}{len(found):>11}{format_amount(sum(money.values())):>18}"


def _lines(found: Sequence[Found], zone: ZoneInfo) -> Iterator[str]:
    """Each that wants somebody's attention."""
    for one in found:
        if one.became not in ("taken", "known"):
            when = datetime.fromtimestamp(one.at_ms / 1000, UTC).astimezone(zone)
            at = f"{when:%Y-%m-%d %H:%M}" if one.at_ms else ""
            place = f"{one.device or '?'} {one.seq or ''}"
            amount = format_amount(one.amount_minor) if one.amount_minor else ""
            means = ": ".join(part for part in (_MEANS[one.became], one.detail) if part)
            yield f"{place:<12} {at:<17}{one.kind:<20}{amount:>14}  {means}"
