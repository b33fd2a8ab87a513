"""`institution create`, `admin create` and `enrol-code`: the first people, made where no network reaches."""

import secrets
from argparse import Namespace

from shared.contract.bodies.people import InstitutionCreated, InstitutionSettings, StaffAdded
from shared.contract.codec import Malformed, Message, decode, encode
from syncserver.commands.common import DONE, CommandFailed, opened_server
from syncserver.database.engine import reading
from syncserver.people.queries import STAFF_BY_EMAIL
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
        with reading(server.inbox.engine) as connection:
            email = arguments.email.strip().casefold().encode()
            staff = STAFF_BY_EMAIL.load(connection, [email]).get(email)
        if staff is None:
            raise CommandFailed(f"Nobody here has the e-mail address {arguments.email}.")
        code = issue_code(server, staff, secrets.token_bytes)
    _show(code)
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
