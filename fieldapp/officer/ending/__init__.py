"""The end of the day: what is still missing, and what the day came to."""
