"""What a supervisor decides, one file a job; no screen, no network."""
