"""The loans of an officer: what is asked for, what runs, and the way to a new application."""
