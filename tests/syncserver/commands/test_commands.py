"""The command line from an empty machine to a running server: what it says and how it ends."""

import os
import signal
import socket
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import select, text

from syncserver.__main__ import main
from syncserver.commands.common import opened_server
from syncserver.database.engine import open_engine, reading, writing
from syncserver.people.devices.keys import load_keys, load_recovery_key
from syncserver.people.passwords.queries import find_login
from syncserver.settings import Settings
from syncserver.sync.enrolment import issue_code
from syncserver.sync.tables import operation
from tests.databases import Databases
from tests.syncserver.http_world import code_in, enrol, installed, run_command, serving


@pytest.fixture
def environment(engine_url: str, tmp_path: Path) -> dict[str, str]:
    return {"SYNCSERVER_DATABASE_URL": engine_url, "SYNCSERVER_DATA_FOLDER": str(tmp_path / "data")}


def test_from_nothing_to_an_enrolled_device(environment: dict[str, str], tmp_path: Path) -> None:
    code = installed(environment)
    with serving(environment, tmp_path / "log") as address:
        assert enrol(address, code, Ed25519PrivateKey.generate()).status_code == 200
        fresh = code_in(run_command(environment, "enrol-code", "ADA@ajo.ng").out)
        assert enrol(address, fresh, Ed25519PrivateKey.generate()).status_code == 200
    for what in ("ledger", "audit"):
        ran = run_command(environment, what, "verify")
        assert (ran.code, "holds" in ran.out) == (0, True), ran


def test_init_again_keeps_what_is_there(environment: dict[str, str]) -> None:
    installed(environment)
    keys = Path(environment["SYNCSERVER_DATA_FOLDER"]) / "keys"
    before = {path.name: path.read_bytes() for path in keys.iterdir()}
    assert run_command(environment, "init").code == 0
    assert {path.name: path.read_bytes() for path in keys.iterdir()} == before
    assert {path.stat().st_mode & 0o777 for path in keys.iterdir()} == {0o600}


def test_the_recovery_key_is_made_once_and_may_leave_the_machine(environment: dict[str, str]) -> None:
    data = Path(environment["SYNCSERVER_DATA_FOLDER"])
    ran = run_command(environment, "init")
    assert "Move it off this machine" in ran.out
    private, public = data / "recovery.key", data / "keys" / "recovery.pub"
    key = load_recovery_key(private)
    assert key.public_key().public_bytes_raw() == public.read_bytes() == load_keys(data / "keys").recovery_key
    assert private.stat().st_mode & 0o777 == 0o600
    private.unlink()
    before = public.read_bytes()
    ran = run_command(environment, "init")
    assert (ran.code, "Recovery key made" in ran.out) == (0, False)
    assert (public.read_bytes(), private.exists()) == (before, False)


def test_a_backup_is_made_proved_and_restored(
    environment: dict[str, str], databases: Databases, tmp_path: Path
) -> None:
    installed(environment)
    file, key = str(tmp_path / "backup"), str(Path(environment["SYNCSERVER_DATA_FOLDER"]) / "recovery.key")
    assert run_command(environment, "backup", file).code == 0
    assert "replaces none" in run_command(environment, "backup", file).err
    ran = run_command(environment, "backup", "drill", file, "--recovery-key", key)
    assert (ran.code, "The backup holds." in ran.out) == (0, True), ran
    url = databases.empty()
    other = {"SYNCSERVER_DATABASE_URL": url, "SYNCSERVER_DATA_FOLDER": str(tmp_path / "other")}
    assert "not empty" in run_command(environment, "restore", file, "--recovery-key", key).err
    assert run_command(other, "restore", file, "--recovery-key", str(tmp_path / "none")).code == 3
    assert run_command(other, "restore", file, "--recovery-key", key).code == 0
    assert run_command(other, "enrol-code", "ada@ajo.ng").code == 0
    databases.discard(url)
    Path(file).write_bytes(Path(file).read_bytes()[:-1])
    ran = run_command(environment, "backup", "drill", file, "--recovery-key", key)
    assert (ran.code, ran.out) == (1, "")
    assert "refused" in ran.err
    assert run_command(environment, "backup", "drill", file).code == 2


def _sent(environment: dict[str, str]) -> list[str]:
    """The kinds of everything the server took, in no order."""
    engine = open_engine(environment["SYNCSERVER_DATABASE_URL"])
    with reading(engine) as connection:
        kinds = list(connection.scalars(select(operation.c.kind)))
    engine.dispose()
    return kinds


