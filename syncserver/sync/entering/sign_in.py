"""A person signs in with e-mail address and password, and gets a one-time code to enrol a device with.

The rules kept here: whoever approves needs a second factor; nobody is told which part was wrong, nor by the
time it takes; guesses are counted against where they come from and against the account, known or not; the
device that enrols with such a code waits for its approval.
"""

from collections.abc import Callable
from hashlib import sha256

from sqlalchemy import Connection

from shared.contract.entering.sign_in import SignInRequest, SignInResponse
from shared.errors import RuleRefused
from shared.permissions import Role, may_sign
from syncserver.database.engine import reading, writing
from syncserver.people.devices.queries import add_failure
from syncserver.people.passwords.hashing import is_password
from syncserver.people.passwords.queries import Login, find_login, use_step
from syncserver.people.passwords.totp import open_secret, step_of
from syncserver.sync.enrolment import issue_code, require_patience
from syncserver.sync.server import Server


def sign_in(
    server: Server, request: SignInRequest, *, source: bytes, random_bytes: Callable[[int], bytes]
) -> SignInResponse:
    """Return a code for a device of whoever proves to be this person.

    `source` is 32 bytes that stand for where the request came from. Raises `RuleRefused` in the same words
    whatever was wrong, and `TooManyAttempts`.
    """
    email = request.email.strip().casefold()
    counted = (source, _account(email))
    minute = server.inbox.clock_ms() // 60_000
    for one in counted:
        require_patience(server, one, minute)
    with reading(server.inbox.engine) as connection:
        login = find_login(connection, email)
    knows = is_password(request.password, (login.password_hash or "") if login is not None else "")
    with writing(server.inbox.engine) as connection:
        if login is None or not knows or not _may(server, connection, login, request.digits):
            for one in counted:
                add_failure(connection, one, minute)
            login = None
    if login is None:
        raise RuleRefused(
            "sign_in.refused",
            "Not accepted",
            "The e-mail address, the password or the six digits are not right, or there are none yet.",
        )
    return SignInResponse(issue_code(server, login.staff, random_bytes, needs_approval=True))


def _may(server: Server, connection: Connection, login: Login, digits: str) -> bool:
    """Say whether somebody who knows the password may come in: is at work, and holds the second factor."""
    if login.status == "SUSPENDED":
        return False
    if login.totp_secret is None:
        return not may_sign(Role(login.role), "approval.decided")
    secret = open_secret(server.keys.totp_key(), login.staff, login.totp_secret)
    step = None if secret is None else step_of(secret, digits, server.inbox.clock_ms() // 1000)
    return step is not None and use_step(connection, login.staff, step)


def _account(email: str) -> bytes:
    """The address itself is not kept: it may be anything that somebody typed."""
    return sha256(b"fieldapp/account/1\x00" + email.encode()).digest()
