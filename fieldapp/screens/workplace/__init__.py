"""Everything behind the lock in one window."""
