"""What a supervisor works with."""
