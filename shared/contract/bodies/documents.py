"""Operation bodies about documents: what is on file of whom. The file itself travels by its own way."""

from datetime import date
from typing import Annotated, Literal

from msgspec import Meta

from shared.contract.codec import Hash, Id, Label, Message, Name
from shared.fieldwork.documents import MAX_FILE_BYTES

OwnerKind = Literal["member", "loan", "visit", "repayment", "case"]
MediaType = Literal["image/jpeg", "image/png", "application/pdf"]
FileSize = Annotated[int, Meta(ge=1, le=MAX_FILE_BYTES)]


class DocumentAttached(Message, frozen=True):
    """Somebody put a file on record for its owner; the file is named by its SHA-256 and follows."""

    document: Id
    owner_kind: OwnerKind
    owner: Id
    type: Name
    file_name: Name
    sha256: Hash
    size: FileSize
    media_type: MediaType
    issuing_authority: Label = ""
    issued_on: date | None = None
    expires_on: date | None = None
