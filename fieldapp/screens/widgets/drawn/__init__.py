"""Small things that are drawn and say one thing."""
