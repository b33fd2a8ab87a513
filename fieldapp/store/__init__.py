"""What the tablet keeps: delivered records, signed operations, and what is shown of both."""
