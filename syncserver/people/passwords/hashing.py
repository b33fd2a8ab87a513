"""Passwords: what is taken as one, and Argon2id over it.

The rules kept here: a password is never kept or logged; comparing takes the same work whether there is one to
compare with or not.
"""

import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from shared.errors import RuleRefused

FEWEST, MOST = 12, 256
_FEWEST_DIFFERENT = 6
_COST = PasswordHasher(time_cost=3, memory_cost=32 * 1024, parallelism=1)
"""32 MiB a comparison: together with how many run at once this bounds what guessing takes from the server."""
NOBODYS = "$argon2id$v=19$m=32768,t=3,p=1$MbUq0zq8U7JRoAifCsvI1Q$C+z9MTylklxONJgGoPsquJlj2j6+YIBPV58fDwjp6Sc"
"""The hash of a password nobody knows, at the same cost: what is compared with where there is no other."""


def hash_password(password: str, email: str) -> str:
    """Return what is kept of a new password.

    Refused: one too short or too long, of very few different signs, or with the e-mail address in it.
    """
    plain = _plain(password)
    if not FEWEST <= len(plain) <= MOST:
        raise RuleRefused("password.length", "Too short or too long", f"Use {FEWEST} to {MOST} characters.")
    if len(set(plain.casefold())) < _FEWEST_DIFFERENT:
        raise RuleRefused("password.few", "Too easily guessed", "Use more different characters.")
    name = email.partition("@")[0].casefold()
    if len(name) > 2 and name in plain.casefold():
        raise RuleRefused("password.email", "Too easily guessed", "Leave your e-mail address out of it.")
    return _COST.hash(plain)


def is_password(password: str, password_hash: str) -> bool:
    """Say whether this is the password of a hash; the work is the same for every answer."""
    try:
        return _COST.verify(password_hash or NOBODYS, _plain(password)) and bool(password_hash)
    except (VerificationError, InvalidHashError):
        return False


def is_of_this_cost(password_hash: str) -> bool:
    """Say whether comparing with a hash takes the work it would if it were made now."""
    return not _COST.check_needs_rehash(password_hash)


def _plain(password: str) -> str:
    return unicodedata.normalize("NFKC", password)
