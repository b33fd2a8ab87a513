"""What goes to the office by other ways than a round, and what is known of it."""
