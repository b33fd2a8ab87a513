"""The first screen of whoever collects."""
