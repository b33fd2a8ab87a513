"""Log lines by allow-list: the event, where it came from, and fields that can hold nothing personal.

The rule kept here: neither the text of an error nor the arguments of a message are ever written, because
nobody can say what they contain; of an error its type and the places in the code are.
"""

import json
import logging
import traceback
from datetime import UTC, datetime
from types import TracebackType
from typing import TextIO

from syncserver.api.requests import request_id

FIELDS = ("device", "incident", "fault", "method", "path", "status", "ms", "operations", "outcome")


class AllowListFormatter(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line: dict[str, object] = {
            "at": at,
            "level": record.levelname,
            "from": record.name,
            "event": str(record.msg),
        }
        if request_id.get():
            line["request"] = request_id.get()
        line.update({name: getattr(record, name) for name in FIELDS if hasattr(record, name)})
        if record.exc_info and record.exc_info[1] is not None:
            line["error"] = _described(record.exc_info[1])
        return json.dumps(line, default=str)


def log_to(stream: TextIO, level: int = logging.INFO) -> None:
    """Send every logger's lines to a stream, in this form."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(AllowListFormatter())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)


def _described(fault: BaseException) -> list[str]:
    lines = [f"{type(fault).__module__}.{type(fault).__name__}", *_places(fault.__traceback__)]
    cause = fault.__cause__ or fault.__context__
    return lines if cause is None else [*lines, "because of", *_described(cause)]


def _places(trace: TracebackType | None) -> list[str]:
    return [f"{place.filename}:{place.lineno} {place.name}" for place in traceback.extract_tb(trace)]
