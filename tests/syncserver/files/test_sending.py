"""The file of a document on its way in and out, over the server's application: tus, scope and bad bytes."""

from __future__ import annotations

import base64
import secrets
from hashlib import sha256

import pytest

from shared.contract.bodies.people import MemberMoved, UnionAssigned
from shared.contract.codec import Malformed
from shared.contract.records import TaskRecord, decode_record
from shared.fieldwork.documents import MAX_FILE_BYTES
from syncserver.api.files.headers import digest_in
from syncserver.database.engine import reading
from syncserver.people.documents.queries import stored_files
from syncserver.sync.files.receiving import folder_of
from syncserver.sync.housekeeping import tidy
from tests.syncserver.files.office import DAY_MS, PART, Office, picture, place
from tests.syncserver.in_process import client_of
from tests.syncserver.world import member_enrolled


@pytest.mark.parametrize("size", [10, PART - 1, PART, PART + 1, 3 * PART + 7])
def test_a_file_arrives_in_parts_and_comes_back(office: Office, size: int) -> None:
    content = picture(size)
    assert office.attach(content) == "applied"
    assert [one.stored for one in office.documents()] == [False]
    answer = office.upload(content)
    assert (answer.status_code, answer.headers["Upload-Offset"]) == (204, str(size))
    receipt = office.receipt(answer)
    assert (receipt.sha256, receipt.size, receipt.device) == (
        sha256(content).digest(), size, office.officer.device,
    )  # fmt: skip
    assert [one.stored for one in office.documents()] == [True]
    fetched = office.send("GET", place(content))
    assert fetched.content == content
    assert fetched.headers["content-disposition"] == "attachment"
    assert fetched.headers["x-content-type-options"] == "nosniff"
    assert fetched.headers["content-type"] == "application/octet-stream"
    some = office.send("GET", place(content), Range=f"bytes=2-{size + 50}")
    assert (some.status_code, some.content) == (206, content[2:])
    with reading(office.world.engine) as connection:
        assert stored_files(connection) == (sha256(content).digest(),)


def test_a_cut_at_every_part_goes_on_at_the_last_offset(office: Office) -> None:
    content = picture(3 * PART + 100, b"b")
    office.attach(content)
    assert office.begin(content).headers["Upload-Offset"] == "0"
    taken = 0
    while taken < len(content):
        # Too early, too late, twice: nothing but the part that follows is taken.
        for wrong in {0, taken + PART, max(0, taken - PART), taken + 1} - {taken}:
            refused = office.part(content, wrong, content[wrong : wrong + PART] or b"x")
            assert (refused.status_code, refused.headers["Upload-Offset"]) == (409, str(taken)), wrong
        answer = office.part(content, taken, content[taken : taken + PART])
        taken += len(content[taken : taken + PART])
        assert (answer.status_code, answer.headers["Upload-Offset"]) == (204, str(taken))
        # The answer is lost: asked by either way, the server says how far it is.
        assert office.send("HEAD", place(content)).headers["Upload-Offset"] == str(taken)
        assert office.begin(content).headers["Upload-Offset"] == str(taken)
    assert office.receipt(office.begin(content)).size == len(content)
    # The last part once more: it is all here, and the receipt is given again.
    again = office.part(content, taken - 100, content[-100:])
    assert office.receipt(again).sha256 == sha256(content).digest()


def test_a_byte_changed_on_the_way_lets_go_of_all_of_it(office: Office) -> None:
    content = picture(PART + 10)
    office.attach(content)
    office.begin(content)
    office.part(content, 0, content[:PART])
    bad = office.part(content, PART, b"0123456789")
    assert (bad.status_code, bad.json()["code"]) == (460, "checksum")
    assert not folder_of(office.world.server).has(sha256(content).digest())
    assert [one.stored for one in office.documents()] == [False]
    assert office.begin(content).headers["Upload-Offset"] == "0"
    assert office.upload(content).status_code == 204


