"""Documents of a member: put on record with a file, listed, opened."""
