"""Count what the buckets hold again from the rows, and have what does not agree read again.

The rule kept here: the outbox is never touched, and what a bucket holds stays until it has been read again.
"""

from __future__ import annotations

import logging

from fieldapp.store.base import counted_sums, kept_sums, read_again
from fieldapp.store.database import Store

_log = logging.getLogger(__name__)


def cross_check(store: Store) -> tuple[str, ...]:
    """Compare kept counts and digests with those counted from the rows; return the buckets that differ.

    Those are read again from their first record in the next round. Run weekly and on demand.
    """
    with store.transaction() as tx:
        counted = {row.bucket: row for row in counted_sums(tx)}
        differing = tuple(kept.bucket for kept in kept_sums(tx) if counted.get(kept.bucket) != kept)
        read_again(tx, differing)
    for bucket in differing:
        _log.warning("cross_check_differs bucket=%s", bucket)
    return differing
