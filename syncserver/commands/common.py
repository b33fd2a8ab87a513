"""What commands share: a server opened from the settings, and one way to say what went wrong."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine

from shared.errors import RuleRefused
from shared.ids import IdMaker
from syncserver.app import build_server, clock_ms
from syncserver.database.engine import Unavailable, is_unavailable, open_engine
from syncserver.database.migrating import WrongSchema, require_newest
from syncserver.people.devices.keys import KeysUnusable, load_keys
from syncserver.settings import Settings
from syncserver.sync.server import NotInstalled, Server

DONE = 0
REFUSED = 1
NOT_READY = 3
"""Exit codes; 2 is argparse's, for a command line it cannot read."""


class CommandFailed(Exception):
    """A command ends here: what to tell, and the exit code."""

    def __init__(self, message: str, exit_code: int = REFUSED) -> None:
        super().__init__(message)
        self.exit_code = exit_code


@contextmanager
def opened_engine(settings: Settings) -> Iterator[Engine]:
    """Open the database, and say in plain words when it cannot be."""
    if settings.database_url == "":
        settings.data_folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    engine = open_engine(settings.database)
    try:
        yield engine
    except (WrongSchema, KeysUnusable) as fault:
        raise CommandFailed(str(fault), NOT_READY) from fault
    except NotInstalled as fault:
        message = (
            "These keys do not belong to this database. Restore the right ones, or run `syncserver init`."
        )
        raise CommandFailed(message, NOT_READY) from fault
    except RuleRefused as fault:
        raise CommandFailed(f"{fault.title}. {fault.detail}") from fault
    except Exception as fault:
        if not is_unavailable(fault):
            raise
        cause = fault.__cause__ if isinstance(fault, Unavailable) else fault
        message = f"The database at {engine.url.render_as_string()} cannot be used: {type(cause).__name__}."
        raise CommandFailed(message, NOT_READY) from fault
    finally:
        engine.dispose()


@contextmanager
def opened_server(settings: Settings) -> Iterator[Server]:
    """Open an installed server of exactly this version's schema."""
    with opened_engine(settings) as engine:
        require_newest(engine)
        yield build_server(engine, load_keys(settings.keys), witness=settings.witness, files=settings.files)


def new_ids() -> IdMaker:
    """Return a maker of ids on the machine's clock."""
    return IdMaker(clock_ms, secrets.token_bytes)
