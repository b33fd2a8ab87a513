"""Where files lie on the tablet: one folder, each under its hash, encrypted under the attachment key.

The rules kept here: a file is encrypted before its first byte touches the disk, and whole before it has its
name; a full disk leaves nothing half done. What is opened is compared with its hash.
"""

from __future__ import annotations

import errno
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from hashlib import sha256
from io import BytesIO
from pathlib import Path

from fieldapp.store.transaction import DiskFailed, DiskFull, StoreDamaged, StoreFault
from fieldapp.vault.identity import Profile
from fieldapp.vault.keeping.durable import make_folder, remove_durably, write_durably
from shared.contract.custody.sealed_file import kept_reader, kept_writer
from shared.contract.custody.sealing import SealBroken

_FOLDER = "files"


@dataclass(frozen=True, slots=True)
class FileFolder:
    """The files of one person on this tablet; used from the thread of the store."""

    path: Path
    key: bytes = field(repr=False)
    random_bytes: Callable[[int], bytes]

    def put(self, digest: bytes, content: bytes) -> None:
        """Keep a file durably; one that is there and whole stays. Faults: `DiskFull`, `DiskFailed`."""
        kept = BytesIO()
        writer = kept_writer(kept, self.key, digest, self.random_bytes)
        writer.write(content)
        writer.finish()
        try:
            make_folder(self.path)
            write_durably(self.place(digest), kept.getvalue())
        except OSError as fault:
            self.place(digest).with_name(f"{digest.hex()}.new").unlink(missing_ok=True)
            raise _of_disk(fault) from fault

    def read(self, digest: bytes) -> bytes:
        """Return a file. Faults: `StoreDamaged` where it is gone or was changed, `DiskFailed`."""
        try:
            with self.place(digest).open("rb") as file:
                content = kept_reader(file, self.key, digest).read()
        except FileNotFoundError as fault:
            raise _damaged() from fault
        except OSError as fault:
            raise _of_disk(fault) from fault
        except SealBroken as fault:
            raise _damaged() from fault
        if sha256(content).digest() != digest:
            raise _damaged()
        return content

    def has(self, digest: bytes) -> bool:
        """Whether the file is here."""
        return self.place(digest).exists()

    def remove(self, digests: Collection[bytes]) -> None:
        """Let go of files."""
        remove_durably(*(self.place(digest) for digest in digests))

    def sweep(self, known: Collection[bytes]) -> None:
        """Remove what a crash left that nothing names."""
        names = {digest.hex() for digest in known}
        found = self.path.iterdir() if self.path.is_dir() else ()
        remove_durably(*(path for path in found if path.name not in names))

    def place(self, digest: bytes) -> Path:
        """Return where a file lies, or would: its name is made of its hash alone."""
        return self.path / digest.hex()


def file_folder(profile: Profile, attachment_key: bytes, random_bytes: Callable[[int], bytes]) -> FileFolder:
    """Return where the files of a profile lie."""
    return FileFolder(profile.folder / _FOLDER, attachment_key, random_bytes)


def _of_disk(fault: OSError) -> StoreFault:
    if fault.errno in (errno.ENOSPC, errno.EDQUOT):
        detail = "The file was not kept and nothing was recorded. Free some space and add it again."
        return DiskFull("This tablet is full", detail)
    return DiskFailed(
        "The file cannot be read or written", "Nothing was recorded. Restart the tablet and try again."
    )


def _damaged() -> StoreDamaged:
    return StoreDamaged(
        "This file is damaged on the tablet", "Add it again, or open it where there is a network."
    )
