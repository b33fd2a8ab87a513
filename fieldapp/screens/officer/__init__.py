"""What a credit officer works with."""
