"""The keys of one person on one tablet."""
