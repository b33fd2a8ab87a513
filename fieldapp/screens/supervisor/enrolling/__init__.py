"""A tablet is enrolled: whose it is to be, the code for it, and what to do on it."""
