"""`institution create`, `admin create`, `enrol-code`, `staff password`, `staff totp`.

The rule kept here: the first people, and what people prove themselves with, are made where no network
reaches.
"""

import getpass
import secrets
import sys
from argparse import Namespace

from shared.contract.bodies.people import (
    InstitutionCreated,
    InstitutionSettings,
    StaffAdded,
    StaffSecretSet,
)
from shared.contract.codec import Malformed, Message, decode, encode
from shared.ids import INSTITUTION_ID
from syncserver.commands.common import DONE, CommandFailed, opened_server
from syncserver.database.engine import reading, writing
from syncserver.people.passwords.hashing import hash_password
from syncserver.people.passwords.queries import Login, find_login, set_password, set_totp
from syncserver.people.passwords.totp import as_link, as_typed, seal_secret
from syncserver.people.queries import INSTITUTION
from syncserver.settings import Settings
from syncserver.sync.enrolment import issue_code
from syncserver.sync.server import Server, act


def create_institution(settings: Settings, arguments: Namespace) -> int:
    """Create the one institution of this database."""
    wanted = InstitutionSettings(
        name=arguments.name, currency=arguments.currency, time_zone=arguments.time_zone
    )
    with opened_server(settings) as server:
        _act(server, InstitutionCreated(wanted))
    print(f"Institution created: {arguments.name}")
    return DONE


def create_admin(settings: Settings, arguments: Namespace) -> int:
    """Add an administrator and print a code to enrol a first device with."""
    with opened_server(settings) as server:
        staff = server.ids.make()
        _act(server, StaffAdded(staff, arguments.name, "ADMIN", arguments.email))
        code = issue_code(server, staff, secrets.token_bytes)
    print(f"Administrator added: {arguments.email}")
    _show(code)
    return DONE


def enrol_code(settings: Settings, arguments: Namespace) -> int:
    """Print a code with which one device of one person may enrol."""
    with opened_server(settings) as server:
        person = _person(server, arguments.email.strip().casefold())
        waits = arguments.needs_approval
        code = issue_code(server, person.staff, secrets.token_bytes, needs_approval=waits)
    _show(code)
    return DONE


def change_password(settings: Settings, arguments: Namespace) -> int:
    """Set a person's password, asked for twice, or read as one line where nobody sits at the terminal."""
    email = arguments.email.strip().casefold()
    with opened_server(settings) as server:
        person = _person(server, email)
        kept = hash_password(_ask(), email)
        with writing(server.inbox.engine) as connection:
            set_password(connection, person.staff, kept, server.inbox.clock_ms())
        act(server, [StaffSecretSet(person.staff, "PASSWORD")])
    print(f"Password set: {email}")
    return DONE


def change_totp(settings: Settings, arguments: Namespace) -> int:
    """Make a person a new second factor and print it once."""
    email = arguments.email.strip().casefold()
    with opened_server(settings) as server:
        person = _person(server, email)
        secret, kept = seal_secret(server.keys.totp_key(), person.staff, secrets.token_bytes)
        with writing(server.inbox.engine) as connection:
            set_totp(connection, person.staff, kept, server.inbox.clock_ms())
        act(server, [StaffSecretSet(person.staff, "TOTP")])
        with reading(server.inbox.engine) as connection:
            found = INSTITUTION.load(connection, [INSTITUTION_ID])
    print(f"Authenticator secret of {email}: {as_typed(secret)}")
    print(as_link(secret, email, found[INSTITUTION_ID].settings.name))
    print("It is shown this once. Type it into an authenticator app; the one before is no longer good.")
    return DONE


def _act(server: Server, body: Message) -> None:
    try:
        decode(type(body), encode(body))
    except Malformed as fault:
        raise CommandFailed(f"Not accepted: {fault}") from fault
    (verdict,) = act(server, [body])
    if verdict.outcome == "refused":
        raise CommandFailed(f"{verdict.title}. {verdict.detail}")


def _show(code: str) -> None:
    print(f"Enrolment code: {code}")
    print("Good for one device within ten minutes.")


def _person(server: Server, email: str) -> Login:
    with reading(server.inbox.engine) as connection:
        login = find_login(connection, email)
    if login is None:
        raise CommandFailed(f"Nobody here has the e-mail address {email}.")
    return login


def _ask() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    typed = getpass.getpass("New password: ")
    if getpass.getpass("Once more: ") != typed:
        raise CommandFailed("The two are not the same.")
    return typed
