"""Keeps what is in this program's memory out of files.

The rule kept here: a crash leaves no image of the memory, where keys and names would be in plain.
"""

from __future__ import annotations

import ctypes
import logging
import sys

if sys.platform != "win32":
    import resource

_log = logging.getLogger(__name__)
_PR_SET_DUMPABLE = 4


def forbid_dumps() -> None:
    """Have the system write no core dump of this process, nor let others of the same user read its memory.

    What the system does not offer is left; it is not worth keeping somebody from their work for.
    """
    if sys.platform != "win32":  # there dumps are the machine's setting, off unless somebody turned them on
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # A limit of nothing does not stop a dump that is handed to a program; being undumpable does.
    if sys.platform == "linux" and ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0) != 0:
        _log.warning("dumps_not_forbidden")
