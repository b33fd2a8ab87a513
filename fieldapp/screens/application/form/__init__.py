"""What somebody types into an application."""
