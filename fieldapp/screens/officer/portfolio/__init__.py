"""The portfolio page."""
