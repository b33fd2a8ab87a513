"""Files that belong to a document: which are taken, how large they may be, how long one may be on its way.

The rule kept here: what a file is, its first bytes say, never its name; what will not be taken is refused
before anything is kept of it, with the limit named.
"""

from shared.errors import RuleRefused

MAX_FILE_BYTES = 10 * 1024 * 1024
PENDING_REMIND_DAYS = 3
"""A file that has not arrived so long after its document is told to those who answer for it."""

_BEGINNINGS = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"%PDF-", "application/pdf"),
)
HEAD_BYTES = max(len(beginning) for beginning, _ in _BEGINNINGS)
"""So many bytes tell what a file is."""


def media_type_of(head: bytes) -> str | None:
    """Return the media type of a file that begins so; None for one that is not taken."""
    return next((name for beginning, name in _BEGINNINGS if head.startswith(beginning)), None)


def checked_media_type(head: bytes, size: int) -> str:
    """Return the media type of a file by its first bytes and its size in bytes.

    Refusals: `file.empty`, `file.too_large`, `file.kind`.
    """
    if size == 0:
        raise RuleRefused("file.empty", "The file is empty", "Choose another file.")
    if size > MAX_FILE_BYTES:
        most = MAX_FILE_BYTES // (1024 * 1024)
        detail = f"It has {size / (1024 * 1024):.1f} MB; at most {most} MB are taken."
        raise RuleRefused("file.too_large", "The file is too large", detail)
    found = media_type_of(head)
    if found is None:
        detail = "Only JPEG and PNG pictures and PDF files are taken, whatever the name of the file says."
        raise RuleRefused("file.kind", "This kind of file is not taken", detail)
    return found
