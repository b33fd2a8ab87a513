"""A loan application: found, typed, looked ahead at, sent, taken back."""
