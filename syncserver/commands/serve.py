"""`syncserver serve`: answer devices until told to stop."""

import gc
import logging
import socket
import sys
from argparse import Namespace
from contextlib import suppress

import uvicorn

from syncserver.api.logs import log_to
from syncserver.app import create_app
from syncserver.commands.common import DONE, NOT_READY, CommandFailed, opened_server
from syncserver.settings import Settings

_BACKLOG = 2048
_COLLECT_AFTER = (20_000, 20, 20)
"""Objects before the youngest are looked at, and how often that happens before the older ones are."""


def serve(settings: Settings, _: Namespace) -> int:
    """Print one line once requests are taken, log to standard error, end cleanly on SIGINT or SIGTERM."""
    if settings.talks_in_the_clear:
        message = (
            f"{settings.host} is not this machine alone and there is no TLS certificate. Give one with"
            " --tls-certificate and --tls-key, or say --allow-plain-http behind a proxy that speaks TLS."
        )
        raise CommandFailed(message, NOT_READY)
    with opened_server(settings) as server, _listening(settings) as listener:
        log_to(sys.stderr)
        config = uvicorn.Config(
            create_app(server, settings.body_seconds),
            log_config=None,
            access_log=False,
            server_header=False,
            ssl_certfile=settings.tls_certificate,
            ssl_keyfile=settings.tls_key,
        )
        with suppress(KeyboardInterrupt):  # raised once more after requests at hand were answered
            _Announced(config, _address(settings, listener)).run(sockets=[listener])
    return DONE


class _Announced(uvicorn.Server):
    """Says on standard output that it is ready, and where, as soon as it is."""

    def __init__(self, config: uvicorn.Config, address: str) -> None:
        super().__init__(config)
        self._address = address

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        _leave_out_of_collection()
        if self.started:
            print(f"Ready on {self._address}", flush=True)
            logging.getLogger(__name__).info("serve.ready")


def _leave_out_of_collection() -> None:
    """Code lives as long as the process: searched for garbage each time, it cost a quarter of a push."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_COLLECT_AFTER)


def _listening(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((settings.host, settings.port))
        listener.listen(_BACKLOG)
    except OSError as fault:
        listener.close()
        message = f"Cannot listen on {settings.host}, port {settings.port}: {fault.strerror}."
        raise CommandFailed(message, NOT_READY) from fault
    return listener


def _address(settings: Settings, listener: socket.socket) -> str:
    scheme = "http" if settings.tls_certificate is None else "https"
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return f"{scheme}://{host}:{listener.getsockname()[1]}"
