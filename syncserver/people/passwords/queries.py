"""All SQL of passwords and second factors."""

from typing import NamedTuple

from sqlalchemy import Connection, select, update

from syncserver.database.bulk import upsert_rows
from syncserver.people.passwords.tables import staff_login
from syncserver.people.tables import staff


class Login(NamedTuple):
    """A person with what they prove themselves with, as far as they have it."""

    staff: bytes
    role: str
    status: str
    password_hash: str | None
    totp_secret: bytes | None
    totp_step: int | None


def find_login(connection: Connection, email: str) -> Login | None:
    """Return the person with an e-mail address in its plain form, with or without a password."""
    s, w = staff.c, staff_login.c
    wanted = select(s.id, s.role, s.status, w.password_hash, w.totp_secret, w.totp_step)
    row = connection.execute(
        wanted.select_from(staff.outerjoin(staff_login, w.staff == s.id)).where(s.email == email)
    ).one_or_none()
    return None if row is None else Login(*row)


def set_password(connection: Connection, identifier: bytes, password_hash: str, now_ms: int) -> None:
    """Give a person a password in place of the one they had."""
    row = {"staff": identifier, "password_hash": password_hash, "changed_at_ms": now_ms}
    upsert_rows(connection, staff_login, [row])


def set_totp(connection: Connection, identifier: bytes, sealed: bytes, now_ms: int) -> None:
    """Give a person a second factor in place of the one they had."""
    row = {"staff": identifier, "totp_secret": sealed, "totp_step": 0, "changed_at_ms": now_ms}
    upsert_rows(connection, staff_login, [row])


def use_step(connection: Connection, identifier: bytes, step: int) -> bool:
    """Note that the digits of a step of time were taken; False if they or later ones were before."""
    w = staff_login.c
    later = update(staff_login).where(w.staff == identifier, w.totp_step < step).values(totp_step=step)
    return connection.execute(later).rowcount == 1
