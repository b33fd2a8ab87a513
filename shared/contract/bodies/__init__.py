"""The bodies of operations, one struct a kind, grouped by what they are about."""
