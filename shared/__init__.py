"""Rules and wire contract that the client and the server both run."""
