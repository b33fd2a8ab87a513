"""What the sheet asks about one row, in the page and never in a window over it."""
