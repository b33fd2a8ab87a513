"""Seven days without the server, however the clock is turned."""

from __future__ import annotations

import pytest

from fieldapp.vault.faults import BoxDamaged, LeaseExpired, LeaseMissing
from fieldapp.vault.lease import LeaseGrant, LeaseStanding
from tests.fieldapp.vault.tablet import DAY_MS, PIN, START_MS, files_below, identity, keys_of

ENTRY = identity().device_id.hex()


def test_a_lease_counts_down_and_ends(tablet):
    vault = tablet.enrol()
    assert vault.lease_state().days_left == 7

    tablet.clock.pass_ms(5 * DAY_MS + 1)
    state = vault.lease_state()
    assert (state.standing, state.days_left, state.until_ms) == (
        LeaseStanding.VALID,
        1,
        START_MS + 7 * DAY_MS,
    )

    tablet.clock.pass_ms(2 * DAY_MS - 2)
    assert vault.lease_state().standing is LeaseStanding.VALID
    tablet.clock.pass_ms(1)
    assert vault.lease_state().standing is LeaseStanding.EXPIRED


def test_judging_changes_nothing(tablet):
    vault = tablet.enrol()
    tablet.clock.pass_ms(8 * DAY_MS)
    before = files_below(tablet.data_folder), files_below(tablet.keyring._folder)

    vault.lease_state()

    assert (files_below(tablet.data_folder), files_below(tablet.keyring._folder)) == before


def test_an_expired_lease_locks_the_box_until_renewed(tablet):
    keys = tablet.enrol().keys
    tablet.clock.pass_ms(7 * DAY_MS)
    vault = tablet.started_again()

    with pytest.raises(LeaseExpired) as raised:
        vault.unlock(PIN)
    assert raised.value.lease_until_ms == START_MS + 7 * DAY_MS
    assert vault.attempts_made() == 0
    assert tablet.keyring.get(f"{ENTRY}.lease") is None

    vault.renew_lease(tablet.grant(escrowed_key=tablet.lease_key))
    assert keys_of(vault.unlock(PIN)) == keys_of(keys)


def test_the_keys_go_when_the_lease_ends_under_way(tablet):
    vault = tablet.enrol()
    assert vault.end_expired_lease().standing is LeaseStanding.VALID
    assert vault.keys is not None

    tablet.clock.pass_ms(7 * DAY_MS)

    assert vault.end_expired_lease().standing is LeaseStanding.EXPIRED
    assert vault.keys is None


def test_setting_the_clock_back_gains_nothing(tablet):
    vault = tablet.enrol()
    tablet.clock.pass_ms(6 * DAY_MS)
    vault.lock()

    tablet.clock.wall_ms = START_MS
    vault = tablet.started_again()
    assert vault.lease_state().days_left == 1

    tablet.clock.pass_ms(DAY_MS)
    with pytest.raises(LeaseExpired):
        vault.unlock(PIN)


def test_with_the_wall_clock_stopped_the_other_one_counts(tablet):
    vault = tablet.enrol()

    tablet.clock.running_ms += 7 * DAY_MS

    assert vault.lease_state().standing is LeaseStanding.EXPIRED


@pytest.mark.parametrize("place", ["file", "keyring"])
def test_an_old_mark_put_back_gains_nothing(tablet, place):
    vault = tablet.enrol()
    path = {
        "file": tablet.profile().folder / "time-seen",
        "keyring": tablet.keyring._folder / f"{ENTRY}.time-seen",
    }
    old = path[place].read_bytes()
    tablet.clock.pass_ms(6 * DAY_MS)
    vault.lock()
    tablet.clock.wall_ms = START_MS

    path[place].write_bytes(old)

    assert tablet.started_again().lease_state().days_left == 1


def test_removing_both_marks_ends_the_lease(tablet):
    tablet.enrol()
    (tablet.profile().folder / "time-seen").unlink()
    tablet.keyring.delete(f"{ENTRY}.time-seen")
    vault = tablet.started_again()

    with pytest.raises(LeaseExpired):
        vault.unlock(PIN)

    vault.renew_lease(tablet.grant(escrowed_key=tablet.lease_key))
    vault.unlock(PIN)


