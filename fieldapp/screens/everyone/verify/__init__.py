"""Checking a receipt: the code typed, pasted, or found in a picture."""
