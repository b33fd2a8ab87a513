"""The processes of a run: five people at their tablets, the server, and PostgreSQL; each can be ended and
started again on what it left.

The rule kept here: what a person was told is noted here, outside of the process that told it.
"""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from pathlib import Path

from stage.servers import ROOT, ServerHome, address_of, start

from tests.simulation.chaos.proxy import FaultProxy
from tests.simulation.chaos.working import TOLD, WRONG

_END_S = 60
_TIED = ("setpriv", "--pdeathsig", "KILL")
"""Before a command: it ends when whoever started it is gone."""


@dataclass(slots=True)
class Person:
    """Somebody at work. `told` is what they were told is recorded, by its sequence."""

    name: str
    folder: Path
    url: str
    seed: str
    told: dict[int, bytes] = field(default_factory=dict)
    wrongs: list[str] = field(default_factory=list)
    starts: int = 0
    process: subprocess.Popen[bytes] | None = None
    _reading: threading.Thread | None = None

    def start(self) -> None:
        """Take the tablet in hand."""
        self.starts += 1
        arguments = (str(self.folder), self.url, self.name, f"{self.seed}/{self.name}/{self.starts}")
        self.process = subprocess.Popen(
            [*_TIED, sys.executable, "-m", "tests.simulation.chaos.working", *arguments],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        self._reading = threading.Thread(target=self._read, args=(self.process,), daemon=True)
        self._reading.start()

    def end(self, how: signal.Signals) -> None:
        """Make the process end, and hear it out."""
        assert self.process is not None
        assert self._reading is not None
        self.process.send_signal(how)
        self._reading.join(_END_S)
        self.process.wait(_END_S)
        assert self.process.stderr is not None
        said = self.process.stderr.read().decode()
        self.process.stderr.close()
        if self.process.returncode not in (0, -how):
            self.wrongs.append(f"ended with {self.process.returncode}: {said[-2000:]}")

    @property
    def is_at_work(self) -> bool:
        """Whether the process runs."""
        return self.process is not None and self.process.poll() is None

    def _read(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdout is not None
        for line in process.stdout:
            if line.startswith(TOLD) and line.endswith(b"\n"):
                seq, hashed = line.removeprefix(TOLD).split()
                found = bytes.fromhex(hashed.decode())
                if self.told.setdefault(int(seq), found) != found:
                    self.wrongs.append(f"operation {int(seq)} is another one than was told")
            elif line.startswith(WRONG):
                self.wrongs.append(line.removeprefix(WRONG).decode().strip())
        process.stdout.close()


@dataclass(slots=True)
class Host:
    """The office's server, reached through a proxy."""

    home: ServerHome
    process: subprocess.Popen[str] | None = None

    def start(self) -> str:
        """Start the server; return where it is."""
        self.process = start(self.home)
        return address_of(self.home, self.process)

    def kill(self) -> None:
        """End its process in the middle of whatever it is doing."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()
        assert self.process.stdout is not None
        self.process.stdout.close()

    def again(self, proxy: FaultProxy) -> None:
        """Start another one, to which the proxy leads from then on."""
        proxy.lead_to(self.start())
