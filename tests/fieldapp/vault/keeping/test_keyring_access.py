"""Real keyrings are used, the others are refused by name."""

from __future__ import annotations

import stat

import pytest
from keyring.backends import SecretService, chainer, fail, kwallet, null

from fieldapp.vault.faults import KeyringUnavailable
from fieldapp.vault.keeping.keyring_access import (
    FileKeyring,
    HighMark,
    PassphraseKeyring,
    SystemKeyring,
    open_keyring,
)


def class_from(module: str, name: str) -> type:
    """A class that says it is another's, as an installed add-on would be."""
    return type(name, (null.Keyring,), {"__module__": module})


@pytest.mark.parametrize(
    "backend",
    [
        null.Keyring(),
        fail.Keyring(),
        class_from("keyrings.alt.file", "PlaintextKeyring")(),
        class_from("keyrings.alt.file", "EncryptedKeyring")(),
        class_from("somebody.backends.SecretService", "Keyring")(),
    ],
    ids=lambda backend: type(backend).__module__,
)
def test_a_keyring_that_is_not_real_is_refused(backend):
    with pytest.raises(KeyringUnavailable):
        SystemKeyring(backend)


@pytest.mark.parametrize("backend", [SecretService.Keyring, kwallet.DBusKeyring, kwallet.DBusKeyringKWallet4])
def test_real_keyrings_are_taken(backend):
    assert SystemKeyring(backend()).label.startswith("system keyring")


def test_of_a_chain_only_a_real_part_is_used(monkeypatch):
    real = SecretService.Keyring()
    monkeypatch.setattr(chainer.ChainerBackend, "backends", [null.Keyring(), real])
    assert SystemKeyring(chainer.ChainerBackend())._backend is real

    monkeypatch.setattr(chainer.ChainerBackend, "backends", [null.Keyring(), fail.Keyring()])
    with pytest.raises(KeyringUnavailable):
        SystemKeyring(chainer.ChainerBackend())


def test_where_the_system_has_no_keyring_there_is_no_fallback(tmp_path):
    with pytest.raises(KeyringUnavailable):
        open_keyring("system", tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_any_failure_of_the_system_is_named(monkeypatch):
    def broken(*_given):
        raise RuntimeError("no bus")

    monkeypatch.setattr(SecretService.Keyring, "get_password", broken)
    monkeypatch.setattr(SecretService.Keyring, "set_password", broken)
    keyring = SystemKeyring(SecretService.Keyring())

    for act in (lambda: keyring.get("a"), lambda: keyring.set("a", b"x"), lambda: keyring.delete("a")):
        with pytest.raises(KeyringUnavailable):
            act()


def test_bytes_come_back_from_the_system_as_they_went(monkeypatch):
    kept: dict[tuple[str, str], str] = {}
    monkeypatch.setattr(SecretService.Keyring, "get_password", lambda _self, *entry: kept.get(entry))
    monkeypatch.setattr(
        SecretService.Keyring,
        "set_password",
        lambda _self, service, name, text: kept.update({(service, name): text}),
    )
    monkeypatch.setattr(SecretService.Keyring, "delete_password", lambda _self, *entry: kept.pop(entry))
    keyring = SystemKeyring(SecretService.Keyring())

    keyring.set("device", bytes(range(256)))
    assert keyring.get("device") == bytes(range(256))
    keyring.delete("device")
    keyring.delete("device")
    assert keyring.get("device") is None

    kept["fieldapp", "device"] = "not base64!"
    with pytest.raises(KeyringUnavailable):
        keyring.get("device")


@pytest.mark.parametrize(
    ("kind", "label", "guards"),
    [
        ("demo-file", "demo file keyring", True),
        ("passphrase-file", "no system keyring, guarded by a passphrase", False),
    ],
)
def test_file_keyrings_say_what_they_are(tmp_path, kind, label, guards):
    keyring = open_keyring(kind, tmp_path)

    assert (keyring.kind, keyring.label, keyring.guards_secrets) == (kind, label, guards)


def test_a_file_keyring_keeps_forgets_and_lets_nobody_else_read(tmp_path):
    keyring = FileKeyring(tmp_path / "keyring")
    assert keyring.get("one") is None

    keyring.set("one", b"first")
    keyring.set("one", b"second")
    assert keyring.get("one") == b"second"
    assert stat.S_IMODE((tmp_path / "keyring" / "one").stat().st_mode) == 0o600

    keyring.delete("one")
    keyring.delete("one")
    assert keyring.get("one") is None


@pytest.mark.parametrize("entry", ["", "../outside", "a/b", ".hidden", "UPPER", "a\x00b", "x" * 101])
def test_entries_are_names_and_never_paths(tmp_path, entry):
    with pytest.raises(ValueError, match="lower-case"):
        FileKeyring(tmp_path).set(entry, b"x")


def test_a_file_keyring_that_cannot_be_written_is_unavailable(tmp_path):
    (tmp_path / "keyring").write_bytes(b"a file where the folder should be")
    keyring = PassphraseKeyring(tmp_path / "keyring")

    with pytest.raises(KeyringUnavailable):
        keyring.set("one", b"x")
    with pytest.raises(KeyringUnavailable):
        keyring.get("one")


def test_of_two_marks_each_larger_number_counts(tmp_path):
    mark = HighMark(tmp_path / "mark", FileKeyring(tmp_path / "keyring"), "mark", count=2)
    assert mark.read() is None

    mark.write(3, 70)
    assert mark.read() == (3, 70)
    (tmp_path / "mark").write_bytes(b"2 90")
    assert mark.read() == (3, 90)
    (tmp_path / "mark").write_bytes(b"1 2 3")
    assert mark.read() == (3, 70)
