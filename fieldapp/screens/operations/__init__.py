"""What operations works with."""
