"""Whole or not at all, in the order that makes it durable."""

from __future__ import annotations

import errno
import os
import stat
import threading

import pytest

from fieldapp.vault.keeping.durable import TwoSlots, exclusive, make_folder, remove_durably, write_durably


def test_data_is_synced_before_its_name_and_the_folder_last(tmp_path, monkeypatch):
    events: list[str] = []
    real = {name: getattr(os, name) for name in ("write", "fsync", "replace")}

    def noting(name, describe):
        def instead(*given):
            events.append(describe(*given))
            return real[name](*given)

        monkeypatch.setattr(os, name, instead)

    noting("write", lambda *_: "write")
    noting("fsync", lambda fd: "sync folder" if stat.S_ISDIR(os.fstat(fd).st_mode) else "sync file")
    noting("replace", lambda *_: "rename")

    write_durably(tmp_path / "box", b"content")
    monkeypatch.undo()

    assert events == ["write", "sync file", "rename", "sync folder"]
    assert (tmp_path / "box").read_bytes() == b"content"


def test_short_writes_are_continued(tmp_path, monkeypatch):
    real_write = os.write
    monkeypatch.setattr(os, "write", lambda fd, data: real_write(fd, data[:3]))

    write_durably(tmp_path / "box", b"0123456789")

    assert (tmp_path / "box").read_bytes() == b"0123456789"


@pytest.mark.parametrize("failing", ["write", "fsync", "replace"])
def test_a_full_disk_leaves_the_old_content(tmp_path, monkeypatch, failing):
    path = tmp_path / "box"
    write_durably(path, b"old")

    def full(*_given):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, failing, full)
        with pytest.raises(OSError, match="No space"):
            write_durably(path, b"new")
    assert path.read_bytes() == b"old"

    write_durably(path, b"newer")
    assert path.read_bytes() == b"newer"
    assert [found.name for found in tmp_path.iterdir()] == ["box"]


def test_files_and_folders_are_for_their_owner_only(tmp_path):
    make_folder(tmp_path / "a" / "b")
    left_over = tmp_path / "a" / "b" / "box.new"
    left_over.write_bytes(b"")
    left_over.chmod(0o644)

    write_durably(tmp_path / "a" / "b" / "box", b"content")

    assert stat.S_IMODE((tmp_path / "a" / "b").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "a" / "b" / "box").stat().st_mode) == 0o600


def test_slots_take_turns_and_one_is_kept(tmp_path):
    slots = TwoSlots(tmp_path / "box.a", tmp_path / "box.b")

    first = slots.write_beside(None, b"one")
    second = slots.write_beside(first, b"two")
    assert dict(slots.read(at_most=100)) == {first: b"one", second: b"two"}
    slots.keep_only(second)
    assert slots.read(at_most=2) == ((second, b"tw"),)
    assert slots.write_beside(second, b"three") == first


def test_removing_what_is_not_there_is_fine(tmp_path):
    (tmp_path / "there").write_bytes(b"")

    remove_durably(tmp_path / "there", tmp_path / "not-there")

    assert list(tmp_path.iterdir()) == []


def test_only_one_holds_the_lock(tmp_path):
    order = []

    def other():
        with exclusive(tmp_path / "lock"):
            order.append("other")

    with exclusive(tmp_path / "lock"):
        thread = threading.Thread(target=other)
        thread.start()
        thread.join(timeout=0.1)
        order.append("first")
    thread.join(timeout=10)

    assert order == ["first", "other"]
