"""Choices of a few words: chips, segments, tabs."""
