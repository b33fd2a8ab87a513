"""`syncserver demo`: an institution to try things on, made for today in a database that has none."""

import secrets
import time
from argparse import Namespace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from shared.ids import INSTITUTION_ID
from syncserver.app import clock_ms
from syncserver.commands.common import DONE, CommandFailed, opened_engine
from syncserver.database.engine import reading
from syncserver.database.migrating import upgrade
from syncserver.demo.branch import ZONE, Ground
from syncserver.demo.history import Made, make_institution
from syncserver.people.devices.keys import load_keys, make_keys, make_recovery_key
from syncserver.people.queries import INSTITUTION
from syncserver.settings import Settings


def make_demo(settings: Settings, arguments: Namespace) -> int:
    """Make the schema, the keys and the demo institution; refused where there is an institution already."""
    if arguments.scale < 1:
        raise CommandFailed("--scale is 1 or more.")
    began_s = time.monotonic()
    with opened_engine(settings) as engine:
        upgrade(engine)
        with reading(engine) as connection:
            if INSTITUTION.load(connection, [INSTITUTION_ID]):
                raise CommandFailed("There is an institution in this database already. Choose an empty one.")
        make_keys(settings.keys, secrets.token_bytes)
        make_recovery_key(settings.keys, settings.recovery_key, secrets.token_bytes)
        ground = Ground(engine, load_keys(settings.keys), secrets.token_bytes)
        made = make_institution(ground, arguments.today or _today(), arguments.scale)
    _tell(made, time.monotonic() - began_s)
    return DONE


def _today() -> date:
    return datetime.fromtimestamp(clock_ms() / 1000, UTC).astimezone(ZoneInfo(ZONE)).date()


def _tell(made: Made, seconds: float) -> None:
    loans = ", ".join(f"{count} {state}" for state, count in made.loans_by_state.items())
    print(f"{made.name}: {made.members} members, {made.receipts} receipts, loans {loans}.")
    for person in made.people:
        print(f"  {person.role:<19} {person.name:<22} {person.email}")
    print(f"Today {made.officer_today.name} meets {made.meets_today}. Made in {seconds:.1f} s.")
    print("Let somebody in with `syncserver enrol-code EMAIL`, then `syncserver serve`.")
