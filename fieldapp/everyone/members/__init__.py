"""Members of all unions on this tablet in one list."""
