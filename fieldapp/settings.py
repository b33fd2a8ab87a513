"""What the client is told from outside: where its data lies, which server, which keyring.

The rule kept here: settings are read once, by `read_settings`, and passed down; nothing else looks at the
environment.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Literal, get_args
from urllib.parse import urlsplit

from platformdirs import user_data_path

from shared.errors import RuleRefused

KeyringKind = Literal["system", "passphrase-file", "demo-file"]
"""Where device secrets are kept: the system's keyring, or files that guard nothing by themselves."""

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class ClientSettings:
    """`server_url` is None until somebody names the server at enrolment; it ends without a slash."""

    data_folder: Path
    server_url: str | None
    keyring: KeyringKind


def read_settings(environ: Mapping[str, str]) -> ClientSettings:
    """Read FIELDAPP_DATA_FOLDER, FIELDAPP_SERVER_URL and FIELDAPP_KEYRING; empty counts as not set.

    Refusals: `settings.keyring` for an unknown kind, and those of `checked_server_url`.
    """
    folder = environ.get("FIELDAPP_DATA_FOLDER")
    url = environ.get("FIELDAPP_SERVER_URL")
    return ClientSettings(
        data_folder=Path(folder).absolute() if folder else user_data_path("fieldapp", appauthor=False),
        server_url=checked_server_url(url) if url else None,
        keyring=_keyring_kind(environ.get("FIELDAPP_KEYRING") or "system"),
    )


def checked_server_url(url: str) -> str:
    """Return the address of a server, without a slash at its end.

    Refusals: `settings.server_url` for anything but http or https with a host; `settings.server_url_plain`
    for http to another machine, because what officers send must not be readable on the way.
    """
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError as fault:
        raise _refused_url() from fault
    if parts.scheme not in ("http", "https") or not host or parts.query or parts.fragment or parts.username:
        raise _refused_url()
    if parts.scheme == "http" and host not in _LOOPBACK:
        raise RuleRefused(
            "settings.server_url_plain",
            "This address is not encrypted",
            "The address of an office begins with https://.",
        )
    return url.rstrip("/")


def program_version() -> str:
    """Return the version of this program."""
    try:
        return version("fieldapp")
    except PackageNotFoundError:
        return "unpackaged"


def _refused_url() -> RuleRefused:
    return RuleRefused(
        "settings.server_url",
        "This is not a server address",
        "It looks like https://fieldapp.example.org, without a name, query or fragment.",
    )


def _keyring_kind(text: str) -> KeyringKind:
    for kind in get_args(KeyringKind):
        if text == kind:
            known: KeyringKind = kind
            return known
    raise RuleRefused(
        "settings.keyring",
        "This keyring is not known",
        f"FIELDAPP_KEYRING is one of {', '.join(get_args(KeyringKind))}.",
    )
