"""The command `fieldapp`.

The rule kept here: until somebody can type a PIN, only what that needs is imported; the rest comes in while
they type it.
"""

from __future__ import annotations

import argparse
import gc
import logging
import os
import random
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, cast, get_args

from fieldapp.settings import ClientSettings, KeyringKind, checked_server_url, read_settings
from shared.errors import RuleRefused

if TYPE_CHECKING:
    from fieldapp.app import Inside, Wired
    from fieldapp.screens.everyone.enrol.page import Typed
    from fieldapp.screens.everyone.unlock import Opened
    from fieldapp.screens.gallery.window import Gallery
    from fieldapp.screens.shell import Behind
    from fieldapp.screens.theme.look import Look
    from fieldapp.syncing.contact.contacting import Contacted
    from fieldapp.vault.vault import Vault

_TEXT_SIZES = ("100", "115", "130", "150")


def main(arguments: list[str] | None = None) -> int:
    """Run the program until its window is closed and return its exit code."""
    started_s = time.monotonic()
    # Qt keeps Python from seeing Ctrl-C, so the system ends the program; the store is made for that.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    parser = _parser()
    given = parser.parse_args(arguments)
    trace = os.environ.get("FIELDAPP_TRACE") == "1"
    logging.basicConfig(level=logging.INFO if trace else logging.WARNING, stream=sys.stderr)
    try:
        settings, demo_keyring = _settings(given)
        size = _sides(given.size)
    except (RuleRefused, ValueError) as refused:
        parser.error(str(refused))
    from fieldapp.app import Options, run, run_gallery
    from fieldapp.vault.keeping.memory import forbid_dumps

    forbid_dumps()

    def ready() -> None:
        if trace:
            print(f"ready_to_unlock {(time.monotonic() - started_s) * 1000:.0f}", file=sys.stderr, flush=True)

    options = Options(size, demo_keyring, given.theme, _text_size(given.text_size))
    if given.gallery:
        return run_gallery(settings, options, _gallery)
    return run(settings, options, behind_the_lock(), ready)


def behind_the_lock() -> Inside:
    """Return what the window is given of what is behind the lock; nothing of it is imported yet."""
    from fieldapp.app import Inside

    return Inside(_load, _open, _enrol, _contact)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="fieldapp", description="The field officer's app.")
    parser.add_argument("--data-folder", type=Path, help="where this tablet's data lies")
    parser.add_argument("--server", help="address of the server, offered at enrolment")
    parser.add_argument("--size", default="1280x800", help="size of the window, as 1280x800")
    parser.add_argument("--keyring", help="system, passphrase-file, or demo-file:FOLDER which guards nothing")
    parser.add_argument("--theme", choices=("system", "light", "dark"), help="instead of the one kept")
    parser.add_argument("--dark", dest="theme", action="store_const", const="dark", help="as --theme dark")
    parser.add_argument("--text-size", choices=_TEXT_SIZES, help="size of text in percent")
    parser.add_argument("--gallery", action="store_true", help="show every component instead of the program")
    return parser


def _settings(given: argparse.Namespace) -> tuple[ClientSettings, Path | None]:
    """Return the settings with what the command line changes, and the folder of the demo's keyring."""
    settings = read_settings(os.environ)
    if given.data_folder is not None:
        settings = replace(settings, data_folder=given.data_folder.absolute())
    if given.server:
        settings = replace(settings, server_url=checked_server_url(given.server))
    kind, _, folder = (given.keyring or settings.keyring).partition(":")
    if kind not in get_args(KeyringKind):
        raise ValueError(f"{kind} is not a keyring; it is one of {', '.join(get_args(KeyringKind))}")
    settings = replace(settings, keyring=cast("KeyringKind", kind))
    return settings, Path(folder).absolute() if folder else None


def _text_size(percent: str | None) -> float | None:
    return int(percent) / 100 if percent else None


def _sides(size: str) -> tuple[int, int]:
    width, _, height = size.partition("x")
    if not (width.isdigit() and height.isdigit()):
        raise ValueError(f"{size} is not a size; write it like 1280x800")
    return int(width), int(height)


def _load() -> None:
    """Import everything behind the lock, and read what does not wait for a PIN.

    It stays until the end, so it is kept from the collector, which would stop everything for as long as it
    takes to look through it each time.
    """
    collects = gc.isenabled()
    gc.disable()
    try:
        import_module("fieldapp.screens.workplace.opening")
        from fieldapp.screens.workplace.session import trusted

        trusted()
        gc.freeze()
    finally:
        if collects:
            gc.enable()


def _gallery(look: Look) -> Gallery:
    from fieldapp.screens.gallery.window import Gallery

    return Gallery(look)


def _open(wired: Wired, opened: Opened) -> Callable[[], Behind]:
    from fieldapp.screens.workplace.opening import open_workplace
    from fieldapp.screens.workplace.session import Means

    means = Means(wired.clock, os.urandom, wired.lanes)
    return open_workplace(opened, means, wired.look, random.random)


def _enrol(wired: Wired, typed: Typed) -> Vault:
    import platform

    import httpx

    from fieldapp.syncing.enrol import EnrolmentForm, enrol
    from fieldapp.syncing.transport import HttpLink
    from shared.contract.entering.sign_in import SignInRequest
    from shared.contract.version import PROTOCOL

    around = wired.surroundings(wired.settings.keyring)
    with httpx.Client() as client:
        link = HttpLink(typed.server_url, wired.clock, client)
        code, proof = typed.code, typed.credentials
        if proof is not None:
            asked = SignInRequest(PROTOCOL, proof.email, proof.password, proof.digits)
            code = link.sign_in(asked).code
        form = EnrolmentForm(typed.server_url, code, typed.pin, platform.node())
        return enrol(form, link, wired.settings.data_folder, around)


def _contact(wired: Wired, vault: Vault) -> Contacted:
    import httpx

    from fieldapp.screens.workplace.session import trusted
    from fieldapp.syncing.contact.contacting import contact
    from fieldapp.syncing.contact.way import HttpContact
    from fieldapp.vault.obeying.wiping import sweep_all

    sweep_all(wired.settings.data_folder)
    with httpx.Client(verify=trusted()) as client:
        make_way = partial(HttpContact, vault, client, wired.clock, os.urandom)
        return contact(vault, make_way, os.urandom, wired.lanes.store.call)


if __name__ == "__main__":
    sys.exit(main())
