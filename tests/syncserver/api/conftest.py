"""A server process for each engine, shared by the tests of this folder, with one administrator's device."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from shared.contract.exchange import EnrolmentResponse
from tests.databases import Databases
from tests.syncserver.http_world import Sender, code_in, enrolled, installed, run_command, serving


@dataclass(slots=True)
class Live:
    """A running server."""

    address: str
    environment: dict[str, str]
    log: Path
    admin: Sender
    enrolment: EnrolmentResponse

    def new_code(self) -> str:
        return code_in(run_command(self.environment, "enrol-code", "ada@ajo.ng").out)


@pytest.fixture(scope="module")
def live(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    folder = tmp_path_factory.mktemp("server")
    url = databases.empty()
    environment = {"SYNCSERVER_DATA_FOLDER": str(folder), "SYNCSERVER_DATABASE_URL": url}
    code = installed(environment)
    log = folder / "log"
    with serving(environment, log) as address:
        sender, enrolment = enrolled(address, code, int(time.time()))
        yield Live(address, environment, log, sender, enrolment)
    databases.discard(url)
