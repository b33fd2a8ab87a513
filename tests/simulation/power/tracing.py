"""What a process asked of the file system, read off strace: writes, syncs, names that come and go.

The rule kept here: a line that cannot be read is an error, never passed over: what is missing here would be
missing from every state that is rebuilt.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

_CALLS = (
    "openat,write,pwrite64,writev,pwritev,ftruncate,fsync,fdatasync,"
    "rename,renameat,renameat2,unlink,unlinkat,mkdir,mkdirat"
)
_LINE = re.compile(rb"(\w+)\((.*)\) += (-?\d+)(.*)")
_FD = re.compile(rb"(\d+)<([^>]*)>")
_TEXT = re.compile(rb'"((?:\\x[0-9a-f]{2})*)"(\.\.\.)?')


@dataclass(frozen=True, slots=True)
class Write:
    """Bytes put into a file; `at` is None where they went to its end."""

    path: Path
    at: int | None
    data: bytes


@dataclass(frozen=True, slots=True)
class Truncate:
    """A file cut, or made longer, to a size."""

    path: Path
    size: int


@dataclass(frozen=True, slots=True)
class Sync:
    """A file or a folder is on the disk as it is now, once this has returned."""

    path: Path


@dataclass(frozen=True, slots=True)
class Create:
    """A name that was not there, with an empty file behind it."""

    path: Path


@dataclass(frozen=True, slots=True)
class Rename:
    """A file under another name, in place of what had that name."""

    path: Path
    to: Path


@dataclass(frozen=True, slots=True)
class Remove:
    """A name that is gone."""

    path: Path


@dataclass(frozen=True, slots=True)
class Said:
    """A line on standard output."""

    line: bytes


Event = Write | Truncate | Sync | Create | Rename | Remove | Said


def traced(module: str, arguments: Sequence[str], log: Path, inside: Path) -> list[Event]:
    """Run a module of this program under strace; return what it did below a folder, and what it said."""
    command = ["strace", "-qq", "-y", "-xx", "-s", "1048576", "-e", f"trace={_CALLS}", "-o", str(log)]
    subprocess.run(
        [*command, sys.executable, "-m", module, *arguments], check=True, stdout=subprocess.DEVNULL
    )
    return list(_events(log.read_bytes().splitlines(), inside))


def _events(lines: Sequence[bytes], inside: Path) -> Iterator[Event]:
    for line in lines:
        match = _LINE.fullmatch(line)
        if match is None:
            if line.startswith((b"+++", b"---")):
                continue
            raise ValueError(f"not understood: {line[:200]!r}")
        if int(match[3]) >= 0:
            yield from _event(match[1].decode(), match[2], match[3] + match[4], inside)


def _event(call: str, arguments: bytes, result: bytes, inside: Path) -> Iterator[Event]:
    """`result` is what the call returned, with the path behind a descriptor."""
    if call == "openat":
        path = _path(_FD.match(result))
        if path.is_relative_to(inside):
            flags = arguments.split(b", ")[2]
            if b"O_CREAT" in flags:
                yield Create(path)
            if b"O_TRUNC" in flags:
                yield Truncate(path, 0)
    elif call in ("rename", "renameat", "renameat2"):
        old, new = (_decoded(found[1]) for found in list(_TEXT.finditer(arguments))[:2])
        if Path(old).is_relative_to(inside):
            yield Rename(Path(old), Path(new))
    elif call in ("unlink", "unlinkat"):
        gone = Path(_decoded(_first_text(arguments)))
        if gone.is_relative_to(inside):
            yield Remove(gone)
    elif call not in ("mkdir", "mkdirat"):
        yield from _on_descriptor(call, arguments, int(result.split(b"<")[0]), inside)


def _on_descriptor(call: str, arguments: bytes, written: int, inside: Path) -> Iterator[Event]:
    path = _path(_FD.match(arguments))
    if arguments.startswith(b"1<") and call == "write":
        yield Said(_bytes(_first_text(arguments)))
    if not path.is_relative_to(inside):
        return
    if call in ("fsync", "fdatasync"):
        yield Sync(path)
    elif call == "ftruncate":
        yield Truncate(path, int(arguments.rsplit(b", ", 1)[1]))
    elif call == "pwrite64":
        yield Write(path, int(arguments.rsplit(b", ", 1)[1]), _bytes(_first_text(arguments))[:written])
    elif call == "write":
        yield Write(path, None, _bytes(_first_text(arguments))[:written])
    else:
        raise ValueError(f"{call} is not rebuilt")


def _first_text(arguments: bytes) -> bytes:
    found = _TEXT.search(arguments)
    if found is None or found[2]:
        raise ValueError(f"no whole text in {arguments[:80]!r}")
    return found[1]


def _bytes(text: bytes) -> bytes:
    return bytes.fromhex(text.decode().replace("\\x", ""))


def _decoded(text: bytes) -> str:
    return _bytes(text).decode()


def _path(match: re.Match[bytes] | None) -> Path:
    if match is None:
        raise ValueError("a call without the path of its descriptor")
    text = match[2]
    return Path(_decoded(text) if text.startswith(b"\\x") else text.decode())
