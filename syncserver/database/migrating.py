"""Brings a database's schema to what this server was made for, and says which one a database has.

The rule kept here: a server runs on exactly its own schema; an older one is upgraded by a command, a newer
one is left alone.
"""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from syncserver.database.engine import reading, writing
from syncserver.database.walls import NO_ROLE

_SCRIPTS = Path(__file__).resolve().parent.parent / "migrations"


class WrongSchema(Exception):
    """The database is not of the schema this server was made for; the message says what to do."""


def upgrade(engine: Engine) -> str:
    """Run what is missing, all of it or nothing; return the revision the database now has."""
    if current_revision(engine) not in {None, *_known_revisions()}:
        raise WrongSchema(_NEWER)
    with writing(engine) as connection:
        bring_to(connection, newest_revision())
    return newest_revision()


def bring_to(connection: Connection, revision: str) -> None:
    """Run what is missing up to a revision, in the caller's transaction."""
    config = _config()
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, revision)
    except DBAPIError as fault:
        if getattr(fault.orig, "sqlstate", None) != NO_ROLE:
            raise
        raise WrongSchema(str(fault.orig).partition("\n")[0]) from fault


def require_known(revision: str) -> None:
    """Raise `WrongSchema` for a revision that a newer server made."""
    if revision not in _known_revisions():
        raise WrongSchema(_NEWER)


def require_newest(engine: Engine) -> None:
    """Raise `WrongSchema` unless the database has exactly this server's schema."""
    current = current_revision(engine)
    if current == newest_revision():
        return
    if current is None:
        raise WrongSchema("The database is empty. Run `syncserver init` first.")
    if current not in _known_revisions():
        raise WrongSchema(_NEWER)
    raise WrongSchema("The database has an older schema. Make a backup, then run `syncserver db upgrade`.")


def current_revision(engine: Engine) -> str | None:
    """Return the revision a database has, or None for an empty one."""
    with reading(engine) as connection:
        return MigrationContext.configure(connection).get_current_revision()


def newest_revision() -> str:
    """Return the revision this server was made for."""
    newest = ScriptDirectory.from_config(_config()).get_current_head()
    if newest is None:
        raise LookupError("the server came without its migrations")
    return newest


_NEWER = "The database has a newer schema than this server knows. Install the newer server."


def _known_revisions() -> frozenset[str]:
    scripts = ScriptDirectory.from_config(_config())
    return frozenset(script.revision for script in scripts.walk_revisions())


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
