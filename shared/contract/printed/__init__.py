"""What devices print for others to check: small, and readable without a network."""
