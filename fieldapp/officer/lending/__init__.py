"""What an officer sees of loans before they are paid out: applications and lists."""
