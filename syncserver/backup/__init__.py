"""Everything a server is, sealed into one file to the recovery key, and brought back from it."""
