"""What the branch does with money, one file a job; no screen, no network."""
