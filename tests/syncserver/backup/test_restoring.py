"""What is backed up comes back row for row, from one engine into the other, or not at all."""

import secrets
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from sqlalchemy import Engine, select, text

from fieldapp.vault.identity import DeviceIdentity, encode_profile
from shared.contract.bodies.documents import DocumentAttached
from shared.contract.codec import encode
from shared.contract.custody.contact import prove_contact_key
from shared.contract.custody.sealing import SealBroken
from shared.contract.exchange import Certificate
from shared.contract.signing import BadSignature, public_bytes, sign_certificate
from shared.errors import RuleRefused
from shared.ids import DeviceId, IdMaker, StaffId
from syncserver.backup.contents import Rows, backup_reader, frames_of
from syncserver.backup.drill import drill
from syncserver.backup.making import BackupMade, make_backup
from syncserver.backup.queries import tables_found
from syncserver.backup.restoring import Folders, NotEmpty, restore
from syncserver.commands import devices
from syncserver.commands.common import CommandFailed
from syncserver.database.engine import open_engine, reading, writing
from syncserver.database.migrating import WrongSchema, bring_to, current_revision, newest_revision
from syncserver.files.folder import FileFolder
from syncserver.migrations.catalogue import all_tables
from syncserver.people.devices.contact.queries import contact_key
from syncserver.people.devices.keys import (
    load_keys,
    load_recovery_key,
    make_keys,
    make_recovery_key,
    write_key,
)
from syncserver.people.devices.numbers import give_blocks
from syncserver.sync.entering.returning import ContactProof, readmit
from syncserver.sync.files.receiving import begin, folder_of, take_part
from syncserver.sync.server import Server
from tests.databases import Databases, SqliteDatabases
from tests.syncserver.world import START_MS, Clock, Tablet, World, member_enrolled, open_world, prepare_world

NOW_MS = START_MS + 5_000
CHANGED = {"server_state", "number_series", "audit_checkpoint"}
"""Where a restored server differs: its epoch, where its numbers go on, and the checkpoint where it began."""


class Office:
    """A server with some history, its keys and a backup of it."""

    def __init__(self, world: World, folder: Path, tablet: Tablet, union: bytes) -> None:
        self.world, self.folder, self.tablet, self.union = world, folder, tablet, union
        self.ids = IdMaker(Clock(), secrets.token_bytes)
        self.keys_folder = folder / "keys"
        self.keys_folder.mkdir()
        for name, byte in (("institution", 1), ("device", 2), ("lease", 0)):  # those of `fixed_keys`
            write_key(self.keys_folder / f"{name}.key", bytes([byte]) * 32)
        make_recovery_key(self.keys_folder, folder / "recovery.key", secrets.token_bytes)
        self.keys = load_keys(self.keys_folder)
        self.recovery = load_recovery_key(folder / "recovery.key")
        self.file = folder / "backup"
        server = world.server
        self.server = Server(server.inbox, self.keys, server.ids, server.own, files=server.files)

    def back_up(self) -> BackupMade:
        return make_backup(self.server, self.keys_folder, self.file, secrets.token_bytes)

    def back_up_again(self) -> BackupMade:
        self.file.unlink()
        return self.back_up()

    def restore(self, engine: Engine, key: X25519PrivateKey | None = None) -> bytes:
        return restore(
            engine,
            Folders(self.folder / "new keys", self.folder / "new files"),
            self.file,
            key or self.recovery,
            self.ids,
            NOW_MS,
        ).epoch


@pytest.fixture
def office(databases: Databases, tmp_path: Path) -> Iterator[Office]:
    url = databases.prepared("a world with an institution", prepare_world)
    with open_world(url) as world:
        boss = world.add_staff("SUPERVISOR")
        officers = [world.add_staff("CREDIT_OFFICER", boss) for _ in range(3)]
        tablet = world.enrol(officers[0])
        union = world.add_union(officers[0])
        for _ in range(3):
            world.exchange(tablet, [tablet.sign(member_enrolled(tablet, union)) for _ in range(5)])
        with writing(world.engine) as connection:
            give_blocks(connection, tablet.device, ["member"], world.clock())
        made = Office(world, tmp_path, tablet, union)
        made.back_up()
        yield made
    databases.discard(url)


@pytest.fixture
def empty(databases: Databases) -> Iterator[Engine]:
    url = databases.empty()
    engine = open_engine(url)
    yield engine
    engine.dispose()
    databases.discard(url)


def _rows(engine: Engine) -> dict[str, list[tuple[object, ...]]]:
    with reading(engine) as connection:
        return {
            table.name: sorted((tuple(row) for row in connection.execute(select(table))), key=repr)
            for table in all_tables().sorted_tables
        }


