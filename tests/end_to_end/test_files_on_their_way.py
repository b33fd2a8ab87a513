"""A photo from a tablet to a real server: cuts at every part, kills on either side, full disks, lies."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import httpx
import pytest

from fieldapp.desk.filing.keeping import folder_of, make_room
from fieldapp.everyone.documents.attaching import DocumentForm, attach_document
from fieldapp.everyone.documents.queries import DocumentFacts, documents_of
from fieldapp.store.author import Desk
from fieldapp.store.carried.files import files_left, files_not_sent
from fieldapp.store.outbox import append
from fieldapp.store.transaction import StoreDamaged
from fieldapp.syncing.courier.saving import pack_bundle
from fieldapp.syncing.courier.taking import take_answer
from fieldapp.syncing.faults import Refused, Unreachable, UntrustedAnswer
from fieldapp.syncing.files.fetching import fetch_file
from fieldapp.syncing.files.sending import FileMoved, FilesSent, send_files
from fieldapp.syncing.files.way import PART_BYTES, FileProgress, HttpFilesWay
from fieldapp.syncing.round import sync_once
from fieldapp.syncing.transport import HttpLink, HttpTransport, Plain
from shared.contract.bodies.people import (
    MemberEnrolled,
    MemberProfile,
    StaffAdded,
    UnionCreated,
    UnionProfile,
)
from shared.contract.signing import public_key
from shared.ids import DocumentId, MemberId
from tests.end_to_end.tablets import Field
from tests.syncserver.http_world import code_in, installed, run_command, serving

PHOTO = b"\xff\xd8\xff\xe0" + os.urandom(3 * PART_BYTES + 1_000)
"""Four parts."""


@dataclass
class OnTheWay:
    """A tablet at work, its member, and the office."""

    field: Field
    desk: Desk
    environment: dict[str, str]
    log: Path
    member: MemberId

    def transport(self, address: str, client: httpx.Client) -> HttpTransport:
        identity = self.field.vault.profile.identity
        key = public_key(identity.server_public_key)
        link = HttpLink(address, self.field.clock, client)
        signing = self.desk.author.signing_key
        return HttpTransport(link, identity.device_id, signing, key, self.field.clock, os.urandom)

    def round(self, address: str) -> None:
        with httpx.Client(trust_env=False) as client:
            result = sync_once(self.desk, self.transport(address, client), self.key)
        assert result.fault is None, result.fault

    @property
    def key(self):
        return public_key(self.field.vault.profile.identity.server_public_key)

    def send(
        self,
        address: str,
        around: Callable[[HttpTransport], object] = lambda transport: transport,
        tell: Callable[[FileMoved], bool] = lambda _: True,
    ) -> FilesSent:
        with httpx.Client(trust_env=False) as client:
            way = HttpFilesWay(around(self.transport(address, client)))  # type: ignore[arg-type]  # a test's own
            return send_files(self.desk, way, self.key, tell=tell)

    def attach(self, content: bytes = PHOTO, name: str = "card.jpg") -> bytes:
        form = DocumentForm(
            DocumentId(self.desk.author.ids.make()), self.member, "Identity card", name, content
        )
        return attach_document(self.desk, form)

    def documents(self) -> tuple[DocumentFacts, ...]:
        with self.desk.store.read() as tx:
            return documents_of(tx, self.member)

    def left(self) -> int:
        with self.desk.store.read() as tx:
            return files_left(tx).count

    @contextmanager
    def office(self) -> Iterator[str]:
        with serving(self.environment, self.log) as address:
            yield address


@dataclass
class Cutting:
    """A transport that loses requests, or their answers, at the places it is told."""

    transport: HttpTransport
    lose: Callable[[str, int], str]
    asked: int = 0

    def send(
        self, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> Plain:
        self.asked += 1
        what = self.lose(method, self.asked)
        if what == "request":
            raise Unreachable("cut")
        answer = self.transport.send(method, path, body, headers)
        if what == "answer":
            raise Unreachable("cut after it arrived")
        return answer


@pytest.fixture
def way(engine_url: str, tmp_path: Path) -> Iterator[OnTheWay]:
    environment = {"SYNCSERVER_DATABASE_URL": engine_url, "SYNCSERVER_DATA_FOLDER": str(tmp_path / "server")}
    code = installed(environment)
    log = tmp_path / "log"
    with serving(environment, log) as address:
        union = found_union(Field(tmp_path / "admin", address, code), environment, log, address)
        code = code_in(run_command(environment, "enrol-code", "bisi@ajo.ng").out)
        field = Field(tmp_path / "tablet", address, code)
        with field.at_work() as desk:
            member = MemberId(desk.author.ids.make())
            with desk.store.transaction() as tx:
                append(tx, desk.author, MemberEnrolled(member, union, "M-1", MemberProfile("Ada", "Obi")))
            way = OnTheWay(field, desk, environment, log, member)
            way.round(address)
    with field.at_work() as desk:
        yield replace(way, desk=desk)


def found_union(admin: Field, environment: dict[str, str], log: Path, address: str) -> bytes:
    """Let the administrator take on an officer with a union."""
    with admin.at_work() as desk:
        ids = desk.author.ids
        boss, officer, union = ids.make(), ids.make(), ids.make()
        with desk.store.transaction() as tx:
            append(tx, desk.author, StaffAdded(boss, "Musa", "SUPERVISOR", "musa@ajo.ng"))
            append(tx, desk.author, StaffAdded(officer, "Bisi", "CREDIT_OFFICER", "bisi@ajo.ng", boss))
            append(tx, desk.author, UnionCreated(union, officer, UnionProfile("Oja")))
        OnTheWay(admin, desk, environment, log, MemberId(bytes(16))).round(address)
    return union


def noting(offsets: list[int]) -> Callable[[FileMoved], bool]:
    """Note how far a file is, and go on."""

    def tell(moved: FileMoved) -> bool:
        offsets.append(moved.taken)
        return True

    return tell


def taken_at_office(way: OnTheWay) -> list[Path]:
    folder = Path(way.environment["SYNCSERVER_DATA_FOLDER"]) / "files"
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_photo_follows_its_document_and_stays_readable(way: OnTheWay) -> None:
    digest = way.attach()
    assert [one.stands for one in way.documents()] == ["on_tablet"]
    with way.office() as address:
        assert way.send(address).sent == 0, "no file goes before its document"
        way.round(address)
        moved: list[int] = []
        sent = way.send(address, tell=noting(moved))
        assert (sent.sent, sent.left.count, sent.fault) == (1, 0, None)
        assert moved == [0, PART_BYTES, 2 * PART_BYTES, 3 * PART_BYTES, len(PHOTO)]
        assert way.send(address).sent == 0
        assert folder_of(way.desk).read(digest) == PHOTO
        make_room(way.desk, budget=0)
        assert not folder_of(way.desk).has(digest)
        with httpx.Client(trust_env=False) as client:
            files = HttpFilesWay(way.transport(address, client))
            assert fetch_file(way.desk, files, digest, len(PHOTO)) == PHOTO
            with pytest.raises(Refused):
                fetch_file(way.desk, files, bytes(32), 10)
        assert folder_of(way.desk).read(digest) == PHOTO
    assert [path.name for path in taken_at_office(way)] == [digest.hex()]
    assert PHOTO[100:140] not in taken_at_office(way)[0].read_bytes()


def test_every_cut_goes_on_where_it_was(way: OnTheWay) -> None:
    """Each request is lost once, and each answer once: what was acknowledged is never sent again."""
    for what in ("request", "answer"):
        photo = PHOTO + what.encode()
        way.attach(photo)
        with way.office() as address:
            way.round(address)
            parts: list[int] = []
            lost: set[int] = set()

            def lose(method: str, asked: int, lost: set[int] = lost, what: str = what) -> str:
                fresh = method == "PATCH" and len(lost) < 4 and asked == 2
                if fresh:
                    lost.add(len(lost))
                return what if fresh else ""

            for _ in range(4):
                cut = way.send(address, lambda transport: Cutting(transport, lose), noting(parts))
                assert isinstance(cut.fault, Unreachable)
                assert cut.sent == 0
            done = way.send(address, tell=noting(parts))
            assert (done.sent, done.fault, way.left()) == (1, None, 0)
            if what == "answer":
                assert parts == [0, PART_BYTES, 2 * PART_BYTES, 3 * PART_BYTES, len(photo)]


def test_a_tablet_and_a_server_that_are_killed_go_on(way: OnTheWay) -> None:
    digest = way.attach()
    with way.office() as address:
        way.round(address)
        cut = way.send(address, tell=lambda one: one.taken < PART_BYTES)
        assert (cut.sent, cut.left.count) == (0, 1)
    # The server is gone and comes back; the tablet as well.
    process = subprocess.Popen(
        [sys.executable, "-m", "syncserver", "serve", "--port", "0"],
        env={**os.environ, **way.environment},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    killed = process.stdout.readline().removeprefix("Ready on ").strip()

    def kill(one: FileMoved) -> bool:
        if one.taken >= 2 * PART_BYTES:
            process.send_signal(signal.SIGKILL)
            process.wait()
        return True

    gone = way.send(killed, tell=kill)
    process.stdout.close()
    assert isinstance(gone.fault, Unreachable)
    with way.office() as address:
        starts: list[int] = []
        done = way.send(address, tell=noting(starts))
        assert (done.sent, starts[0]) == (1, 2 * PART_BYTES)
        way.round(address)
    assert [one.stands for one in way.documents()] == ["at_office"]
    assert [path.name for path in taken_at_office(way)] == [digest.hex()]


def test_a_file_damaged_on_the_tablet_stays_with_its_reason_and_keeps_no_other_waiting(
    way: OnTheWay,
) -> None:
    bad, good = way.attach(), way.attach(PHOTO + b"2")
    kept = folder_of(way.desk).place(bad)
    data = bytearray(kept.read_bytes())
    data[500] ^= 1
    kept.write_bytes(bytes(data))
    with pytest.raises(StoreDamaged):
        folder_of(way.desk).read(bad)
    with way.office() as address:
        way.round(address)
        sent = way.send(address)
        assert (sent.sent, sent.fault, sent.left.count) == (1, None, 1)
    with way.desk.store.read() as tx:
        assert [(one.digest, bool(one.fault)) for one in files_not_sent(tx)] == [(bad, True)]
    assert {one.sha256: one.stands for one in way.documents()}[bad] == "not_sent"
    assert [path.name for path in taken_at_office(way)] == [good.hex()]
    # Added again, it goes.
    way.attach()
    with way.office() as address:
        way.round(address)
        assert way.send(address).sent == 1


def test_a_receipt_that_is_not_the_institutions_is_none(way: OnTheWay) -> None:
    way.attach()

    class Forged:
        def __init__(self, transport: HttpTransport) -> None:
            self.way = HttpFilesWay(transport)

        def begin(self, digest: bytes, size: int) -> FileProgress:
            return self.way.begin(digest, size)

        def send_part(self, digest: bytes, offset: int, data: bytes) -> FileProgress:
            progress = self.way.send_part(digest, offset, data)
            if progress.receipt is None:
                return progress
            return replace(progress, receipt=type(progress.receipt)(progress.receipt.data, bytes(64)))

        def fetch_part(self, digest: bytes, offset: int) -> bytes:
            return self.way.fetch_part(digest, offset)

    with way.office() as address:
        way.round(address)
        with httpx.Client(trust_env=False) as client:
            result = send_files(way.desk, Forged(way.transport(address, client)), way.key)
        assert isinstance(result.fault, UntrustedAnswer)
        assert result.left.count == 1
        assert way.send(address).sent == 1


def test_nobody_else_gets_it(way: OnTheWay, tmp_path: Path) -> None:
    digest = way.attach()
    with way.office() as address:
        way.round(address)
        way.send(address)
        added = run_command(way.environment, "admin", "create", "--name", "Eve", "--email", "eve@ajo.ng")
        other = Field(tmp_path / "other", address, code_in(added.out))
        run_command(way.environment, "device", "revoke", other.code, "--reason", "left")
        with other.at_work() as desk, httpx.Client(trust_env=False) as client:
            there = OnTheWay(other, desk, way.environment, way.log, way.member)
            with pytest.raises(Refused) as refused:
                HttpFilesWay(there.transport(address, client)).fetch_part(digest, 0)
    assert refused.value.status == 404


def test_a_restored_office_gets_its_files_again(way: OnTheWay, tmp_path: Path) -> None:
    recovery = str(Path(way.environment["SYNCSERVER_DATA_FOLDER"]) / "recovery.key")
    digest = way.attach()
    with way.office() as address:
        way.round(address)
        assert run_command(way.environment, "backup", str(tmp_path / "backup")).code == 0
        way.send(address)
    after = tmp_path / "after"
    restored = {
        "SYNCSERVER_DATABASE_URL": f"sqlite:///{after / 'server.sqlite3'}",
        "SYNCSERVER_DATA_FOLDER": str(after),
    }
    after.mkdir()
    ran = run_command(restored, "restore", str(tmp_path / "backup"), "--recovery-key", recovery)
    assert ran.code == 0, ran
    there = replace(way, environment=restored)
    with there.office() as address:
        there.round(address)
        assert there.left() == 1, "the receipt was of another epoch"
        assert there.send(address).sent == 1
    assert [path.name for path in taken_at_office(there)] == [digest.hex()]


def test_a_file_travels_by_courier_and_is_not_sent_again(way: OnTheWay, tmp_path: Path) -> None:
    digest = way.attach()
    bundle, answer = tmp_path / "bundle", tmp_path / "answer"
    bundle.write_bytes(pack_bundle(way.desk, os.urandom).data)
    assert PHOTO[200:240] not in bundle.read_bytes()
    ran = run_command(way.environment, "courier", "take", str(bundle), "--answer", str(answer))
    assert ran.code == 0, ran
    assert "files of documents" in ran.out
    assert [path.name for path in taken_at_office(way)] == [digest.hex()]
    assert take_answer(way.desk, answer.read_bytes(), way.key).news
    assert way.left() == 0
    assert [one.stands for one in way.documents()] == ["at_office"]
    with way.office() as address:
        way.round(address)
        assert way.send(address).sent == 0
