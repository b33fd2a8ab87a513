"""Where simulated worlds lie: in memory where there is such a place, for nobody pulls this machine's plug."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_FAST = Path("/dev/shm")


@contextmanager
def in_memory() -> Iterator[Path]:
    """A folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="simulation-", dir=_FAST if _FAST.is_dir() else None) as folder:
        yield Path(folder)
