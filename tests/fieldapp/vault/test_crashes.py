"""Killed before or within any write, the box opens again with the keys it held.

Each act runs in a process of its own that ends itself with SIGKILL at one step, for every step it has: each
file opened, written (half of it), synced, renamed, removed. That proves the order of the steps, not what
a power cut leaves of unsynced data: for that `keeping/test_durable.py` shows syncing before renaming.
"""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from fieldapp.vault.faults import LeaseMissing, WrongPin
from fieldapp.vault.identity import list_profiles
from fieldapp.vault.keeping.keyring_access import FileKeyring
from fieldapp.vault.vault import Vault
from tests.fieldapp.vault.tablet import DAY_MS, OTHER_PIN, PIN, Tablet, keys_of

Act = Callable[[Vault, Tablet], None]
NEW_LEASE_KEY = b"M" * 32
MOST_STEPS = 200


def die_at(step: int) -> None:
    """Have this process kill itself when it comes to its `step`-th change of the disk."""
    left = step

    def counted(name: str) -> None:
        real = getattr(os, name)

        def instead(*given, **named):
            nonlocal left
            left -= 1
            if left == 0:
                if name == "write":
                    real(given[0], given[1][: len(given[1]) // 2])
                os.kill(os.getpid(), signal.SIGKILL)
            return real(*given, **named)

        setattr(os, name, instead)

    for name in ("open", "write", "fsync", "replace", "unlink", "mkdir"):
        counted(name)


def survived(act: Callable[[], object], step: int) -> bool:
    """Run `act` in a child that is killed at `step`; say whether it came to its end before."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            die_at(step)
            act()
            status = 0
        finally:
            os._exit(status)
    _, ended = os.waitpid(child, 0)
    if os.WIFSIGNALED(ended):
        assert os.WTERMSIG(ended) == signal.SIGKILL
        return False
    assert os.WEXITSTATUS(ended) == 0
    return True


def copy_of(tablet: Tablet, folder: Path) -> Tablet:
    """The same tablet, as it was before the act."""
    shutil.copytree(tablet.data_folder.parent, folder)
    return Tablet(folder / tablet.data_folder.name, FileKeyring(folder / "keyring"), tablet.clock)


def sweep(tablet: Tablet, act: Act, check: Callable[[Tablet], None]) -> int:
    """Kill `act` at each of its steps on a fresh copy, check what is left each time, and count the steps."""
    root = tablet.data_folder.parent
    for step in range(1, MOST_STEPS):
        copy = copy_of(tablet, root.parent / f"killed-{step}")
        vault = copy.started_again()
        ended = survived(partial(act, vault, copy), step)
        check(copy)
        shutil.rmtree(copy.data_folder.parent)
        if ended:
            return step - 1
    pytest.fail("the act has more steps than expected")


@pytest.fixture
def enrolled(tmp_path: Path) -> Tablet:
    tablet = Tablet(tmp_path / "whole" / "data", FileKeyring(tmp_path / "whole" / "keyring"))
    tablet.enrol().lock()
    return tablet


def opening_pin(tablet: Tablet) -> str:
    """Which of the two PINs opens, trying the new one first."""
    try:
        tablet.started_again().unlock(OTHER_PIN)
    except WrongPin:
        tablet.started_again().unlock(PIN)
        return PIN
    return OTHER_PIN


def test_killed_while_changing_the_pin_one_of_the_two_opens(enrolled):
    keys = keys_of(enrolled.started_again().unlock(PIN))
    opened_with = []

    def check(copy: Tablet) -> None:
        pin = opening_pin(copy)
        opened_with.append(pin)
        vault = copy.started_again()
        assert keys_of(vault.unlock(pin)) == keys
        assert len(list(vault.profile.folder.glob("box.*"))) == 1
        vault.change_pin(pin, "617935")
        assert keys_of(copy.started_again().unlock("617935")) == keys

    steps = sweep(enrolled, lambda vault, _: vault.change_pin(PIN, OTHER_PIN), check)

    changed = opened_with.index(OTHER_PIN)
    assert steps > 20
    assert opened_with == [PIN] * changed + [OTHER_PIN] * (len(opened_with) - changed)


def test_killed_while_changing_the_pin_the_old_one_opens_too_until_the_new_one_was_opened(enrolled):
    """The person was never told that the change was done, so may well type the old PIN."""
    outcomes = []

    def check(copy: Tablet) -> None:
        both_there = len(list(copy.profile().folder.glob("box.[ab]"))) == 2
        try:
            copy.started_again().unlock(PIN)
            outcomes.append((both_there, True))
        except WrongPin:
            copy.started_again().unlock(OTHER_PIN)
            outcomes.append((both_there, False))

    sweep(enrolled, lambda vault, _: vault.change_pin(PIN, OTHER_PIN), check)

    assert (True, True) in outcomes
    assert outcomes[-1] == (False, False)


@pytest.mark.parametrize("new_key", [NEW_LEASE_KEY, None], ids=["new key", "same key"])
def test_killed_while_renewing_the_pin_opens_and_the_renewal_can_be_repeated(enrolled, new_key):
    keys = keys_of(enrolled.started_again().unlock(PIN))
    enrolled.clock.pass_ms(3 * DAY_MS)
    grant = enrolled.grant(key=new_key)

    def check(copy: Tablet) -> None:
        assert keys_of(copy.started_again().unlock(PIN)) == keys
        copy.started_again().renew_lease(grant)
        vault = copy.started_again()
        assert vault.lease_state().days_left == 7
        assert keys_of(vault.unlock(PIN)) == keys
        held = copy.keyring.get(vault.profile.identity.device_id.hex() + ".lease")
        assert held == (new_key or enrolled.lease_key)

    assert sweep(enrolled, lambda vault, _: vault.renew_lease(grant), check) > 20


def test_killed_while_renewing_after_a_killed_change_of_pin(enrolled):
    keys = keys_of(enrolled.started_again().unlock(PIN))
    halfway = None
    for step in range(1, MOST_STEPS):
        copy = copy_of(enrolled, enrolled.data_folder.parent.parent / f"changing-{step}")
        vault = copy.started_again()
        survived(partial(vault.change_pin, PIN, OTHER_PIN), step)
        if len(list(vault.profile.folder.glob("box.[ab]"))) == 2:
            halfway = copy
            break
    assert halfway is not None
    grant = halfway.grant(key=NEW_LEASE_KEY)

    def check(copy: Tablet) -> None:
        pin = opening_pin(copy)
        copy.started_again().renew_lease(grant)
        assert keys_of(copy.started_again().unlock(pin)) == keys

    assert sweep(halfway, lambda vault, _: vault.renew_lease(grant), check) > 20


@pytest.mark.parametrize("pin", [PIN, OTHER_PIN], ids=["right", "wrong"])
def test_killed_while_unlocking_nothing_is_lost_and_no_try_gained(enrolled, pin):
    keys = keys_of(enrolled.started_again().unlock(PIN))

    def unlock(vault: Vault, _: Tablet) -> None:
        if pin == PIN:
            vault.unlock(pin)
        else:
            with pytest.raises(WrongPin):
                vault.unlock(pin)

    def check(copy: Tablet) -> None:
        assert copy.started_again().attempts_made() <= 1
        assert keys_of(copy.started_again().unlock(PIN)) == keys
        assert copy.started_again().attempts_made() == 0

    assert sweep(enrolled, unlock, check) > 5


def test_killed_while_a_lockout_deletes_the_lease_key_it_stays_locked(enrolled):
    keys = keys_of(enrolled.started_again().unlock(PIN))
    for _ in range(9):
        with pytest.raises(WrongPin) as raised:
            enrolled.started_again().unlock(OTHER_PIN)
        enrolled.clock.pass_ms(raised.value.wait_s * 1000)

    def last_try(vault: Vault, _: Tablet) -> None:
        with pytest.raises(Exception, match="too many"):
            vault.unlock(OTHER_PIN)

    def check(copy: Tablet) -> None:
        vault = copy.started_again()
        if vault.attempts_made() == 10:
            with pytest.raises(Exception, match="too many"):
                vault.unlock(PIN)
            with pytest.raises(LeaseMissing):
                vault.clear_lockout(copy.grant())
        vault.clear_lockout(copy.grant(escrowed_key=enrolled.lease_key))
        assert keys_of(copy.started_again().unlock(PIN)) == keys

    assert sweep(enrolled, last_try, check) > 5


def test_killed_while_enrolling_there_is_a_whole_profile_or_none(tmp_path):
    pins = []
    for step in range(1, MOST_STEPS):
        tablet = Tablet(tmp_path / f"{step}" / "data", FileKeyring(tmp_path / f"{step}" / "keyring"))
        ended = survived(tablet.enrol, step)
        if list_profiles(tablet.data_folder):
            tablet.started_again().unlock(PIN)
            pins.append(PIN)
        else:
            tablet.enrol(pin=OTHER_PIN).lock()
            tablet.started_again().unlock(OTHER_PIN)
            pins.append(OTHER_PIN)
        if ended:
            break

    assert len(pins) > 30
    assert pins == sorted(pins, key=[OTHER_PIN, PIN].index)
    assert pins[-1] == PIN
