"""The end of a meeting: the cash counted, signed and locked."""
