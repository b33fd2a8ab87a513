"""How a device is let in: one-time codes, signing in, and the digits that two people compare."""
