"""Enrolling a tablet."""
