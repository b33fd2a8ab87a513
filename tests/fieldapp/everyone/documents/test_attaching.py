"""A document is recorded with its file or not at all, and nothing of the file lies in plain."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from fieldapp.desk.filing.keeping import folder_of, make_room, sweep_files
from fieldapp.everyone.documents.attaching import DocumentForm, attach_document
from fieldapp.everyone.documents.queries import documents_of
from fieldapp.store.author import Desk
from fieldapp.store.carried.files import (
    CACHE_BYTES,
    files_left,
    files_to_send,
    note_copy,
    note_receipt,
)
from fieldapp.store.carried.folder import FileFolder
from fieldapp.store.migrations.steps import note_names_of_files
from fieldapp.store.outbox import outbox_head
from fieldapp.store.projection.refresh import rebuild
from fieldapp.store.sync_state import read_state
from fieldapp.store.transaction import DiskFull, StoreDamaged
from shared.errors import RuleRefused
from shared.ids import DocumentId
from tests.fieldapp.desk.branch import FAR, MEMBER, Branch, open_branch, refused
from tests.fieldapp.store.dumps import dump

PHOTO = b"\xff\xd8\xff\xe0" + os.urandom(200_000)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    branch = open_branch(tmp_path)
    yield with_files(branch, tmp_path)
    branch.desk.store.close()


def with_files(branch: Branch, folder: Path) -> Desk:
    return replace(branch.desk, files=FileFolder(folder / "files", bytes(range(32)), os.urandom))


def form(desk: Desk, content: bytes = PHOTO, name: str = "card.jpg", **changes: object) -> DocumentForm:
    made = DocumentForm(DocumentId(desk.author.ids.make()), MEMBER, "Identity card", name, content)
    return replace(made, **changes)  # type: ignore[arg-type]  # tests change any field


def files_in(desk: Desk) -> list[str]:
    path = folder_of(desk).path
    return sorted(each.name for each in path.iterdir()) if path.exists() else []


def test_a_document_is_there_at_once_and_its_file_opens(desk: Desk) -> None:
    digest = attach_document(desk, form(desk))
    with desk.store.read() as tx:
        (found,) = documents_of(tx, MEMBER)
        assert files_left(tx).bytes_left == len(PHOTO)
    assert (found.type, found.size, found.media_type, found.here) == (
        "Identity card", len(PHOTO), "image/jpeg", True,
    )  # fmt: skip
    assert (found.stands, found.attached_at_ms > 0) == ("on_tablet", True)
    assert folder_of(desk).read(digest) == PHOTO


def test_what_is_shown_of_documents_is_built_anew_alike(desk: Desk) -> None:
    attach_document(desk, form(desk))
    with desk.store.transaction() as tx:
        before = dump(tx)
        rebuild(tx)
        assert dump(tx) == before


def test_nothing_of_it_lies_in_plain(desk: Desk, tmp_path: Path) -> None:
    attach_document(desk, form(desk))
    for path in tmp_path.rglob("*"):
        assert not path.is_file() or PHOTO[500:540] not in path.read_bytes(), path


def test_a_full_disk_records_nothing_and_says_so(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    with desk.store.read() as tx:
        before = outbox_head(tx)
    with monkeypatch.context() as patch:

        def full(descriptor: int, data: bytes) -> int:
            raise OSError(errno.ENOSPC, "No space left on device")

        patch.setattr(os, "write", full)
        with pytest.raises(DiskFull, match="full"):
            attach_document(desk, form(desk))
    with desk.store.read() as tx:
        assert outbox_head(tx) == before
    assert files_in(desk) == []
    assert attach_document(desk, form(desk)) == sha256(PHOTO).digest()


def test_a_crash_between_file_and_record_leaves_nothing(desk: Desk) -> None:
    folder_of(desk).put(bytes(32), PHOTO)
    digest = attach_document(desk, form(desk))
    sweep_files(desk)
    assert files_in(desk) == [digest.hex()]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file.empty"),
        (b"\xff\xd8\xff" + bytes(10 * 1024 * 1024), "file.too_large"),
        (b"PK\x03\x04" + bytes(50), "file.kind"),
        (b"<svg onload=alert(1)>", "file.kind"),
        (b"MZ" + bytes(50), "file.kind"),
        (b"GIF89a" + bytes(50), "file.kind"),
    ],
    ids=["empty", "too large", "archive", "svg", "program", "gif"],
)
def test_what_is_not_taken_is_refused_before_anything_is_kept(desk: Desk, content: bytes, code: str) -> None:
    with refused(code):
        attach_document(desk, form(desk, content, "photo.jpg"))
    assert files_in(desk) == []


def test_the_same_form_twice_is_one_document_under_a_plain_name(desk: Desk) -> None:
    once = form(desk, name="..\\..\\x/a\x00\n.jpg")
    attach_document(desk, once)
    attach_document(desk, once)
    with desk.store.read() as tx:
        assert [each.file_name for each in documents_of(tx, MEMBER)] == ["a.jpg"]


def test_whoever_may_not_and_whom_nobody_knows(desk: Desk) -> None:
    with refused("document.type_missing"):
        attach_document(desk, form(desk, type="  "))
    with refused("member.unknown"):
        attach_document(desk, form(desk, member=FAR))
    with pytest.raises(RuleRefused, match="No files here"):
        attach_document(replace(desk, files=None), form(desk))
    assert files_in(desk) == []


def test_a_changed_or_lost_file_is_not_shown(desk: Desk) -> None:
    digest = attach_document(desk, form(desk))
    kept = folder_of(desk).place(digest)
    data = kept.read_bytes()
    for place in (0, 20, 60, 70_000, len(data) - 1):
        kept.write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
        with pytest.raises(StoreDamaged):
            folder_of(desk).read(digest)
    kept.write_bytes(data[:-1])
    with pytest.raises(StoreDamaged):
        folder_of(desk).read(digest)
    kept.unlink()
    with pytest.raises(StoreDamaged):
        folder_of(desk).read(digest)


def test_room_is_made_of_copies_alone(desk: Desk) -> None:
    waiting = attach_document(desk, form(desk))
    sent = attach_document(desk, form(desk, PHOTO + b"sent"))
    folder_of(desk).put(bytes(32), b"a copy")
    with desk.store.transaction() as tx:
        note_copy(tx, bytes(32), 6, 1)
        note_receipt(tx, sent, b"receipt", read_state(tx).epoch)
    make_room(desk, budget=len(PHOTO) + 4)
    assert files_in(desk) == sorted((waiting.hex(), sent.hex()))
    make_room(desk, budget=0)
    assert files_in(desk) == [waiting.hex()]


@pytest.mark.parametrize(
    ("outcomes", "goes"),
    [
        (("applied", "refused"), True),
        (("refused", "applied"), True),
        (("applied", None), False),
        (("refused", "refused"), False),
    ],
)
def test_a_file_that_two_documents_name_goes_if_the_office_took_one_of_them(
    desk: Desk, outcomes: tuple[str | None, ...], goes: bool
) -> None:
    for _ in outcomes:
        digest = attach_document(desk, form(desk))
    answered = "UPDATE outbox_operation SET state = 'acknowledged', outcome = ? WHERE seq = ?"
    with desk.store.transaction() as tx:
        seqs = tx.rows(int, "SELECT seq FROM outbox_operation WHERE kind = 'document.attached' ORDER BY seq")
        for outcome, seq in zip(outcomes, seqs, strict=True):
            if outcome:
                tx.execute(answered, (outcome, seq))
        assert [file.digest for file in files_to_send(tx)] == ([digest] if goes else [])
        assert files_left(tx).count == (outcomes != ("refused", "refused"))


def test_files_put_on_record_before_the_upgrade_go_as_well(desk: Desk) -> None:
    digest = attach_document(desk, form(desk))
    with desk.store.transaction() as tx:
        tx.execute("DROP TABLE kept_file_name")
        note_names_of_files(tx)
        tx.execute("UPDATE outbox_operation SET state = 'acknowledged', outcome = 'applied'")
        assert [file.digest for file in files_to_send(tx)] == [digest]


def test_a_copy_that_cannot_be_let_go_makes_no_document_unrecorded(desk: Desk) -> None:
    """The document is recorded by then: whoever was told otherwise would add it again."""
    folder_of(desk).place(bytes(32)).mkdir(parents=True)
    with desk.store.transaction() as tx:
        note_copy(tx, bytes(32), CACHE_BYTES + 1, 1)
    digest = attach_document(desk, form(desk))
    assert folder_of(desk).read(digest) == PHOTO
    with desk.store.read() as tx:
        assert [one.sha256 for one in documents_of(tx, MEMBER)] == [digest]
