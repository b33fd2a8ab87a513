"""What the head office does, one file a job; no screen, no network."""
