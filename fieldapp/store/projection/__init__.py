"""What is shown: query tables folded from delivered records and operations in the overlay."""
