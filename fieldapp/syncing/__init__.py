"""Rounds with the server: what is sent, what is taken, when, and what can go wrong on the way."""
