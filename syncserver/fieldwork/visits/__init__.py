"""Visits to members, and what speaks against the places they were at."""
