"""GET /health: is the server there, which one is it, does its database answer."""

from importlib.metadata import version
from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel

from shared.contract.version import OLDEST_PROTOCOL, PROTOCOL
from syncserver.api.bodies import problem_description
from syncserver.database.engine import Unavailable, reading
from syncserver.sync.queries import epoch
from syncserver.sync.server import Server


class Health(BaseModel):
    """What /health answers; the epoch as hexadecimal."""

    status: Literal["ok"]
    version: str
    database: str
    epoch: str
    protocol: int
    oldest_protocol: int


def health_routes(server: Server) -> APIRouter:
    """Return the route of the health check."""
    router = APIRouter(tags=["health"])

    @router.get(
        "/health",
        summary="Is the server there and does its database answer",
        responses={503: problem_description("The database does not answer.")},
    )
    def get_health() -> Health:
        with reading(server.inbox.engine) as connection:
            own_epoch = epoch(connection)
        if own_epoch is None:
            raise Unavailable("the database has no server in it")
        return Health(
            status="ok",
            version=version("fieldapp"),
            database=server.inbox.engine.dialect.name,
            epoch=own_epoch.hex(),
            protocol=PROTOCOL,
            oldest_protocol=OLDEST_PROTOCOL,
        )

    return router
