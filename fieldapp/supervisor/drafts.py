"""What an approver typed about a request and did not send yet: the comment, under the key of the request."""

from __future__ import annotations

from shared.ids import ApprovalId

COMMENT = "comment/"
"""How the keys of these notes begin."""


def comment_key(approval: ApprovalId) -> str:
    """Return under which key the comment on a request is kept."""
    return f"{COMMENT}{approval.hex()}"
