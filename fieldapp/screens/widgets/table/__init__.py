"""Every table of the program: one model, one delegate, painted cells."""