@pytest.mark.parametrize(
    "content",
    [b"%PDF-1.7 " + bytes(100), b"\x89PNG\r\n\x1a\n" + bytes(9), b"PK\x03\x04" + bytes(99), b"<html>" * 9],
    ids=["pdf", "png", "zip", "html"],
)
def test_right_name_wrong_content_is_refused_with_the_first_part(office: Office, content: bytes) -> None:
    office.attach(content, file_name="photo.jpg")
    office.begin(content)
    refused = office.part(content, 0, content)
    assert (refused.status_code, refused.json()["code"]) == (422, "file.kind")
    assert office.begin(content).headers["Upload-Offset"] == "0"
    assert office.send("GET", place(content)).status_code == 404


@pytest.mark.parametrize("first", [1, 3, 7])
def test_wrong_content_is_refused_however_short_the_first_part_is(office: Office, first: int) -> None:
    content = b"%PDF-1.7 " + bytes(500)
    office.attach(content)
    office.begin(content)
    office.part(content, 0, content[:first])
    refused = office.part(content, first, content[first:])
    assert (refused.status_code, refused.json()["code"]) == (422, "file.kind")
    assert [one.stored for one in office.documents()] == [False]
    assert office.send("GET", place(content)).status_code == 404


def test_a_document_that_calls_the_same_file_another_kind_never_has_it(office: Office) -> None:
    content = picture(400)
    office.attach(content)
    office.attach(content, media_type="application/pdf")
    assert office.upload(content).status_code == 204
    office.begin(content)
    stored = {one.media_type: one.stored for one in office.documents()}
    assert stored == {"image/jpeg": True, "application/pdf": False}


def test_nobody_sends_or_fetches_what_is_not_theirs(office: Office) -> None:
    content = picture(500)
    # No document names it yet.
    assert office.begin(content).status_code == 404
    office.attach(content)
    for who in (office.stranger,):
        assert office.begin(content, who).status_code == 404
        assert office.part(content, 0, content, who).status_code == 404
        assert office.send("HEAD", place(content), by=who).status_code == 404
        assert office.attach(content, who) == "refused"
        assert office.begin(content, who).status_code == 404
    office.upload(content)
    assert office.send("GET", place(content), by=office.stranger).status_code == 404
    boss, branch = (
        office.world.enrol(staff) for staff in (office.supervisor, office.world.add_staff("OPERATIONS"))
    )
    assert office.send("GET", place(content), by=boss).content == content
    assert office.send("GET", place(content), by=branch).status_code == 404
    # The union goes to the colleague, and the file with it.
    office.world.act(UnionAssigned(office.union, office.stranger.staff, "rota"))
    assert office.send("GET", place(content), by=office.stranger).content == content
    assert office.send("GET", place(content)).status_code == 404


def test_somebody_elses_hash_on_an_own_document_gives_nothing_away(office: Office) -> None:
    content = picture(600)
    office.attach(content)
    office.upload(content)
    union = office.world.add_union(office.stranger.staff)
    body = member_enrolled(office.stranger, union)
    office.world.exchange(office.stranger, [office.stranger.sign(body)])
    assert office.attach(content, office.stranger, owner=body.member) == "applied"
    assert office.send("GET", place(content), by=office.stranger).status_code == 404
    assert office.begin(content, office.stranger).headers["Upload-Offset"] == "0"


def test_what_one_person_sent_is_not_sent_twice(office: Office) -> None:
    content = picture(700)
    office.attach(content)
    office.upload(content)
    office.attach(content, type="Second copy")
    assert sorted(one.stored for one in office.documents()) == [False, True]
    assert office.receipt(office.begin(content)).size == 700
    assert [one.stored for one in office.documents()] == [True, True]


def test_documents_follow_their_member(office: Office) -> None:
    content = picture(800)
    office.attach(content)
    office.upload(content)
    there = office.world.add_union(office.stranger.staff)
    office.world.act(MemberMoved(office.member, there, "moved house"))
    assert office.documents() == []
    assert [one.stored for one in office.documents(office.stranger)] == [True]