def test_a_person_gets_a_password_and_a_second_factor(
    environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    installed(environment)
    monkeypatch.setattr("sys.stdin", StringIO("seven old goats eat\n"))
    ran = run_command(environment, "staff", "password", "ADA@ajo.ng")
    assert (ran.code, ran.err) == (0, "")
    ran = run_command(environment, "staff", "totp", "ada@ajo.ng")
    assert ran.code == 0
    assert "otpauth://totp/Ajo:ada%40ajo.ng?secret=" in ran.out
    assert _sent(environment).count("staff.secret_set") == 2, "both stand in the audit chain"
    monkeypatch.setattr("sys.stdin", StringIO("short\n"))
    assert "12 to 256" in run_command(environment, "staff", "password", "ada@ajo.ng").err
    assert "Nobody" in run_command(environment, "staff", "totp", "nobody@ajo.ng").err


def test_a_tablet_that_waits_is_approved_by_the_digits_it_shows(
    environment: dict[str, str], tmp_path: Path
) -> None:
    """Somebody who signed in with a password has nobody above them here but whoever runs the server."""
    installed(environment)
    with opened_server(Settings.model_validate(_settings(environment))) as server:
        with reading(server.inbox.engine) as connection:
            login = find_login(connection, "ada@ajo.ng")
        assert login is not None
        code = issue_code(server, login.staff, os.urandom, needs_approval=True)
    assert "No tablet waits" in run_command(environment, "device", "waiting").out
    key = Ed25519PrivateKey.generate()
    with serving(environment, tmp_path / "log") as address:
        assert enrol(address, code, key).status_code == 202
        device, *digits = run_command(environment, "device", "waiting").out.split()[:7]
        ran = run_command(environment, "device", "approve", device, *digits[:5], "0000")
        assert (ran.code, "Another fingerprint" in ran.err) == (1, True)
        assert run_command(environment, "device", "approve", device, *digits).code == 0
        assert enrol(address, code, key).status_code == 200
    assert "No tablet waits" in run_command(environment, "device", "waiting").out


def _settings(environment: dict[str, str]) -> dict[str, str]:
    return {name.removeprefix("SYNCSERVER_").lower(): value for name, value in environment.items()}


def test_an_empty_database_is_not_served(environment: dict[str, str]) -> None:
    ran = run_command(environment, "serve")
    assert (ran.code, ran.out) == (3, "")
    assert "syncserver init" in ran.err


@pytest.mark.parametrize(("revision", "says"), [("0001", "db upgrade"), ("9999", "newer")])
def test_another_schema_is_not_served(environment: dict[str, str], revision: str, says: str) -> None:
    installed(environment)
    engine = open_engine(environment["SYNCSERVER_DATABASE_URL"])
    with writing(engine) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :v"), {"v": revision})
    engine.dispose()
    ran = run_command(environment, "serve")
    assert ran.code == 3
    assert says in ran.err


def test_refusals_are_told_and_change_nothing(environment: dict[str, str]) -> None:
    installed(environment)
    for arguments, says in (
        (["institution", "create", "--name", "Second"], "exists"),
        (["admin", "create", "--name", "B", "--email", "ada@ajo.ng"], "in use"),
        (["admin", "create", "--name", "B", "--email", "no address"], "e-mail"),
        (["enrol-code", "nobody@ajo.ng"], "Nobody"),
    ):
        ran = run_command(environment, *arguments)
        assert (ran.code, ran.out) == (1, ""), ran
        assert says in ran.err
        assert "Traceback" not in ran.err


def test_an_administrator_needs_an_institution_first(environment: dict[str, str]) -> None:
    assert run_command(environment, "init").code == 0
    ran = run_command(environment, "admin", "create", "--name", "A", "--email", "a@ajo.ng")
    assert ran.code == 1
    assert "institution" in ran.err.lower()


def test_a_tampered_chain_and_lost_keys_are_told(environment: dict[str, str]) -> None:
    installed(environment)
    engine = open_engine(environment["SYNCSERVER_DATABASE_URL"])
    with writing(engine) as connection:
        connection.execute(text("UPDATE server_state SET audit_number = audit_number - 1"))
    engine.dispose()
    assert run_command(environment, "audit", "verify").code == 1
    key = Path(environment["SYNCSERVER_DATA_FOLDER"]) / "keys" / "device.key"
    good = key.read_bytes()
    for damage in (lambda: key.write_bytes(b"short"), lambda: key.chmod(0o644), key.unlink):
        key.write_bytes(good)
        key.chmod(0o600)
        damage()
        ran = run_command(environment, "ledger", "verify")
        assert ran.code == 3
        assert "device.key" in ran.err
    key.write_bytes(bytes(32))
    key.chmod(0o600)
    ran = run_command(environment, "enrol-code", "ada@ajo.ng")
    assert ran.code == 3
    assert "keys" in ran.err


# --------------------------------------------------------------------------- where no database is needed


def test_no_talk_in_the_clear_off_this_machine(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["serve", "--host", "0.0.0.0"]) == 3
    assert "TLS" in capsys.readouterr().err


@pytest.mark.parametrize("port", ["70000", "-1", "many"])
def test_a_port_that_is_none(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["serve", f"--port={port}"]) == 3
    assert "port" in capsys.readouterr().err


def test_a_database_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    url = f"postgresql+psycopg://nobody:secret@/none?host={tmp_path}"
    assert main(["--database-url", url, "--data-folder", str(tmp_path), "db", "upgrade"]) == 3
    said = capsys.readouterr().err
    assert "cannot be used" in said
    assert "secret" not in said


def test_a_port_that_is_taken(tmp_path: Path) -> None:
    environment = {"SYNCSERVER_DATA_FOLDER": str(tmp_path)}
    installed(environment)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        ran = run_command(environment, "serve", "--port", str(taken.getsockname()[1]))
    assert ran.code == 3
    assert "Cannot listen" in ran.err


@pytest.mark.parametrize("arguments", [[], ["fly"], ["admin"], ["admin", "create"]])
def test_what_is_not_understood(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert "usage" in capsys.readouterr().err


def test_it_stops_when_asked(tmp_path: Path) -> None:
    environment = {**os.environ, "SYNCSERVER_DATA_FOLDER": str(tmp_path)}
    installed({"SYNCSERVER_DATA_FOLDER": str(tmp_path)})
    process = subprocess.Popen(
        [sys.executable, "-m", "syncserver", "serve", "--port", "0"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline().startswith("Ready on http://127.0.0.1:")
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=15)
    assert out == ""
    assert "Traceback" not in err
