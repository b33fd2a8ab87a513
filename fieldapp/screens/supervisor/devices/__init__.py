"""Devices of the people below: the list, one of them, and what is decided about it."""