def test_every_row_comes_back(office: Office, empty: Engine) -> None:
    new_epoch = office.restore(empty)
    before, after = _rows(office.world.engine), _rows(empty)
    assert {name for name in before if before[name] != after[name]} == CHANGED
    assert sum(map(len, after.values())) > 60
    with reading(empty) as connection:
        assert connection.scalar(text("SELECT epoch FROM server_state")) == new_epoch
        assert current_revision(empty) == newest_revision()
    assert {path.name: path.read_bytes() for path in (office.folder / "new keys").iterdir()} == {
        path.name: path.read_bytes() for path in office.keys_folder.iterdir()
    }


def test_it_comes_back_on_the_other_engine_too(office: Office, tmp_path: Path) -> None:
    engine = open_engine(SqliteDatabases(tmp_path).empty())
    office.restore(engine)
    before, after = _rows(office.world.engine), _rows(engine)
    engine.dispose()
    assert {name for name in before if before[name] != after[name]} == CHANGED


def test_a_restored_server_goes_on(office: Office, empty: Engine) -> None:
    office.restore(empty)
    with writing(empty) as connection:
        (block,) = give_blocks(connection, office.world.server.own, ["member"], 0)
        assert (block.prefix, block.first) == ("M1", 0)
        connection.execute(
            text("INSERT INTO bucket (name, number, records, digest, forgotten) VALUES ('x', 0, 0, :d, 0)"),
            {"d": bytes(8)},
        )


def test_what_is_there_is_never_overwritten(office: Office, empty: Engine, tmp_path: Path) -> None:
    with pytest.raises(NotEmpty, match="database"):
        office.restore(office.world.engine)
    make_keys(tmp_path / "new keys", secrets.token_bytes)
    with pytest.raises(NotEmpty, match="another key"):
        office.restore(empty)
    assert current_revision(empty) is None
    with pytest.raises(FileExistsError):
        office.back_up()


