"""Takes signed operations, each exactly once, and answers each with its verdict."""
