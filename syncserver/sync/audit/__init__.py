"""The audit chain: written with every batch, witnessed by checkpoints, proved row by row."""
