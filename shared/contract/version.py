"""The versions both sides compare before they talk."""

PROTOCOL = 1
OLDEST_PROTOCOL = 1
RECORD_SCHEMA = 10
"""Raised when a record kind or field is added. New fields stand last and have a value for older records. A
client stores what it is sent whole, also what it cannot read yet; once upgraded it shows it from there."""

LOCKED_AT = 10
"""So many wrong PINs in a row lock a device until it is unlocked online."""

MAX_OPERATIONS_PER_EXCHANGE = 200
MAX_OPERATION_BYTES_PER_EXCHANGE = 512 * 1024
MAX_OPERATION_BYTES = 64 * 1024
MAX_RESPONSE_BYTES = 1024 * 1024
"""Bound on one response's changes after compression; more follows in a further page."""
MAX_BODY_BYTES = 8 * 1024 * 1024
"""Bound on any message once unpacked."""
MAX_UNPACK_RATIO = 100
