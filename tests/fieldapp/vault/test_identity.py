"""Profiles are found, told apart, and bound to their boxes."""

from __future__ import annotations

import pytest

from fieldapp.vault.faults import BoxDamaged
from fieldapp.vault.identity import list_profiles, read_profile, store_path
from fieldapp.vault.vault import Vault
from tests.fieldapp.vault.tablet import PIN, identity


def test_everybody_on_the_tablet_is_listed_by_name(tablet):
    for number in (3, 1, 2):
        tablet.enrol(number=number)

    found = list_profiles(tablet.data_folder)

    assert [profile.identity for profile in found] == [identity(1), identity(2), identity(3)]
    assert {profile.keyring for profile in found} == {"demo-file"}
    assert store_path(found[0]) == tablet.data_folder / ("01" * 16) / "store.db"


def test_on_a_new_tablet_there_is_nobody(tmp_path):
    assert list_profiles(tmp_path / "not-there") == ()
    (tmp_path / "something").mkdir()
    (tmp_path / "a-file").write_bytes(b"")
    assert list_profiles(tmp_path) == ()


@pytest.mark.expects_errors
@pytest.mark.parametrize("content", [b"", b"{}", b"[1", b'{"identity": 7}', b"\xff\xfe", b"[" * 5000])
def test_a_damaged_profile_is_logged_and_hides_nobody_else(tablet, caplog, content):
    tablet.enrol(number=1)
    tablet.enrol(number=2)
    folder = tablet.data_folder / ("01" * 16)
    (folder / "profile.json").write_bytes(content)

    assert [profile.identity for profile in list_profiles(tablet.data_folder)] == [identity(2)]

    assert [record.getMessage() for record in caplog.records] == [f"profile.damaged folder={'01' * 16}"]
    with pytest.raises(BoxDamaged):
        read_profile(folder)


def test_a_profile_in_another_folder_is_damaged(tablet):
    tablet.enrol(number=1)
    (tablet.data_folder / ("01" * 16)).rename(tablet.data_folder / ("02" * 16))

    with pytest.raises(BoxDamaged):
        read_profile(tablet.data_folder / ("02" * 16))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"http://localhost:8000", b"http://localhost:9999"),
        (b"demo-file", b"passphrase-file"),
        (b"CREDIT_OFFICER", b"ADMIN"),
        (b"UFBQUFBQ", b"UVFRUVFR"),
    ],
)
def test_a_changed_profile_is_found_before_a_pin_is_tried(tablet, old, new):
    tablet.enrol()
    path = tablet.profile().folder / "profile.json"
    assert old in path.read_bytes()
    path.write_bytes(path.read_bytes().replace(old, new))
    vault = Vault(tablet.profile(), tablet.around())

    with pytest.raises(BoxDamaged):
        vault.unlock(PIN)

    assert vault.attempts_made() == 0
