"""One union: where it stands, its members, its loans, its meetings."""
