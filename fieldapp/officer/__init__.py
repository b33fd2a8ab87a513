"""What a credit officer does, one file a job; no screen, no network."""
