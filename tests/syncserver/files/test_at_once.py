"""Files at the office where two come at once, some never come, and a disk lies."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256

import pytest

from shared.contract.custody.sealing import SealBroken
from syncserver.database.engine import reading, writing
from syncserver.files.queries import Upload, add_part, begin_upload, hold_upload
from syncserver.people.documents.queries import awaited_since
from syncserver.sync.files.receiving import folder_of
from syncserver.sync.files.reminding import UPLOADS_KEPT_MS
from syncserver.sync.housekeeping import tidy
from tests.syncserver.files.office import DAY_MS, Office, picture, place


def test_files_that_never_come_keep_no_later_one_from_being_told(office: Office) -> None:
    server, clock = office.world.server, office.world.clock
    office.attach(picture(1000))
    clock.now_ms += 3 * DAY_MS + 1
    tidy(server)
    office.attach(picture(1001))
    clock.now_ms += 3 * DAY_MS + 1
    with reading(server.inbox.engine) as connection:
        (due,) = awaited_since(connection, clock.now_ms - 3 * DAY_MS, "file_pending", at_most=1)
    assert due.size == 1001


def test_two_that_begin_the_same_file_at_once_are_both_told_how_far_it_is(office: Office) -> None:
    """The first request is still under way when the tablet, having waited long enough, asks again."""
    content = picture(500)
    office.attach(content)
    engine, device = office.world.engine, office.officer.device
    with ThreadPoolExecutor(1) as pool:
        with writing(engine) as connection:
            begin_upload(connection, Upload(device, sha256(content).digest(), 500, 0), office.world.clock())
            second = pool.submit(office.begin, content)
            with pytest.raises(TimeoutError):
                second.result(0.5)
        answer = second.result(20)
    assert (answer.status_code, answer.headers.get("Upload-Offset")) == (201, "0")


def test_a_part_that_comes_while_an_old_upload_is_let_go_harms_neither(office: Office) -> None:
    content, engine = picture(900), office.world.engine
    office.attach(content)
    office.begin(content)
    office.world.clock.now_ms += UPLOADS_KEPT_MS + 1
    with ThreadPoolExecutor(1) as pool:
        with writing(engine) as connection:
            upload = hold_upload(connection, office.officer.device, sha256(content).digest())
            assert upload is not None
            add_part(connection, upload, content[:300])
            tidying = pool.submit(tidy, office.world.server)
            with pytest.raises(TimeoutError):
                tidying.result(0.5)
        tidying.result(20)
    assert office.part(content, 300, content[300:]).status_code == 404
    assert office.upload(content).status_code == 204


def test_a_file_that_is_there_is_synced_before_it_is_said_to_be(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever gave it its name may have ended before the folder was on the disk."""
    folder, content = folder_of(office.world.server), picture(300)
    digest = sha256(content).digest()
    folder.put(digest, (content,))
    synced: list[int] = []
    fsync = os.fsync

    def noted(opened: int) -> None:
        synced.append(os.fstat(opened).st_ino)
        fsync(opened)

    monkeypatch.setattr(os, "fsync", noted)
    folder.put(digest, (content,))
    assert synced == [folder.place(digest).parent.stat().st_ino, folder.path.stat().st_ino]


def test_no_receipt_is_given_for_a_file_that_the_disk_lost(office: Office) -> None:
    """The tablet would let go of the only copy there is."""
    content = picture(1500)
    office.attach(content)
    office.upload(content)
    folder_of(office.world.server).place(sha256(content).digest()).unlink()
    answer = office.begin(content)
    assert (answer.headers["Upload-Offset"], answer.headers.get("Fieldapp-Receipt")) == ("0", None)
    assert office.receipt(office.upload(content)).size == 1500
    assert office.send("GET", place(content)).content == content
    assert [one.stored for one in office.documents()] == [True]


def test_a_file_changed_on_the_servers_disk_is_not_given_out(office: Office) -> None:
    content = picture(2000)
    office.attach(content)
    office.upload(content)
    folder = folder_of(office.world.server)
    kept = folder.place(sha256(content).digest())
    data = kept.read_bytes()
    assert content[4:40] not in data
    assert kept.stat().st_mode & 0o777 == 0o600
    kept.write_bytes(data[:200] + bytes([data[200] ^ 1]) + data[201:])
    with pytest.raises(SealBroken):
        folder.read(sha256(content).digest())
