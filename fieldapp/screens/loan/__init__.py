"""One loan: where it stands, its schedule, its payments, what happened, and its statement."""
