"""The meeting sheet, from the first amount to the closed meeting."""