def test_a_clock_once_far_ahead_is_forgiven_by_the_server(tablet):
    vault = tablet.enrol()
    tablet.clock.wall_ms = START_MS + 3650 * DAY_MS
    assert vault.end_expired_lease().standing is LeaseStanding.EXPIRED

    tablet.clock.wall_ms = START_MS
    vault = tablet.started_again()
    assert vault.lease_state().standing is LeaseStanding.EXPIRED
    vault.renew_lease(tablet.grant(escrowed_key=tablet.lease_key))

    assert tablet.started_again().lease_state().days_left == 7


def test_renewing_needs_no_pin_and_keeps_the_keys(tablet):
    keys = tablet.enrol().keys
    vault = tablet.started_again()
    tablet.clock.pass_ms(3 * DAY_MS)
    new_key = b"M" * 32

    vault.renew_lease(tablet.grant(key=new_key))

    assert tablet.keyring.get(f"{ENTRY}.lease") == new_key
    assert vault.lease_state().days_left == 7
    assert keys_of(tablet.started_again().unlock(PIN)) == keys_of(keys)
    assert len(list(tablet.profile().folder.glob("box.*"))) == 1


def test_a_renewal_may_shorten(tablet):
    vault = tablet.enrol()

    vault.renew_lease(tablet.grant(until_ms=START_MS + DAY_MS))

    assert vault.lease_state().days_left == 1


def test_a_renewal_of_less_than_an_hour_writes_nothing(tablet):
    vault = tablet.enrol()
    before = files_below(tablet.data_folder), files_below(tablet.keyring._folder)
    tablet.clock.pass_ms(30_000)

    vault.renew_lease(tablet.grant())

    assert (files_below(tablet.data_folder), files_below(tablet.keyring._folder)) == before


def test_a_deleted_key_must_come_back_from_the_server(tablet):
    tablet.enrol()
    tablet.keyring.delete(f"{ENTRY}.lease")
    vault = tablet.started_again()

    assert vault.lease_state().standing is LeaseStanding.MISSING
    with pytest.raises(LeaseMissing):
        vault.unlock(PIN)
    with pytest.raises(LeaseMissing):
        vault.renew_lease(tablet.grant(key=b"M" * 32))
    with pytest.raises(BoxDamaged):
        vault.renew_lease(tablet.grant(escrowed_key=b"W" * 32))
    vault.renew_lease(tablet.grant(escrowed_key=tablet.lease_key, key=b"M" * 32))
    vault.unlock(PIN)


def test_the_contact_key_is_there_while_locked_and_opens_nothing(tablet):
    keys = tablet.enrol().keys
    tablet.clock.pass_ms(8 * DAY_MS)
    vault = tablet.started_again()
    with pytest.raises(LeaseExpired):
        vault.unlock(PIN)

    contact = vault.contact_key().private_bytes_raw()

    assert contact == tablet.started_again().contact_key().private_bytes_raw()
    assert contact not in keys_of(keys)


@pytest.mark.parametrize("size", [0, 16, 31, 33])
def test_a_lease_key_has_32_bytes(size):
    with pytest.raises(ValueError, match="32 bytes"):
        LeaseGrant(START_MS, START_MS, key=bytes(size))


def test_a_grant_prints_no_key():
    assert "M" * 8 not in repr(LeaseGrant(START_MS, START_MS, key=b"M" * 32, escrowed_key=b"M" * 32))


def test_a_lease_that_a_courier_brought_sets_no_clock_back(tablet):
    vault = tablet.enrol()
    tablet.clock.pass_ms(6 * DAY_MS)
    said_ms = tablet.clock.wall_ms
    vault.lease_state()
    tablet.clock.pass_ms(3 * DAY_MS)
    assert vault.lease_state().standing is LeaseStanding.EXPIRED
    tablet.clock.wall_ms = said_ms

    vault.renew_lease(LeaseGrant(said_ms + 2 * DAY_MS, said_ms, carried=True))
    assert vault.lease_state().standing is LeaseStanding.EXPIRED
    vault.renew_lease(LeaseGrant(said_ms + 7 * DAY_MS, said_ms, carried=True))
    assert vault.lease_state().days_left == 4
