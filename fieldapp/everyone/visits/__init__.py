"""Visits to members: recorded here, and what is known of them."""
