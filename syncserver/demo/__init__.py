"""A believable institution made by the operations the app sends, for trying out and for measuring."""
