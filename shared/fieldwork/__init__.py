"""Rules of work in the field: the custody of cash."""
