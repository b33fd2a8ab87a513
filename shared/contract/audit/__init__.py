"""What others than the server keep of its audit chain."""
