"""Documents: what is on file of a member, the files themselves apart."""
