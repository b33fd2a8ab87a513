"""What is kept for the institution: sealed to its recovery key, carried by hand, ordered by its signature."""