NAMES = (
    "..%2f..%2fetc%2fpasswd", "../../etc/passwd", "CON", "\x00", "a" * 63, "A" * 64, "a" * 64 + "\x00", "..",
    "g" * 64, "a" * 64 + "/..", "a" * 64 + "\n", "", "．．／",
)  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_no_name_ever_becomes_a_path(office: Office, name: str) -> None:
    with pytest.raises(Malformed):
        digest_in(name)
    with pytest.raises(ValueError, match="32 bytes"):
        folder_of(office.world.server).place(name.encode())
    for method in ("GET", "HEAD", "PATCH") if name and name.isprintable() and name.isascii() else ():
        answer = office.send(
            method, f"/files/{name}", Content_Type="application/offset+octet-stream", Upload_Offset="0"
        )
        assert 400 <= answer.status_code < 500, (method, answer.status_code)


def test_bad_headers_are_refused_and_nothing_begins(office: Office) -> None:
    content = picture(900)
    office.attach(content)
    named = "sha256 " + base64.b64encode(sha256(content).digest()).decode()
    for headers, status in (
        ({"Upload_Length": "900"}, 400),
        ({"Upload_Length": "-1", "Upload_Metadata": named}, 400),
        ({"Upload_Length": "9e2", "Upload_Metadata": named}, 400),
        ({"Upload_Length": "901", "Upload_Metadata": named}, 422),
        ({"Upload_Length": "0", "Upload_Metadata": named}, 422),
        ({"Upload_Length": "900", "Upload_Metadata": "sha256 !!!"}, 400),
        ({"Upload_Length": "900", "Upload_Metadata": "sha256 YQ=="}, 400),
        ({"Upload_Length": "900", "Upload_Metadata": named, "Tus_Resumable": "0.9"}, 412),
    ):
        assert office.send("POST", "/files", b"", None, **headers).status_code == status, headers
    assert office.send("HEAD", place(content)).status_code == 404
    office.begin(content)
    assert office.send("PATCH", place(content), b"x", Upload_Offset="0").status_code == 415
    assert office.part(content, 0, picture(901)).status_code == 422
    assert office.part(content, 0, bytes(1024 * 1024 + 1)).status_code == 413
    assert office.part(content, 0, b"").headers["Upload-Offset"] == "0"
    with client_of(office.world.server) as client:
        answer = client.options("/files")
    assert (answer.headers["Tus-Version"], answer.headers["Tus-Extension"]) == ("1.0.0", "creation")


def test_a_document_says_what_can_be_and_is_there_once(office: Office) -> None:
    content = picture(10)
    document = office.officer.ids.make()
    assert office.attach(content, document=document) == "applied"
    assert office.attach(content, document=document) == "refused"
    assert office.attach(content, owner_kind="loan") == "refused"
    assert office.attach(content, owner=secrets.token_bytes(16)) == "refused"
    assert office.attach(content, size=MAX_FILE_BYTES + 1) == "refused"
    assert office.attach(content, size=0) == "refused"


def test_a_file_that_does_not_arrive_is_told_once_and_untold(office: Office) -> None:
    content = picture(1000)
    office.attach(content)

    def told() -> list[bool]:
        office.world.pull(office.officer)
        bodies = [body for (kind, _), body in office.officer.records.items() if kind == "task"]
        found = [decode_record("task", body) for body in bodies]
        return [one.open for one in found if isinstance(one, TaskRecord) and one.kind == "file_pending"]

    office.world.clock.now_ms += 3 * DAY_MS - 1000
    tidy(office.world.server)
    assert told() == []
    office.world.clock.now_ms += 2000
    tidy(office.world.server)
    tidy(office.world.server)
    assert told() == [True]
    office.upload(content)
    assert told() == [False]
