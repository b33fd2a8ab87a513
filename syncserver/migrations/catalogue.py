"""Every table of the server in one place, for making and comparing schemas."""

from sqlalchemy import MetaData

import syncserver.fieldwork.tables
import syncserver.fieldwork.visits.tables
import syncserver.files.tables
import syncserver.ledger.tables
import syncserver.lending.tables
import syncserver.people.devices.tables
import syncserver.people.documents.tables
import syncserver.people.passwords.tables
import syncserver.people.tables
import syncserver.sync.tables  # noqa: F401 - importing a feature's tables puts them on the metadata
from syncserver.database import records
from syncserver.database.base import metadata


def all_tables() -> MetaData:
    """Return the catalogue with every feature's tables on it."""
    assert records.record_body.metadata is metadata
    return metadata
