"""The desk on which two values for one field lie side by side."""
