"""Figures over a list."""
