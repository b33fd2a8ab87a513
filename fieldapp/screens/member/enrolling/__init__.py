"""Enrolling somebody new: their union, who they may be already, and the code they get."""
