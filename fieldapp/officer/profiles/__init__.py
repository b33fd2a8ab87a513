"""Opening the form of a profile, and who may be meant by somebody new."""
