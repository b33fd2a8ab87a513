"""`syncserver init` and `syncserver db upgrade`: the schema, the keys, the server's own device."""

import secrets
from argparse import Namespace
from pathlib import Path

from syncserver.app import clock_ms
from syncserver.commands.common import DONE, new_ids, opened_engine
from syncserver.database.engine import writing
from syncserver.database.migrating import upgrade
from syncserver.people.devices.keys import make_keys, make_recovery_key
from syncserver.settings import Settings
from syncserver.sync.server import install


def init(settings: Settings, _: Namespace) -> int:
    """Make a server, or complete one that was begun; what exists is kept."""
    with opened_engine(settings) as engine:
        revision = upgrade(engine)
        keys = make_keys(settings.keys, secrets.token_bytes)
        is_new = make_recovery_key(settings.keys, settings.recovery_key, secrets.token_bytes)
        with writing(engine) as connection:
            install(connection, keys, new_ids(), clock_ms())
        print(f"Database ready: {engine.url.render_as_string()} (schema {revision})")
    print(f"Keys ready: {settings.keys}. Keep a copy in a safe place; without them the server is lost.")
    if is_new:
        _tell_of_recovery_key(settings.recovery_key)
    return DONE


def upgrade_schema(settings: Settings, _: Namespace) -> int:
    """Bring an existing database to this version's schema."""
    with opened_engine(settings) as engine:
        print(f"Schema {upgrade(engine)}")
    return DONE


def _tell_of_recovery_key(path: Path) -> None:
    print(f"Recovery key made: {path}. It alone opens backups and the sealed journals of tablets.")
    print("Move it off this machine now, to two places that do not burn together, and delete it here.")
