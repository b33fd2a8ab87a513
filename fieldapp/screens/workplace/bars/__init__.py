"""What stands around the pages: the rail or bottom bar, the top bar, and what is on them."""
