"""Exports of lists: as which kind of file."""
