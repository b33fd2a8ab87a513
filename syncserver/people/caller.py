"""Who is asking: the person and device behind one operation, as the server's own tables know them."""

from dataclasses import dataclass

from shared.contract.operations import SeenVersion
from shared.permissions import Role


@dataclass(frozen=True, slots=True)
class Caller:
    """One operation's author. `doubt` says why a fact of theirs must be suspended, or is empty.

    `server_time_seen_ms` is the newest server time the device knew when it acted: a fact counts as in scope
    when it was so then or is so now.
    """

    operation: bytes
    device: bytes
    staff: bytes
    role: Role
    at_ms: int
    server_time_seen_ms: int
    seen: tuple[SeenVersion, ...] = ()
    doubt: str = ""

    def version_seen(self, kind: str, identifier: bytes) -> int | None:
        """Return the version of a record that the person acted on, if the operation names it."""
        for seen in self.seen:
            if seen.kind == kind and seen.id == identifier:
                return seen.version
        return None
