"""The faults of a database, told apart by what is to be done about them.

    Exception
    └── Unavailable      the database takes nothing just now; ask again later

The rule kept here: this is the only place that knows the driver's error codes.
"""

from sqlalchemy.exc import DBAPIError, IntegrityError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolExhausted

_RACE_STATES = frozenset({"40001", "40P01"})
"""SQLSTATE of a serialisation failure and of a deadlock."""

_SQLITE_ERROR = 1


class Unavailable(Exception):
    """The database cannot take anything just now; nothing of what was asked is lost or half done."""


def is_race(fault: Exception) -> bool:
    """Say whether two transactions met: the database chose one to give way, or both wrote the same key."""
    if isinstance(fault, IntegrityError):
        return True
    return isinstance(fault, DBAPIError) and getattr(fault.orig, "sqlstate", None) in _RACE_STATES


def is_unavailable(fault: Exception) -> bool:
    """Say whether the database is locked, unreachable, full or shutting down."""
    broken = isinstance(fault, (Unavailable, OperationalError, InterfaceError, PoolExhausted))
    return broken and not is_race(fault) and not _is_bad_sql(fault)


def _is_bad_sql(fault: Exception) -> bool:
    """SQLite calls a statement that can never work by the same name as a full disk."""
    code = getattr(getattr(fault, "orig", None), "sqlite_errorcode", None)
    return code is not None and code & 0xFF == _SQLITE_ERROR