def test_what_was_changed_or_cut_leaves_an_empty_database(office: Office, empty: Engine) -> None:
    good = office.file.read_bytes()
    ends = [0, 10, 98, 99, len(good) // 2, len(good) - 1]
    places = [0, 17, 40, 97, 98, len(good) // 2, len(good) - 1]
    flipped = [good[:place] + bytes([good[place] ^ 1]) + good[place + 1 :] for place in places]
    for damaged in (*(good[:end] for end in ends), *flipped, good + b"\x00"):
        office.file.write_bytes(damaged)
        with pytest.raises(SealBroken):
            office.restore(empty)
        assert current_revision(empty) is None
        assert not (office.folder / "new keys").exists()
    office.file.write_bytes(good)
    with pytest.raises(SealBroken):
        office.restore(empty, X25519PrivateKey.generate())
    office.restore(empty)


def test_a_backup_holds_nothing_in_plain(office: Office) -> None:
    data = office.file.read_bytes()
    for secret in (office.keys.lease_secret, b"Ajo Microfinance", b"member.enrolled"):
        assert secret not in data
    assert office.file.stat().st_mode & 0o777 == 0o600
    assert not office.file.with_name("backup.part").exists()
    with office.file.open("rb") as file:
        rows = [f for f in frames_of(backup_reader(file, office.recovery)) if isinstance(f, Rows)]
    assert any(b"member.enrolled" in bytes(part.rows) for part in rows)


def test_a_backup_of_a_newer_server_is_left_alone(
    office: Office, empty: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.file.unlink()
    monkeypatch.setattr("syncserver.backup.making.newest_revision", lambda: "9999")
    office.back_up()
    with pytest.raises(WrongSchema, match="newer"):
        office.restore(empty)


_OLDER = "0023"


def test_a_backup_of_an_older_schema_is_brought_up_to_date_on_the_way_in(
    office: Office, empty: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As one made before there were passwords and documents, which came with later migrations."""
    office.file.unlink()
    with writing(open_engine(f"sqlite:///{office.folder / 'older.sqlite3'}")) as connection:
        bring_to(connection, _OLDER)
        found = tables_found(connection)

    class Older:
        sorted_tables = tuple(found[t.name] for t in all_tables().sorted_tables if t.name in found)

    monkeypatch.setattr("syncserver.backup.making.newest_revision", lambda: _OLDER)
    monkeypatch.setattr("syncserver.backup.making.all_tables", lambda: Older)
    office.back_up()
    office.restore(empty)
    assert current_revision(empty) == newest_revision()
    assert len(_rows(empty)["operation"]) == len(_rows(office.world.engine)["operation"])
    assert _rows(empty)["staff_login"] == []


def test_a_device_enrolled_since_comes_back_with_all_it_recorded(office: Office, empty: Engine) -> None:
    world = office.world
    staff = world.device(office.tablet).staff
    late = world.enrol(staff)
    late_sent = [late.sign(member_enrolled(late, office.union)) for _ in range(3)]
    assert {verdict.outcome for verdict in world.exchange(late, late_sent).verdicts} == {"applied"}
    told = Certificate(late.device, staff, public_bytes(late.key), "Z9Z", world.clock())
    signature = sign_certificate(told, office.keys.institution)

    office.restore(empty)
    inbox = replace(world.server.inbox, engine=empty)
    restored = World(replace(office.server, inbox=inbox), world.clock)
    with pytest.raises(BadSignature):
        readmit(restored.server, encode(told), bytes(64), secrets.token_bytes)
    key = public_bytes(late.contact)
    forged = ContactProof(key, prove_contact_key(key, late.contact))
    with pytest.raises(BadSignature):
        readmit(restored.server, encode(told), signature, secrets.token_bytes, forged)
    proved = ContactProof(key, prove_contact_key(key, late.key))
    assert readmit(restored.server, encode(told), signature, secrets.token_bytes, proved) == told
    with reading(restored.engine) as connection:
        assert contact_key(connection, late.device) == key
    assert restored.exchange(late).head.seq == 0
    verdicts = restored.exchange(late, late_sent).verdicts
    assert [verdict.outcome for verdict in verdicts] == ["applied"] * 3
    assert restored.proved().broken is None
    with pytest.raises(RuleRefused, match="known"):
        readmit(restored.server, encode(told), signature, secrets.token_bytes)


def test_the_certificate_is_read_from_the_profile_a_tablet_has(tmp_path: Path) -> None:
    identity = DeviceIdentity(
        device_id=DeviceId(b"d" * 16),
        staff_id=StaffId(b"s" * 16),
        device_code="K7",
        staff_name="Bisi Ade",
        role="CREDIT_OFFICER",
        institution_name="Ajo",
        server_url="https://office.example",
        server_public_key=bytes(32),
        certificate=b"certificate",
        certificate_signature=b"signature",
    )
    _, data = encode_profile(tmp_path, identity, "demo-file")
    (tmp_path / "profile.json").write_bytes(data)
    read = devices._identity(tmp_path / "profile.json")
    assert (read.certificate, read.certificate_signature) == (b"certificate", b"signature")
    (tmp_path / "profile.json").write_bytes(b"{}")
    with pytest.raises(CommandFailed, match="not the profile"):
        devices._identity(tmp_path / "profile.json")


def test_a_drill_proves_a_backup_and_finds_what_was_bad_before_it(office: Office) -> None:
    drilled = drill(office.file, office.recovery, office.ids, NOW_MS)
    assert drilled.holds, drilled.proofs
    assert [proof.what for proof in drilled.proofs] == [
        "trial balance",
        "ledger",
        "audit chain and checkpoints",
        "files",
        "keys",
    ]
    with writing(office.world.engine) as connection:
        for statement in _BY_THE_OWNER[connection.dialect.name]:
            connection.execute(text(statement))
    office.file.unlink()
    office.back_up()
    drilled = drill(office.file, office.recovery, office.ids, NOW_MS)
    assert [proof.what for proof in drilled.proofs if not proof.holds] == ["audit chain and checkpoints"]


def test_files_come_back_with_the_rows_and_one_that_is_gone_is_told(office: Office, empty: Engine) -> None:
    world, tablet, content = office.world, office.tablet, b"\xff\xd8\xff" + secrets.token_bytes(200_000)
    digest = sha256(content).digest()
    member = member_enrolled(tablet, office.union)
    named = DocumentAttached(
        tablet.ids.make(), "member", member.member, "Card", "a.jpg", digest, len(content), "image/jpeg"
    )
    world.exchange(tablet, [tablet.sign(member), tablet.sign(named)])
    begin(office.server, world.device(tablet), digest, len(content))
    assert take_part(office.server, world.device(tablet), digest, 0, content).receipt is not None
    assert office.back_up_again().files == 1
    assert content[50:90] not in office.file.read_bytes()
    office.restore(empty)
    keys = load_keys(office.folder / "new keys")
    folder = FileFolder(office.folder / "new files", keys.files_key(), secrets.token_bytes)
    assert folder.read(digest) == content
    assert drill(office.file, office.recovery, office.ids, NOW_MS).holds

    folder_of(office.server).place(digest).unlink()
    made = office.back_up_again()
    assert (made.files, made.missing) == (0, 1)
    drilled = drill(office.file, office.recovery, office.ids, NOW_MS)
    assert [proof.what for proof in drilled.proofs if not proof.holds] == ["files"]


_UPDATE = "UPDATE operation SET received_at_ms = 0, outcome = 'suspended' WHERE seq = 2"
_BY_THE_OWNER = {
    "sqlite": ("DROP TRIGGER operation_no_update", _UPDATE),
    "postgresql": ("ALTER TABLE operation DISABLE TRIGGER operation_append_only", _UPDATE),
}
