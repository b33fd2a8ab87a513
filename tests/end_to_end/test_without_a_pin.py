"""A tablet in the field, a server process, an operator at its command line; nobody types a right PIN."""

from __future__ import annotations

from pathlib import Path

import pytest

from fieldapp.store.chain.checking import PUT_BACK, Broken
from fieldapp.vault.faults import VaultFault
from fieldapp.vault.identity import list_profiles, store_path
from fieldapp.vault.vault import Vault
from tests.end_to_end.tablets import Field
from tests.fieldapp.vault.tablet import PIN
from tests.syncserver.http_world import installed, run_command, serving


@pytest.fixture
def environment(engine_url: str, tmp_path: Path) -> dict[str, str]:
    return {"SYNCSERVER_DATABASE_URL": engine_url, "SYNCSERVER_DATA_FOLDER": str(tmp_path / "server")}


def operator(environment: dict[str, str], *arguments: str) -> str:
    ran = run_command(environment, *arguments)
    assert ran.code == 0, ran
    return ran.out


def test_locked_out_unlocked_online_then_stolen_and_recovered(
    environment: dict[str, str], tmp_path: Path
) -> None:
    code = installed(environment)
    with serving(environment, tmp_path / "log") as address:
        field = Field(tmp_path / "tablet", address, code)
        field.record(3)
        field.lock_out()
        assert field.contact().locked
        operator(environment, "device", "unlock", field.code, "--reason", "called")
        assert field.contact().unlocked
        field.record(2)

        operator(environment, "device", "wipe", field.code, "--reason", "stolen")
        said = field.contact()
        assert (said.wiped, said.journal_left) == (True, 0)
        assert list_profiles(tmp_path / "tablet" / "data") == ()
        assert list((tmp_path / "tablet" / "keyring").iterdir()) == []
        with pytest.raises((VaultFault, OSError)):
            Vault(field.vault.profile, field.around).unlock(PIN)

    key = str(Path(environment["SYNCSERVER_DATA_FOLDER"]) / "recovery.key")
    told = operator(environment, "recover", "--device", field.code, "--recovery-key", key)
    assert "money in suspense" in told
    figures = operator(environment, "device", "figures", field.code)
    assert [line.split() for line in figures.splitlines()][1:] == [
        ["suspended", "5", "250.00"],
        ["in", "all", "5", "250.00"],
    ]
    for what in ("ledger", "audit"):
        operator(environment, what, "verify")


@pytest.mark.expects_errors
def test_what_an_old_copy_of_the_store_hides_comes_back(environment: dict[str, str], tmp_path: Path) -> None:
    code = installed(environment)
    with serving(environment, tmp_path / "log") as address:
        field = Field(tmp_path / "tablet", address, code)
        store = store_path(field.vault.profile)
        field.record(2)
        old = store.read_bytes()
        field.record(3)
        store.write_bytes(old)
        with field.at_work():
            pass
        assert field.broken == Broken(5, PUT_BACK)
        assert field.contact().journal_left == 0
    key = str(Path(environment["SYNCSERVER_DATA_FOLDER"]) / "recovery.key")
    told = operator(environment, "recover", "--device", field.code, "--recovery-key", key)
    assert any(line.split()[-2:] == ["5", "250.00"] for line in told.splitlines()), told
    assert "250.00" in operator(environment, "device", "figures", field.code)
