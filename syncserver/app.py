"""Puts the server together: only wiring."""

import logging
import secrets
import threading
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from importlib.metadata import version
from pathlib import Path

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from sqlalchemy import Engine
from starlette.exceptions import HTTPException

from shared.contract.codec import Malformed
from shared.ids import IdMaker
from syncserver.api.contact import contact_routes
from syncserver.api.devices.courier import courier_routes
from syncserver.api.devices.figures import figures_routes
from syncserver.api.enrolment import enrolment_routes
from syncserver.api.files.routes import files_routes
from syncserver.api.health import health_routes
from syncserver.api.problems import problem_of, problem_response
from syncserver.api.public.verify import verify_routes
from syncserver.api.requests import BODY_SECONDS, Edge, request_id
from syncserver.api.sync import sync_routes
from syncserver.database.engine import reading
from syncserver.files.folder import FileFolder
from syncserver.people.devices.keys import ServerKeys
from syncserver.sync.handlers import all_handlers
from syncserver.sync.housekeeping import tidy
from syncserver.sync.inbox.taking import Inbox
from syncserver.sync.server import Server, own_device

_log = logging.getLogger(__name__)
_TIDY_EVERY_S = 3600.0


def clock_ms() -> int:
    """Return the time in milliseconds since 1970 in UTC."""
    return time.time_ns() // 1_000_000


def build_server(
    engine: Engine,
    keys: ServerKeys,
    clock: Callable[[], int] = clock_ms,
    *,
    witness: Path | None = None,
    files: Path | None = None,
) -> Server:
    """Return the server of an installed database; `NotInstalled` if these keys are not its own."""
    with reading(engine) as connection:
        own = own_device(connection, keys)
    inbox = Inbox(engine, all_handlers(), clock, lambda: secrets.token_hex(4), time.sleep)
    folder = None if files is None else FileFolder(files, keys.files_key(), secrets.token_bytes)
    return Server(inbox, keys, IdMaker(clock, secrets.token_bytes), own, witness, folder)


def create_app(server: Server, body_s: float = BODY_SECONDS) -> FastAPI:
    """Return the HTTP application over a server; `body_s` is how long a body may take that hardly moves."""
    app = FastAPI(
        title="Fieldapp sync server",
        version=version("fieldapp"),
        docs_url=None,
        redoc_url=None,
        lifespan=_tidying(server),
    )
    app.include_router(sync_routes(server))
    app.include_router(enrolment_routes(server, secrets.token_bytes))
    app.include_router(contact_routes(server))
    app.include_router(figures_routes(server))
    app.include_router(courier_routes(server, secrets.token_bytes))
    app.include_router(files_routes(server))
    app.include_router(health_routes(server))
    app.include_router(verify_routes(server))
    app.add_exception_handler(HTTPException, _as_problem)
    app.add_exception_handler(RequestValidationError, _as_malformed)
    app.add_middleware(Edge, body_s=body_s)
    return app


def _as_problem(_: Request, fault: Exception) -> Response:
    return problem_response(problem_of(fault, secrets.token_hex(4)), request_id.get())


def _as_malformed(request: Request, _: Exception) -> Response:
    return _as_problem(request, Malformed("the request is not of the described form"))


def _tidying(server: Server) -> Callable[[FastAPI], AbstractAsyncContextManager[Mapping[str, object]]]:
    """While the application runs, a thread tidies up once an hour."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[Mapping[str, object]]:
        ended = threading.Event()
        thread = threading.Thread(target=_tidy_until, args=(server, ended), daemon=True)
        thread.start()
        yield {}
        ended.set()

    return lifespan


def _tidy_until(server: Server, ended: threading.Event) -> None:
    while not ended.wait(_TIDY_EVERY_S):
        try:
            tidy(server)
        except Exception as fault:  # noqa: BLE001 - the next hour is another try, and the log tells of this one
            _log.error("housekeeping.failed", exc_info=fault)
